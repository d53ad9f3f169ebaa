using System.CommandLine;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab convert</c>: converts between .dib and .ipynb without running anything.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("in") { Description = "The notebook: .dib or .ipynb." };
        var output = new Argument<string>("out") { Description = "The file to write: .dib or .ipynb." };
        var command = new Command("convert", "Converts a notebook between .dib and .ipynb.");
        command.Arguments.Add(input);
        command.Arguments.Add(output);
        command.SetAction(result =>
            (int)
                FileErrors.Report(
                    result.GetRequiredValue(output),
                    () => Convert(result.GetRequiredValue(input), result.GetRequiredValue(output))
                )
        );
        return command;
    }

    private static ExitCode Convert(string input, string output)
    {
        var notebook = NotebookFile.Load(input);
        NotebookFile.Save(notebook, output);
        if (Path.GetExtension(output).Equals(".dib", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (cell, line) in DibWriter.Ambiguities(notebook))
            {
                Console.Error.WriteLine(
                    $"warning: {input}: cell {cell}: the line \"{line}\" starts a new cell in .dib."
                );
            }
        }
        return ExitCode.Success;
    }
}
