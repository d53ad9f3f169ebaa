using DigitLab.Host.Documents;
using DigitLab.Host.Editions;

namespace DigitLab.Host.Tests.Labs;

/// <summary>Both editions of the labs run to their end: the students' with red checks, the solutions' with green ones only.</summary>
public sealed class CourseEditionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_student_edition_runs_to_its_end_and_says_what_is_missing()
    {
        // Without solutions the edition is the lab itself, which the other test runs.
        var labs = Course.Labs().Where(lab => Solutions(lab.Notebook!) > 0).ToArray();
        if (labs.Length == 0)
        {
            Assert.Skip("No lab has a solution between // BEGIN SOLUTION and // END SOLUTION yet.");
        }
        var run = Run("student", [.. labs.Select(lab => lab.Path)]);
        // An open challenge starts from a network that works, of which quick mode asks no more than it can.
        foreach (var lab in labs.Where(lab => !lab.Notebook!.Cells.Any(cell => cell.Source.Contains("// Challenge"))))
        {
            Outputs(run, lab.Name)
                .ShouldContain("✗", customMessage: $"{lab.Name}: no check is red without the solutions.");
        }
    }

    [Fact]
    public void The_solutions_edition_runs_to_its_end_with_every_check_green()
    {
        var run = Run("solutions", [Course.Notebooks()], ("DIGITLAB_STRICT", "1"));
        foreach (var lab in Course.Labs())
        {
            Outputs(run, lab.Name).ShouldNotContain("✗", customMessage: lab.Name);
        }
    }

    /// <summary>Makes an edition and runs it in quick mode, two labs at a time; gives the folder of what ran.</summary>
    private string Run(string edition, string[] notebooks, params (string, string)[] environment)
    {
        Course.NeedsLibrary();
        var source = folder.Combine(edition);
        var made = Tools.Digitlab([edition, .. notebooks, "--out", source]);
        made.ExitCode.ShouldBe(0, made.All);
        var run = folder.Combine(edition + "-run");
        string[] render = ["render", source, "--to", "ipynb", "--out", run, "--quick", "--jobs", "2"];
        var ran = Tools.Digitlab(render, environment);
        ran.ExitCode.ShouldBe(0, ran.All);
        return run;
    }

    private static string Outputs(string folder, string name) =>
        Course.OutputText(NotebookFile.Load(Path.Combine(folder, name + ".ipynb")));

    private static int Solutions(Notebook notebook)
    {
        Edition.Make(notebook, EditionKind.Student, out var solutions);
        return solutions;
    }
}
