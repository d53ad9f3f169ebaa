using System.CommandLine;
using System.CommandLine.Help;
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
    WorkerCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Action is System.CommandLine.Invocation.ParseErrorAction error)
{
    error.ShowHelp = false;
}
try
{
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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
