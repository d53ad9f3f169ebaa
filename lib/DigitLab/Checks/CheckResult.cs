using DigitLab.Display;
using TorchSharp.Utils;

namespace DigitLab.Checks;

/// <summary>How a check ended.</summary>
public enum CheckState
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not hold.</summary>
    Failed,

    /// <summary>An exercise that has no answer yet.</summary>
    NotAnswered,
}

/// <summary>A check that was made.</summary>
/// <param name="What">What was checked.</param>
/// <param name="State">How it ended.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed record CheckResult(string What, CheckState State) : IHtmlView
{
    /// <summary>The exercise's number; null for a check that is not an exercise.</summary>
    public int? Exercise { get; init; }

    /// <summary>What was expected; empty for exercises.</summary>
    public string Expected { get; init; } = "";

    /// <summary>What was found, if it fits in a line.</summary>
    public string Found { get; init; } = "";

    /// <summary>What to look at when it failed.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Whether it holds.</summary>
    public bool Passed => State == CheckState.Passed;

    internal bool IsSameCheckAs(CheckResult other) =>
        Exercise is null ? other.Exercise is null && What == other.What : Exercise == other.Exercise;

    string IHtmlView.ToHtml() =>
        $"<div class=\"digitlab-check\" style=\"border-left:.4em solid {Colour};padding:.2em .6em\">"
        + $"<strong>{Html.Escape(Title)}</strong>{Html.Escape(Details)}</div>";

    private string Colour =>
        State switch
        {
            CheckState.Passed => "#009e73",
            CheckState.Failed => "#d55e00",
            _ => "#888888",
        };

    private string Title => $"{Mark} {(Exercise is { } number ? $"Exercise {number}: {What}" : What)}";

    private string Mark =>
        State switch
        {
            CheckState.Passed => "✓",
            CheckState.Failed => "✗",
            _ => "○",
        };

    private string Details =>
        State switch
        {
            CheckState.NotAnswered => ": not answered yet.",
            CheckState.Passed => Found == "" ? "" : $": {Found}",
            _ => FailedDetails,
        };

    private string FailedDetails
    {
        get
        {
            var details =
                Found == "" ? ""
                : Expected == "" ? $": {Found}"
                : $": expected {Expected}, found {Found}";
            if (Hint == "")
                return details;
            var end = Hint.EndsWith('.') || Hint.EndsWith('?') || Hint.EndsWith('!') ? "" : ".";
            return $"{details}. Hint: {Hint}{end}";
        }
    }

    /// <summary>The check in one line.</summary>
    public override string ToString() => Title + Details;
}

/// <summary>A check did not pass under DIGITLAB_STRICT=1.</summary>
/// <param name="result">The check.</param>
public sealed class CheckFailedException(CheckResult result) : Exception(result.ToString());
