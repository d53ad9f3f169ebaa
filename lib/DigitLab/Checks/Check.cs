using System.Globalization;
using System.Numerics;
using DigitLab.Display;

namespace DigitLab.Checks;

/// <summary>
/// Compares what a lab found with what it should find. A check shows a green or a red line and never throws, so that a
/// notebook runs to its end; with the environment variable DIGITLAB_STRICT=1 a red one throws.
/// </summary>
public static partial class Check
{
    private static readonly List<CheckResult> results = [];

    /// <summary>All checks so far, in order.</summary>
    public static IReadOnlyList<CheckResult> Results => results;

    /// <summary>How many were green and how many red, as the last line of a notebook.</summary>
    public static CheckSummary Summary() =>
        new(results.Count(result => result.Passed), results.Where(result => !result.Passed).ToList());

    /// <summary>Forgets the checks so far.</summary>
    public static void Reset() => results.Clear();

    /// <summary>Any condition.</summary>
    /// <param name="what">What is checked, as a sentence: "every class has at least 5,000 images".</param>
    /// <param name="holds">Whether it is so.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="found">What was found.</param>
    /// <param name="lookAt">Where to look when it is red.</param>
    public static CheckResult That(string what, bool holds, string expected = "", string found = "", string lookAt = "")
    {
        var result = new CheckResult(what, holds, expected, found, lookAt);
        results.Add(result);
        if (!holds && Environment.GetEnvironmentVariable("DIGITLAB_STRICT") == "1")
            throw new CheckFailedException(result);
        return result;
    }

    /// <summary>Exactly one value: a count, a shape, a name.</summary>
    public static CheckResult Equal<T>(string what, T expected, T found, string lookAt = "") =>
        That(what, EqualityComparer<T>.Default.Equals(expected, found), Text(expected), Text(found), lookAt);

    /// <summary>A shape, as an array of sizes.</summary>
    public static CheckResult Shape(string what, long[] expected, long[] found, string lookAt = "") =>
        That(what, expected.AsSpan().SequenceEqual(found), Text(expected), Text(found), lookAt);

    /// <summary>At least so much: an accuracy.</summary>
    public static CheckResult AtLeast<T>(string what, T expected, T found, string lookAt = "")
        where T : INumber<T> => That(what, found >= expected, $"at least {Text(expected)}", Text(found), lookAt);

    /// <summary>About so much: <c>Check.Near("loss at the start is about ln 10", Math.Log(10), loss, tolerance: 0.1)</c>.</summary>
    public static CheckResult Near(string what, double expected, double found, double tolerance, string lookAt = "") =>
        That(
            what,
            Math.Abs(found - expected) <= tolerance,
            $"{Text(expected)} ± {Text(tolerance)}",
            Text(found),
            lookAt
        );

    private static string Text<T>(T value) =>
        value switch
        {
            // The third part: what rounds to zero has no sign.
            double or float => ((IFormattable)value).ToString("0.####;-0.####;0", CultureInfo.InvariantCulture),
            long or int => ((IFormattable)value).ToString("N0", CultureInfo.InvariantCulture),
            long[] shape => $"[{string.Join(", ", shape)}]",
            _ => value?.ToString() ?? "nothing",
        };
}

/// <summary>A check that was made.</summary>
/// <param name="What">What was checked.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Found">What was found.</param>
/// <param name="LookAt">Where to look when it did not hold.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed record CheckResult(string What, bool Passed, string Expected, string Found, string LookAt) : IHtmlView
{
    string IHtmlView.ToHtml() =>
        $"<div class=\"digitlab-check\" style=\"border-left:.4em solid {(Passed ? "#009e73" : "#d55e00")};padding:.2em .6em\">"
        + $"<strong>{(Passed ? "✓" : "✗")} {Html.Escape(What)}</strong>{Html.Escape(Details)}</div>";

    private string Details
    {
        get
        {
            var details =
                Found == "" ? ""
                : Passed ? $": {Found}"
                : $": expected {Expected}, found {Found}";
            return !Passed && LookAt != "" ? $"{details}. Look at {LookAt}." : details;
        }
    }

    /// <summary>The check in one line.</summary>
    public override string ToString() => $"{(Passed ? "✓" : "✗")} {What}{Details}";
}

/// <summary>The checks of a notebook, counted.</summary>
/// <param name="Passed">How many were green.</param>
/// <param name="Failed">The red ones.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed record CheckSummary(int Passed, IReadOnlyList<CheckResult> Failed) : IHtmlView
{
    string IHtmlView.ToHtml() =>
        $"<div><strong>{Html.Escape(Line)}</strong>{string.Concat(Failed.Select(result => ((IHtmlView)result).ToHtml()))}</div>";

    private string Line =>
        Failed.Count == 0
            ? Passed switch
            {
                0 => "No check was made.",
                1 => "The one check is green.",
                _ => $"All {Passed} checks are green.",
            }
            : $"{Passed} of {Passed + Failed.Count} checks are green; red:";

    /// <summary>The count, then the red ones.</summary>
    public override string ToString() => string.Join('\n', Failed.Select(result => result.ToString()).Prepend(Line));
}

/// <summary>A check was red under DIGITLAB_STRICT=1.</summary>
/// <param name="result">The check.</param>
public sealed class CheckFailedException(CheckResult result) : Exception(result.ToString());
