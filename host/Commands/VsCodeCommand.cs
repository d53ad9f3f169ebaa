using System.CommandLine;
using DigitLab.Host.Session;
using DigitLab.Host.VsCode;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab vscode</c>: the host of a notebook in VS Code; started by the extension.</summary>
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
        // The first cell usually runs soon: load the compiler while the extension connects.
        new Thread(CSharpSession.WarmUp) { IsBackground = true, Name = "warm-up" }.Start();
        ConsoleRedirection.Install();
        var server = new VsCodeServer(input, output);
        server.WaitUntilEnd();
        // A cell may have left threads behind, or exit handlers that do not return.
        var code = server.IsRestarting ? ExitCode.Interrupted : ExitCode.Success;
        ProcessEnd.Exit(code);
        return code;
    }
}
