using System.CommandLine;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab new</c>: writes a lab from a template.</summary>
internal static partial class NewCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name")
        {
            Description = "The lab's name, such as 12-my-lab; its file is NAME.dib.",
        };
        var output = new Option<string>("--out", "-o")
        {
            Description = "The folder for the lab.",
            DefaultValueFactory = _ => Directory.Exists("notebooks") ? "notebooks" : ".",
            HelpName = "folder",
        };
        var command = new Command(
            "new",
            "Writes a new lab from a template: goal, predict, run, change one number, check, next."
        );
        command.Arguments.Add(name);
        command.Options.Add(output);
        command.SetAction(result => (int)Run(result.GetRequiredValue(name), result.GetRequiredValue(output)));
        return command;
    }

    private static ExitCode Run(string name, string folder)
    {
        name = Path.GetExtension(name) == ".dib" ? name[..^".dib".Length] : name;
        if (!FileName().IsMatch(name))
        {
            Console.Error.WriteLine(
                $"'{name}' cannot be a lab's name: use letters, digits and hyphens, such as 12-my-lab."
            );
            return ExitCode.Usage;
        }
        var path = Path.Combine(folder, name + ".dib");
        if (File.Exists(path))
        {
            Console.Error.WriteLine($"{path}: this lab exists already.");
            return ExitCode.Usage;
        }
        var hasSetup = File.Exists(Path.Combine(folder, "setup.dib"));
        var words = name.Split('-', '_');
        var number = words.Length > 1 && words[0].All(char.IsAsciiDigit) ? $"{int.Parse(words[0])}. " : "";
        var title = string.Join(' ', number.Length > 0 ? words.Skip(1) : words);
        var notebook = DibReader.Read(Template);
        foreach (var cell in notebook.Cells)
        {
            cell.Source = cell
                .Source.Replace("TITLE", number + char.ToUpperInvariant(title[0]) + title[1..])
                .Replace(
                    "SETUP",
                    hasSetup ? "#!import setup.dib" : "// The packages and usings of the lab: #r \"nuget: ...\""
                );
        }
        NotebookFile.WriteText(path, DibWriter.Write(notebook, allKernels: true));
        Console.WriteLine(path);
        return ExitCode.Success;
    }

    private const string Template = """
        #!markdown

        # TITLE

        **Goal.** What you know at the end that you did not know before, in one or two sentences.

        Time: 20 minutes.

        #!csharp

        SETUP

        #!csharp

        // parameters
        var quick = false;        // true: everything in seconds
        var steps = 10;           // change this one first

        #!markdown

        ## Predict, then run

        What will the next cell show? Write it down before you run it.

        #!csharp

        var total = Enumerable.Range(1, quick ? 3 : steps).Sum();
        total

        #!markdown

        ## Change one number

        Set `steps` to 100 and run the cells again. What grew, and how fast?

        #!markdown

        ## Check

        For any number of steps the sum is steps · (steps + 1) / 2.

        #!csharp

        var expected = quick ? 6 : steps * (steps + 1) / 2;
        total == expected ? "as expected" : $"expected {expected}, found {total}"

        #!markdown

        ## Next

        Where the same idea comes back.

        """;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
    private static partial Regex FileName();
}
