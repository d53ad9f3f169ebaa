using System.CommandLine;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary>
/// <c>digitlab student</c> and <c>digitlab solutions</c>: notebooks without solutions, or without the solution
/// markers.
/// </summary>
internal static class EditionCommand
{
    public static Command CreateStudent() =>
        Create(
            "student",
            EditionKind.Student,
            "Writes the edition for students, without solutions (from // BEGIN SOLUTION to // END SOLUTION)."
        );

    public static Command CreateSolutions() =>
        Create(
            "solutions",
            EditionKind.Solutions,
            "Writes the edition with solutions, without the markers around them."
        );

    private static Command Create(string name, EditionKind kind, string description)
    {
        var paths = new Argument<string[]>("notebooks")
        {
            Description = "Notebooks, or folders of them. Default: the folder notebooks.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string>("--out", "-o")
        {
            Description = "The folder to write: each notebook as .dib and .ipynb, and what it imports and shows.",
            DefaultValueFactory = _ => name,
            HelpName = "folder",
        };
        var selfContained = new Option<bool>("--self-contained")
        {
            Description = "Includes the labs' library and this program: the folder runs on any machine with .NET.",
        };
        var update = new Option<bool>("--update")
        {
            Description = "Updates an existing folder: merges the labs' changes and keeps changes made in the folder.",
        };
        var command = new Command(name, description);
        command.Arguments.Add(paths);
        command.Options.Add(output);
        command.Options.Add(selfContained);
        command.Options.Add(update);
        command.SetAction(result =>
            (int)Run(
                result.GetValue(paths) is { Length: > 0 } given ? given : ["notebooks"],
                result.GetRequiredValue(output),
                kind,
                result.GetValue(selfContained),
                result.GetValue(update)
            )
        );
        return command;
    }

    private static ExitCode Run(
        IReadOnlyList<string> paths,
        string output,
        EditionKind kind,
        bool selfContained,
        bool update
    )
    {
        if (!LabFinder.TryFind(paths, out var labs, out var problems))
        {
            problems.ForEach(Console.Error.WriteLine);
            return ExitCode.Usage;
        }
        return FileErrors.Report(output, () => Write(labs, output, kind, selfContained, update));
    }

    private static ExitCode Write(
        IReadOnlyList<Lab> labs,
        string output,
        EditionKind kind,
        bool selfContained,
        bool update
    )
    {
        var folder = new EditionFolder(output, kind, selfContained);
        var added = folder.Add(labs);
        foreach (var warning in folder.Warnings)
        {
            Console.Error.WriteLine($"warning: {warning}");
        }
        if (folder.Problems.Count > 0)
        {
            folder.Problems.ToList().ForEach(Console.Error.WriteLine);
            return ExitCode.Usage;
        }
        var writer = new EditionWriter(output, kind, folder.Files, update);
        if (writer.Changed.Count > 0)
        {
            Console.Error.WriteLine("Nothing was written, because changes in these files would be lost:");
            writer.Changed.ToList().ForEach(path => Console.Error.WriteLine($"  {path}"));
            Console.Error.WriteLine("--update takes what the labs changed and keeps these changes.");
            return ExitCode.WouldOverwrite;
        }
        writer.Write();
        foreach (var (name, solutions) in added)
        {
            Console.WriteLine($"{name}: {solutions} {(solutions == 1 ? "solution" : "solutions")}");
        }
        foreach (var note in writer.Notes)
        {
            Console.WriteLine(note);
        }
        Console.WriteLine($"{output}: {writer.Count} of {folder.Files.Count} files written");
        return ExitCode.Success;
    }
}
