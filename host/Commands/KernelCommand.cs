using System.CommandLine;
using System.Diagnostics;
using DigitLab.Host.Documents;
using DigitLab.Host.Jupyter;
using DigitLab.Host.Session;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab kernel</c>: the Jupyter kernel; a front end starts it.</summary>
internal static class KernelCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("connection-file")
        {
            Description = "The connection file that the front end wrote.",
        };
        var command = new Command("kernel", "Runs the Jupyter kernel; a front end starts it.");
        command.Arguments.Add(file);
        command.SetAction(result => (int)Run(result.GetRequiredValue(file)));
        return command;
    }

    private static ExitCode Run(string file)
    {
        // The first cell usually runs soon: load the compiler while the front end connects.
        new Thread(CSharpSession.WarmUp) { IsBackground = true, Name = "warm-up" }.Start();
        ConnectionFile connection;
        try
        {
            connection = ConnectionFile.Load(file);
        }
        catch (DocumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Usage;
        }
        ConsoleRedirection.Install();
        using var server = new KernelServer(connection, Environment.CurrentDirectory);
        Console.CancelKeyPress += (_, pressed) =>
        {
            // Front ends without interrupt messages send SIGINT, as a terminal does to its whole process group.
            pressed.Cancel = true;
            server.Interrupt();
        };
        EndWithParent(server);
        server.WaitUntilEnd();
        server.Dispose();
        // A cell may have left threads behind, or exit handlers that do not return.
        var code = server.IsRestarting ? ExitCode.Interrupted : ExitCode.Success;
        ProcessEnd.Exit(code);
        return code;
    }

    /// <summary>Ends the kernel when the front end that started it exits without shutting it down.</summary>
    private static void EndWithParent(KernelServer server)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), out var id) || id <= 1)
        {
            return;
        }
        try
        {
            var parent = Process.GetProcessById(id);
            new Thread(() =>
            {
                parent.WaitForExit();
                server.End();
            })
            {
                IsBackground = true,
                Name = "parent",
            }.Start();
        }
        catch (ArgumentException)
        {
            server.End();
        }
    }
}
