using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;
using DigitLab.Host.Running;
using DigitLab.Host.Session;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Tests.Answers;

/// <summary>
/// Runs the student edition of a lab once, in quick mode, and tries answers on the way: at the cell of an exercise each
/// answer in turn takes the place of the solution, the cells up to the check run, and the session goes back to where it was.
/// </summary>
/// <param name="lab">The lab with its solutions.</param>
/// <param name="folder">Where the lab's student edition lies.</param>
internal sealed partial class AnswerRun(Notebook lab, string folder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly CellRunner runner = new(folder);
    private readonly Notebook student = Student(lab);
    private readonly List<string> failures = [];

    /// <summary>Tries all answers.</summary>
    /// <returns>What did not come out as expected, one text for each.</returns>
    public IReadOnlyList<string> Try(IReadOnlyList<LabExercise> exercises, IReadOnlyList<Answer> answers)
    {
        var next = 0;
        foreach (var exercise in exercises)
        {
            for (; next < exercise.AnswerCell; next++)
            {
                Go(next);
            }
            var before = runner.Session.Save();
            foreach (var answer in answers.Where(answer => answer.Exercise == exercise.Number))
            {
                Expect(exercise, answer.ToString(), answer.Blocks, answer.IsRight ? '✓' : '✗', answer.Word ?? "");
                runner.Session.Restore(before);
            }
            Expect(exercise, "the lab's own solution", null, '✓', "");
            runner.Session.Restore(before);
            for (; next < exercise.AnswerCell; next++)
            {
                Go(next);
            }
            var outputs = Enumerable.Range(next, exercise.CheckCell + 1 - next).Select(Go).ToArray();
            next = exercise.CheckCell + 1;
            Compare(exercise, "not answered", string.Join('\n', outputs), '○', "");
        }
        return failures;
    }

    private void Expect(LabExercise exercise, string name, IReadOnlyList<string>? blocks, char mark, string word)
    {
        var outputs = new List<string>();
        for (var i = exercise.AnswerCell; i <= exercise.CheckCell; i++)
        {
            string source;
            try
            {
                source =
                    i != exercise.AnswerCell ? student.Cells[i].Source
                    : blocks is null ? lab.Cells[i].Source
                    : LabExercises.Fill(lab.Cells[i].Source, blocks);
            }
            catch (FormatException e)
            {
                failures.Add($"exercise {exercise.Number}, {name}: {e.Message}");
                return;
            }
            var (output, error) = Run(i, source);
            outputs.Add(output);
            if (error is not null)
            {
                failures.Add($"exercise {exercise.Number}, {name}: cell {i + 1} failed: {error}");
                return;
            }
        }
        Compare(exercise, name, string.Join('\n', outputs), mark, word);
    }

    private void Compare(LabExercise exercise, string name, string output, char mark, string word)
    {
        var results = Result()
            .Matches(output)
            .Where(match => match.Groups["number"].Value == $"{exercise.Number}")
            .Select(match => match.Value)
            .ToArray();
        var found = results.Length == 0 ? $"nothing but: {output.Trim()}" : results[^1];
        var hint = found.Split("Hint:", 2) is [_, var text] ? text : "";
        var wanted = word.Length > 0 ? $"{mark} with \"{word}\" in the hint" : $"{mark}";
        if (found[0] != mark || !hint.Contains(word, StringComparison.OrdinalIgnoreCase))
        {
            failures.Add($"exercise {exercise.Number}, {name}: expected {wanted}, found {found}");
        }
    }

    /// <summary>Runs a cell as students have it.</summary>
    private string Go(int index)
    {
        var (output, error) = Run(index, student.Cells[index].Source);
        if (error is not null)
        {
            failures.Add($"cell {index + 1} of the student edition failed: {error}");
        }
        return output;
    }

    private (string Output, string? Error) Run(int index, string source)
    {
        if (student.Cells[index].Type != CellType.Code)
        {
            return ("", null);
        }
        var cell = student.Cells[index].WithoutOutputs(source);
        var sink = new CollectingSink(cell, index + 1, _ => { });
        using var limit = new CancellationTokenSource(Limit);
        var error = runner.Run(student.KernelOf(cell), source, $"cell {index + 1}", sink, limit.Token);
        var output = string.Join('\n', cell.Outputs.Select(Labs.Course.OutputText));
        return (output, error is null ? null : $"{error.Name}: {error.Message}");
    }

    private static Notebook Student(Notebook lab)
    {
        var edition = Edition.Make(lab, EditionKind.Student, out _);
        edition.Cells.Count.ShouldBe(lab.Cells.Count, "a text cell has marks and no text: editions leave it out");
        Parameters.Set(edition, new Dictionary<string, string>(), quick: true);
        return edition;
    }

    [GeneratedRegex(@"^[✓✗○] Exercise (?<number>\d+): .*$", RegexOptions.Multiline)]
    private static partial Regex Result();
}
