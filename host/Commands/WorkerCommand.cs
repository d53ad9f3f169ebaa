using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using DigitLab.Host.Documents;
using DigitLab.Host.Running;
using DigitLab.Host.Session;
using Microsoft.Win32.SafeHandles;

namespace DigitLab.Host.Commands;

/// <summary>
/// Runs one notebook in this process and reports events on standard output; used by the other commands.
/// </summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var notebook = new Argument<string>("notebook");
        var output = new Argument<string>("output");
        var lifeline = new Option<string>(NotebookProcess.LifelineOption) { Required = true };
        var arguments = new RunArguments();
        var command = new Command(NotebookProcess.WorkerCommand) { Hidden = true };
        command.Arguments.Add(notebook);
        command.Arguments.Add(output);
        command.Options.Add(lifeline);
        arguments.AddTo(command);
        command.SetAction(result =>
        {
            var signer = Lifeline.Hold(result.GetRequiredValue(lifeline));
            return (int)Run(
                result.GetRequiredValue(notebook),
                result.GetRequiredValue(output),
                arguments.Read(result),
                signer
            );
        });
        return command;
    }

    private static ExitCode Run(string path, string output, RunOptions options, EventSigner signer)
    {
        Notebook notebook;
        try
        {
            notebook = NotebookFile.Load(path);
            Parameters.Set(notebook, options.Parameters, options.Quick);
        }
        catch (Exception e) when (e is DocumentException or ParameterException)
        {
            Console.Error.WriteLine(e is ParameterException ? $"{path}: {e.Message}" : e.Message);
            return ExitCode.Usage;
        }
        path = Path.GetFullPath(path);
        output = Path.GetFullPath(output);
        Environment.CurrentDirectory = Path.GetDirectoryName(path)!;
        // Ctrl+C in a terminal reaches this process too; its parent ends it and reports that.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        ConsoleRedirection.Install();
        using var events = StandardOutput();
        var progress = new ProgressThrottle(happened =>
        {
            try
            {
                // On a line of its own: a cell or library may have written text without a line end.
                events.Write(Encoding.UTF8.GetBytes($"\n{signer.Sign(happened)}\n"));
            }
            catch (IOException)
            {
                // The parent is gone, and this process is about to end.
            }
        });
        var run = new NotebookRun(notebook, Environment.CurrentDirectory, progress.Report)
        {
            AllowErrors = options.AllowErrors,
            Timeout = options.Timeout,
        };
        var success = run.Run();
        NotebookFile.Save(notebook, output);
        progress.Report(new RunEvent(RunEventKind.Finished, notebook.Cells.Count, RunEvent.Digest(output)));
        ConsoleRedirection.Out.Flush();
        // A cell may have left threads behind.
        Environment.Exit((int)(success ? ExitCode.Success : ExitCode.CellFailed));
        return ExitCode.Success;
    }

    /// <summary>
    /// Standard output without Console: on Unix, Console's streams block while another thread writes to Console.Out,
    /// and a cell that writes may itself be waiting for its output to be reported here.
    /// </summary>
    private static Stream StandardOutput() =>
        OperatingSystem.IsWindows()
            ? Console.OpenStandardOutput()
            : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
}
