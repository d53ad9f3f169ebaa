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
        // Whoever opens a notebook runs a cell soon; what that takes is made ready while the front end connects.
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
            // Front ends that do not know of interrupt messages send a signal; so does a terminal to all its processes.
            pressed.Cancel = true;
            server.Interrupt();
        };
        EndWithParent(server);
        server.WaitUntilEnd();
        server.Dispose();
        // A cell may have left threads of its own behind, and handlers of the process's end that do not end.
        var code = server.IsRestarting ? ExitCode.Interrupted : ExitCode.Success;
        ProcessEnd.Exit(code);
        return code;
    }

    /// <summary>A kernel whose front end is gone without a word has nobody to serve.</summary>
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
