using System.Globalization;
using System.Numerics;

namespace DigitLab.Checks;

/// <summary>
/// Compares a lab's results with the expected ones. A check shows one line and never throws, so that a notebook runs to
/// its end; with the environment variable DIGITLAB_STRICT=1 a check that does not pass throws. A check that is made again
/// replaces its earlier result.
/// </summary>
public static partial class Check
{
    private static readonly List<CheckResult> results = [];
    private static int expected;

    /// <summary>The latest result of each check, in the order in which they were first made.</summary>
    public static IReadOnlyList<CheckResult> Results => results;

    /// <summary>Forgets all results.</summary>
    public static void Reset()
    {
        results.Clear();
        expected = 0;
        Tell();
    }

    /// <summary>The results so far, counted against what the notebook has: its last line.</summary>
    /// <param name="exercises">How many exercises the notebook has; they are numbered from 1.</param>
    /// <param name="checks">How many other checks it has.</param>
    public static CheckSummary Summary(int exercises, int checks)
    {
        expected = exercises + checks;
        Tell();
        return new(results, exercises, checks);
    }

    /// <summary>Any condition.</summary>
    /// <param name="what">The claim to check, as a sentence: "every class has at least 5,000 images".</param>
    /// <param name="holds">Whether it is so.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="found">What was found.</param>
    /// <param name="hint">What to look at when it fails.</param>
    public static CheckResult That(
        string what,
        bool holds,
        string expected = "",
        string found = "",
        string hint = ""
    ) =>
        Record(
            new(what, holds ? CheckState.Passed : CheckState.Failed)
            {
                Expected = expected,
                Found = found,
                Hint = hint,
            }
        );

    /// <summary>Exactly one value: a count, a shape, a name.</summary>
    public static CheckResult Equal<T>(string what, T expected, T found, string hint = "") =>
        That(what, EqualityComparer<T>.Default.Equals(expected, found), Text(expected), Text(found), hint);

    /// <summary>A shape, as an array of sizes.</summary>
    public static CheckResult Shape(string what, long[] expected, long[] found, string hint = "") =>
        That(what, expected.AsSpan().SequenceEqual(found), Text(expected), Text(found), hint);

    /// <summary>A value of at least a limit: an accuracy.</summary>
    public static CheckResult AtLeast<T>(string what, T expected, T found, string hint = "")
        where T : INumber<T> => That(what, found >= expected, $"at least {Text(expected)}", Text(found), hint);

    /// <summary>A value close to another: <c>Check.Near("loss at the start is about ln 10", Math.Log(10), loss, tolerance: 0.1)</c>.</summary>
    public static CheckResult Near(string what, double expected, double found, double tolerance, string hint = "") =>
        That(what, Math.Abs(found - expected) <= tolerance, $"{Text(expected)} ± {Text(tolerance)}", Text(found), hint);

    private static CheckResult Record(CheckResult result)
    {
        var earlier = results.FindIndex(result.IsSameCheckAs);
        if (earlier >= 0)
            results[earlier] = result;
        else
            results.Add(result);
        Tell();
        if (!result.Passed && Environment.GetEnvironmentVariable("DIGITLAB_STRICT") == "1")
            throw new CheckFailedException(result);
        return result;
    }

    /// <summary>Tells the front end how the checks stand; those that the notebook has and that were never made are open.</summary>
    private static void Tell()
    {
        var (passed, failed) = (results.Count(r => r.Passed), results.Count(r => r.State == CheckState.Failed));
        var all = Math.Max(expected, results.Count);
        FrontEndStatus.Checks(all == 0 ? null : [passed, failed, all - passed - failed]);
    }

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
