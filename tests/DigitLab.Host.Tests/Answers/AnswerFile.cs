using System.Globalization;
using System.Text.RegularExpressions;

namespace DigitLab.Host.Tests.Answers;

/// <summary>An answer that a student might give.</summary>
/// <param name="Exercise">The exercise's number.</param>
/// <param name="Name">What is right or wrong about it.</param>
/// <param name="Word">A word that the hint must contain; null for a right answer.</param>
/// <param name="Blocks">What replaces the solutions of the answer's cell, in order.</param>
internal sealed record Answer(int Exercise, string Name, string? Word, IReadOnlyList<string> Blocks)
{
    public bool IsRight => Word is null;

    public override string ToString() => $"{(IsRight ? "right" : "wrong")}: {Name}";
}

/// <summary>Reads the answers to a lab's exercises; README.md in this folder says how they are written.</summary>
internal static partial class AnswerFile
{
    /// <param name="text">The file's text.</param>
    /// <param name="name">What the file is called in errors.</param>
    /// <exception cref="FormatException">The text has another form; the message names file and line.</exception>
    public static IReadOnlyList<Answer> Parse(string text, string name)
    {
        var answers = new List<Answer>();
        var exercise = 0;
        List<string>? blocks = null;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is { Success: true } fence)
            {
                var end = Array.FindIndex(lines, i + 1, line => line.TrimEnd() == fence.Groups[1].Value);
                if (end < 0 || blocks is null)
                {
                    throw Error(
                        i,
                        end < 0 ? "the code block has no end" : "code stands below \"## right\" or \"## wrong\""
                    );
                }
                blocks.Add(string.Join('\n', lines[(i + 1)..end]));
                i = end;
            }
            else if (ExerciseHeading().Match(lines[i]) is { Success: true } heading)
            {
                exercise = int.Parse(heading.Groups[1].Value, CultureInfo.InvariantCulture);
                blocks = null;
            }
            else if (AnswerHeading().Match(lines[i]) is { Success: true } answer && exercise > 0)
            {
                var word = answer.Groups["word"] is { Success: true } given ? given.Value.Trim() : null;
                blocks = [];
                answers.Add(new Answer(exercise, answer.Groups["name"].Value.Trim(), word, blocks));
            }
            else if (lines[i].StartsWith('#'))
            {
                throw Error(
                    i,
                    "a heading is \"# Exercise N\" or, below it, \"## right: what\" or \"## wrong (word of the hint): what\""
                );
            }
        }
        return answers.Find(answer => answer.Blocks.Count == 0) is { } empty
            ? throw new FormatException($"{name}: exercise {empty.Exercise}, {empty}: there is no code.")
            : answers;

        FormatException Error(int line, string message) => new($"{name}, line {line + 1}: {message}.");
    }

    [GeneratedRegex(@"^(```+)(csharp|cs)?\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^# Exercise (\d+)\s*$")]
    private static partial Regex ExerciseHeading();

    [GeneratedRegex(@"^## (right|wrong \((?<word>[^()]*\S[^()]*)\)): (?<name>.*\S)\s*$")]
    private static partial Regex AnswerHeading();
}
