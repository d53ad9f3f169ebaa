using System.CommandLine;
using DigitLab.Host.Session;
using DigitLab.Host.VsCode;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab vscode</c>: the host of a notebook in VS Code; the extension starts it.</summary>
internal static class VsCodeCommand
{
    public static Command Create()
    {
        var command = new Command("vscode", "Runs a notebook for the VS Code extension, which starts it.");
        command.SetAction(_ => (int)Run());
        return command;
    }

    private static ExitCode Run()
    {
        var (input, output) = ProtocolStreams.Take();
        // Whoever opens a notebook runs a cell soon; what that takes is made ready while the extension says so.
        new Thread(CSharpSession.WarmUp) { IsBackground = true, Name = "warm-up" }.Start();
        ConsoleRedirection.Install();
        var server = new VsCodeServer(input, output);
        server.WaitUntilEnd();
        // A cell may have left threads of its own behind, and handlers of the process's end that do not end.
        var code = server.IsRestarting ? ExitCode.Interrupted : ExitCode.Success;
        ProcessEnd.Exit(code);
        return code;
    }
}
