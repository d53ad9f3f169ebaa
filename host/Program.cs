using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using DigitLab.Host;
using DigitLab.Host.Commands;

var root = new Command("digitlab", "Runs, renders and converts C# notebooks (.dib and .ipynb).")
{
    new HelpOption(),
    new VersionOption(),
    RunCommand.Create(),
    RenderCommand.Create(),
    ConvertCommand.Create(),
    EditionCommand.CreateStudent(),
    EditionCommand.CreateSolutions(),
    NewCommand.Create(),
    DoctorCommand.Create(),
    JupyterCommand.Create(),
    KernelCommand.Create(),
    VsCodeExtensionCommand.Create(),
    VsCodeCommand.Create(),
    WorkerCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = false;
}
using var cancellation = new CancellationTokenSource();
PosixSignalRegistration[] signals =
    parsed.Action is AsynchronousCommandLineAction
        ?
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal =>
                PosixSignalRegistration.Create(signal, End)
            ),
        ]
        : [];
try
{
    var configuration = new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };
    var code = await parsed.InvokeAsync(configuration, cancellation.Token);
    return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : code;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted.");
    return (int)ExitCode.Interrupted;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return (int)ExitCode.Environment;
}
finally
{
    foreach (var signal in signals)
    {
        signal.Dispose();
    }
}

// The notebooks' processes end first, and take their files with them; Ctrl+C once more ends this one at once.
void End(PosixSignalContext context)
{
    context.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}
