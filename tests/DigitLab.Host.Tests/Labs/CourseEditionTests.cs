using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Running;
using DigitLab.Host.Tests.Answers;

namespace DigitLab.Host.Tests.Labs;

/// <summary>
/// Both editions of the labs run to their end. Without answers every exercise says so and gives nothing away; with the
/// solutions every check passes.
/// </summary>
public sealed partial class CourseEditionTests(CourseEditions editions) : IClassFixture<CourseEditions>
{
    private const string NotAnswered = ": not answered yet.";

    [Fact]
    public void No_cell_fails_without_answers()
    {
        editions.Student.ExitCode.ShouldBe(0, editions.Student.Error);
    }

    [Fact]
    public void No_check_is_red_without_answers()
    {
        Course
            .Labs()
            .SelectMany(lab =>
                editions
                    .Student.Lines(lab.Name)
                    .Where(line => line.StartsWith('✗'))
                    .Select(line => $"{lab.Name}: {line}")
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_exercise_without_an_answer_says_so()
    {
        foreach (var lab in Course.Labs())
        {
            Exercises(editions.Student, lab).ShouldBe(Numbers(lab), customMessage: lab.Name, ignoreOrder: false);
            editions
                .Student.Lines(lab.Name)
                .Where(line => Exercise().IsMatch(line))
                .ShouldAllBe(line => line.StartsWith('○') && line.EndsWith(NotAnswered), lab.Name);
        }
    }

    [Fact]
    public void An_exercise_without_an_answer_does_not_show_the_expected_one()
    {
        var shown = Course
            .Labs()
            .SelectMany(lab =>
                LabExercises
                    .Find(lab.Notebook!)
                    .SelectMany(exercise =>
                        Values(lab.Name, exercise.Number)
                            .Where(value => Occurs(value, Outputs(lab.Name, exercise)))
                            .Select(value => $"{lab.Name}: exercise {exercise.Number} shows {value}")
                    )
            )
            .ToArray();
        shown.ShouldBeEmpty(string.Join('\n', shown));
    }

    [Fact]
    public void Every_check_passes_with_the_solutions()
    {
        editions.Solutions.ExitCode.ShouldBe(0, editions.Solutions.Error);
        foreach (var lab in Course.Labs())
        {
            editions.Solutions.Lines(lab.Name).ShouldNotContain(line => Open().IsMatch(line), lab.Name);
            Exercises(editions.Solutions, lab).ShouldBe(Numbers(lab), customMessage: lab.Name);
        }
    }

    [Fact]
    public void The_summary_of_a_solved_lab_counts_every_exercise_and_check()
    {
        foreach (var lab in Course.Labs().Where(lab => Numbers(lab).Length > 0))
        {
            var summary = editions
                .Solutions.Lines(lab.Name)
                .Select(line => Summary().Match(line))
                .Where(m => m.Success);
            var exercises = summary.ShouldHaveSingleItem($"{lab.Name}: a line of Check.Summary.");
            exercises.Groups["right"].Value.ShouldBe($"{Numbers(lab).Length}", exercises.Value);
            exercises.Groups["rest"].Value.ShouldBe($"{Numbers(lab).Length} right.", exercises.Value);
            editions
                .Solutions.Lines(lab.Name)
                .ShouldNotContain(line => line.StartsWith("Checks: ") && !AllHold().IsMatch(line), lab.Name);
        }
    }

    [Theory]
    [InlineData("150656", "the layer has 150,656 parameters", true)]
    [InlineData("150656", "the layer has 1,150,656 parameters", false)]
    [InlineData("0.98", "between 0.97 and 0.98.", true)]
    [InlineData("0.98", "0.985", false)]
    [InlineData("relu", "the name is ReLU", true)]
    [InlineData("relu", "prelude", false)]
    public void A_value_is_found_where_it_stands_by_itself(string value, string text, bool expected)
    {
        Occurs(value, text).ShouldBe(expected);
    }

    /// <summary>The numbers of a lab's exercises in the order of its cells.</summary>
    private static int[] Numbers(Lab lab) => [.. LabExercises.Find(lab.Notebook!).Select(exercise => exercise.Number)];

    /// <summary>The numbers of the exercises that were checked, in the order of the run.</summary>
    private static int[] Exercises(EditionRun run, Lab lab) =>
        [
            .. run.Lines(lab.Name)
                .Select(line => Exercise().Match(line))
                .Where(match => match.Success)
                .Select(match => int.Parse(match.Groups["number"].Value))
                .Distinct(),
        ];

    /// <summary>The numbers and words of an exercise's answer that are too long to be there by chance.</summary>
    private IEnumerable<string> Values(string lab, int number)
    {
        string Line(EditionRun run) =>
            run.Lines(lab).FirstOrDefault(line => Exercise().Match(line).Groups["number"].Value == $"{number}") ?? "";
        var what = Line(editions.Student).TrimStart('○');
        var solved = Line(editions.Solutions).TrimStart('✓');
        what = what.EndsWith(NotAnswered) ? what[..^NotAnswered.Length] : what;
        return solved.StartsWith(what, StringComparison.Ordinal)
            ? Value().Matches(WithoutSeparators(solved[what.Length..])).Select(match => match.Value)
            : [];
    }

    /// <summary>What an exercise's cells put out, from the one for the answer to the check.</summary>
    private string Outputs(string lab, LabExercise exercise) =>
        string.Join(
            '\n',
            editions
                .Student.Labs[lab]
                .Cells.Skip(exercise.AnswerCell)
                .Take(exercise.CheckCell - exercise.AnswerCell + 1)
                .SelectMany(cell => cell.Outputs)
                .Select(Course.OutputText)
                .SelectMany(text => text.Split('\n'))
                .Where(line => !line.EndsWith(NotAnswered))
        );

    private static bool Occurs(string value, string text) =>
        Regex.IsMatch(WithoutSeparators(text), $@"(?<![\w.]){Regex.Escape(value)}(?!\w|\.\d)", RegexOptions.IgnoreCase);

    /// <summary>1,290 as 1290.</summary>
    private static string WithoutSeparators(string text) => Thousands().Replace(text, "");

    [GeneratedRegex(@"^[✓✗○] Exercise (?<number>\d+): ")]
    private static partial Regex Exercise();

    /// <summary>A check that failed, or an exercise that is not answered.</summary>
    [GeneratedRegex("^[✗○] ")]
    private static partial Regex Open();

    [GeneratedRegex(@"^Exercises: (?<right>\d+) of (?<rest>.*)$")]
    private static partial Regex Summary();

    [GeneratedRegex(@"^Checks: (\d+) of \1 hold\.$")]
    private static partial Regex AllHold();

    [GeneratedRegex(@"(?<=\d),(?=\d{3}(?!\d))")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"-?\d[\d.]+\d|[\p{L}_]\w{2,}")]
    private static partial Regex Value();
}
