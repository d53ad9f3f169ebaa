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
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : code;
