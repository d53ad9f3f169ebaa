using DigitLab.Display;
using TorchSharp.Utils;

namespace DigitLab.Checks;

/// <summary>The exercises and checks of a notebook, counted; what was never reached counts as such.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class CheckSummary : IHtmlView
{
    private readonly string[] lines;
    private readonly CheckResult[] failed;

    internal CheckSummary(IReadOnlyList<CheckResult> results, int exercises, int checks)
    {
        failed = [.. results.Where(result => result.State == CheckState.Failed)];
        var answers = results.Where(result => result.Exercise is not null).ToArray();
        var others = results.Where(result => result.Exercise is null).ToArray();
        ExercisesPassed = answers.Count(result => result.Passed);
        ChecksPassed = others.Count(result => result.Passed);
        NotReached = Math.Max(0, exercises - answers.Length) + Math.Max(0, checks - others.Length);
        AllPassed = NotReached == 0 && results.All(result => result.Passed);
        lines =
        [
            .. new[]
            {
                Line("Exercises", answers, exercises, "right", "wrong"),
                Line("Checks", others, checks, "hold", "failed"),
            }.OfType<string>(),
        ];
    }

    /// <summary>How many exercises are answered correctly.</summary>
    public int ExercisesPassed { get; }

    /// <summary>How many of the other checks hold.</summary>
    public int ChecksPassed { get; }

    /// <summary>How many exercises and checks were never made, since their cells did not run or ended before.</summary>
    public int NotReached { get; }

    /// <summary>Whether every exercise and every check was made and passed.</summary>
    public bool AllPassed { get; }

    private static string? Line(string name, CheckResult[] results, int count, string good, string bad)
    {
        if (count == 0 && results.Length == 0)
            return null;
        int Count(CheckState state) => results.Count(result => result.State == state);
        var total = Math.Max(count, results.Length);
        var parts = new List<string> { $"{Count(CheckState.Passed)} of {total} {good}" };
        void Add(int number, string text)
        {
            if (number > 0)
                parts.Add($"{number} {text}");
        }
        Add(Count(CheckState.Failed), bad);
        Add(Count(CheckState.NotAnswered), "not answered yet");
        Add(total - results.Length, "not reached");
        return $"{name}: {string.Join(", ", parts)}.";
    }

    string IHtmlView.ToHtml() =>
        $"<div>{string.Concat(lines.Select(line => $"<div><strong>{Html.Escape(line)}</strong></div>"))}"
        + $"{string.Concat(failed.Select(result => ((IHtmlView)result).ToHtml()))}</div>";

    /// <summary>The counts, then what failed.</summary>
    public override string ToString() => string.Join('\n', lines.Concat(failed.Select(result => result.ToString())));
}
