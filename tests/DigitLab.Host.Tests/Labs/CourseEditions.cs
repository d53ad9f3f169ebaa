using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Labs;

/// <summary>Both editions of the labs as they are after a run in quick mode, outside the repository; each is run once.</summary>
public sealed class CourseEditions : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<EditionRun> student;
    private readonly Lazy<EditionRun> solutions;

    public CourseEditions()
    {
        student = new(() => Run("student", strict: "0"));
        solutions = new(() => Run("solutions", strict: "1"));
    }

    /// <summary>As a student has it who has not answered anything.</summary>
    internal EditionRun Student => student.Value;

    /// <summary>With all solutions, where a check that is not passed fails its cell.</summary>
    internal EditionRun Solutions => solutions.Value;

    public void Dispose() => folder.Dispose();

    private EditionRun Run(string edition, string strict)
    {
        Course.NeedsLibrary();
        var names = Course.Labs().Select(lab => lab.Name).ToArray();
        var source = folder.Combine(edition);
        var made = Tools.Digitlab(edition, Course.Notebooks(), "--out", source);
        made.ExitCode.ShouldBe(0, made.All);
        var output = folder.Combine(edition + "-run");
        var ran = Tools.Digitlab(
            [
                "run",
                .. names.Select(name => Path.Combine(source, name + ".dib")),
                "--out",
                output,
                "--quick",
                "--allow-errors",
                "--jobs",
                "2",
            ],
            [("DIGITLAB_STRICT", strict)]
        );
        return new EditionRun(
            ran.ExitCode,
            ran.Error,
            names.ToDictionary(name => name, name => NotebookFile.Load(Path.Combine(output, name + ".ipynb")))
        );
    }
}

/// <summary>How the run of an edition ended.</summary>
/// <param name="ExitCode">Of the command that ran all labs.</param>
/// <param name="Error">What it reported.</param>
/// <param name="Labs">Each lab with its outputs.</param>
internal sealed record EditionRun(int ExitCode, string Error, IReadOnlyDictionary<string, Notebook> Labs)
{
    /// <summary>The lines that a lab's cells put out.</summary>
    public string[] Lines(string lab) => Course.OutputText(Labs[lab]).Split('\n');
}
