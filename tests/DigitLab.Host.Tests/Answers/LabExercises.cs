using System.Globalization;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Answers;

/// <summary>An exercise of a lab: where its answer goes and where it is checked.</summary>
/// <param name="Number">The exercise's number.</param>
/// <param name="AnswerCell">The index of the cell with its solution.</param>
/// <param name="CheckCell">The index of the cell with its check.</param>
internal sealed record LabExercise(int Number, int AnswerCell, int CheckCell);

/// <summary>Finds the exercises of a lab, and puts answers where their solutions are.</summary>
internal static partial class LabExercises
{
    private const string Begin = "// BEGIN SOLUTION";
    private const string End = "// END SOLUTION";

    /// <summary>The exercises in the order of their checks.</summary>
    /// <exception cref="FormatException">An exercise has no solution between its check and the one before.</exception>
    public static IReadOnlyList<LabExercise> Find(Notebook lab)
    {
        var exercises = new List<LabExercise>();
        var free = 0;
        for (var i = 0; i < lab.Cells.Count; i++)
        {
            foreach (var number in Checked(lab.Cells[i]))
            {
                var answer = lab.Cells.FindLastIndex(i, i - free + 1, HasSolution);
                exercises.Add(
                    answer >= 0
                        ? new LabExercise(number, answer, i)
                        : throw new FormatException(
                            $"exercise {number}, checked in cell {i + 1}: no cell with a solution since the exercise before."
                        )
                );
                free = i + 1;
            }
        }
        return exercises.GroupBy(exercise => exercise.Number).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new FormatException($"exercise {twice.Key} is checked in more than one cell.")
            : exercises;
    }

    /// <summary>The cell's text with blocks in place of its solutions.</summary>
    /// <exception cref="FormatException">There are more or fewer solutions than blocks.</exception>
    public static string Fill(string source, IReadOnlyList<string> blocks)
    {
        var parts = Solution().Split(source);
        return parts.Length == blocks.Count + 1
            ? parts[0] + string.Concat(blocks.Zip(parts.Skip(1), (block, rest) => block + "\n" + rest))
            : throw new FormatException(
                $"the cell has {parts.Length - 1} solutions, the answer {blocks.Count} blocks."
            );
    }

    private static bool HasSolution(Cell cell) => cell.Type == CellType.Code && Solution().IsMatch(cell.Source);

    private static IEnumerable<int> Checked(Cell cell) =>
        cell.Type != CellType.Code
            ? []
            : Check()
                .Matches(cell.Source)
                .Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture))
                .Distinct();

    [GeneratedRegex(@"\bCheck\s*\.\s*(Exercise|Choice)\s*(<[^()]*>)?\s*\(\s*(number:\s*)?(?<number>\d+)\s*,")]
    private static partial Regex Check();

    [GeneratedRegex(
        $@"^[ \t]*{Begin}[ \t]*\n(?s:.*?)^[ \t]*{End}[ \t]*(\n|\z)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Solution();
}
