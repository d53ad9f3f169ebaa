using System.CommandLine;
using DigitLab.Host.Editions;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab student</c> and <c>digitlab solutions</c>: notebooks without their solutions, or without the marks around them.</summary>
internal static class EditionCommand
{
    public static Command CreateStudent() =>
        Create(
            "student",
            EditionKind.Student,
            "Writes the edition for students: each solution, from // BEGIN SOLUTION to // END SOLUTION, is taken out."
        );

    public static Command CreateSolutions() =>
        Create(
            "solutions",
            EditionKind.Solutions,
            "Writes the edition with the solutions: the marks around them are taken out."
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
        var command = new Command(name, description);
        command.Arguments.Add(paths);
        command.Options.Add(output);
        command.SetAction(result =>
            (int)Run(
                result.GetValue(paths) is { Length: > 0 } given ? given : ["notebooks"],
                result.GetRequiredValue(output),
                kind
            )
        );
        return command;
    }

    private static ExitCode Run(IReadOnlyList<string> paths, string output, EditionKind kind)
    {
        if (!LabFinder.TryFind(paths, out var labs, out var problems))
        {
            problems.ForEach(Console.Error.WriteLine);
            return ExitCode.Usage;
        }
        try
        {
            var folder = new EditionFolder(output, kind);
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
            folder.Write();
            foreach (var (name, solutions) in added)
            {
                Console.WriteLine($"{name}: {solutions} {(solutions == 1 ? "solution" : "solutions")}");
            }
            Console.WriteLine(output);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{output}: cannot be written: {e.Message}");
            return ExitCode.Environment;
        }
    }
}
