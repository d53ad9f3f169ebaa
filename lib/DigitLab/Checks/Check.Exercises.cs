using System.Collections;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace DigitLab.Checks;

public static partial class Check
{
    /// <summary>
    /// Checks the answer to an exercise. An answer is <c>null</c> until the student gives one, and a function throws
    /// <see cref="NotImplementedException"/>: then the exercise counts as not answered, and nothing is given away. An
    /// exception in the student's code is a wrong answer, with the exception's message as its hint.
    /// </summary>
    /// <param name="number">The exercise's number in its lab, from 1.</param>
    /// <param name="what">What a right answer does, as a sentence.</param>
    /// <param name="answer">A value, a tuple of values, a function, a model.</param>
    /// <param name="findMistake">
    /// A hint at the mistake that does not give away the solution; null if the answer is right.
    /// </param>
    /// <example>
    /// <code>
    /// Check.Exercise(2, "a 5 × 5 kernel that answers to / and not to \\", kernel, w =>
    ///     w.Length != 25 ? "A 5 × 5 kernel has 25 weights."
    ///     : Math.Abs(w.Sum()) > 1e-3 ? "On an even area the weights must add up to 0."
    ///     : null);
    /// </code>
    /// </example>
    public static CheckResult Exercise<T>(int number, string what, T answer, Func<T, string?> findMistake) =>
        Judge(number, what, answer, () => findMistake(answer));

    /// <summary>Checks the answer to a multiple-choice question.</summary>
    /// <param name="number">The exercise's number in its lab, from 1.</param>
    /// <param name="question">The question.</param>
    /// <param name="answer">The letter of an option, null until it is answered. Case does not matter.</param>
    /// <param name="digest">
    /// <see cref="Digest"/> of the right letter, so that the notebook does not show it.
    /// </param>
    /// <param name="hint">What to think of again.</param>
    public static CheckResult Choice(int number, string question, string? answer, string digest, string hint) =>
        Exercise(number, question, answer, letter => Digest(number, letter!) == digest ? null : hint);

    /// <summary>The first eight hexadecimal digits of SHA-256 over "number:answer", the answer trimmed and in lower case.</summary>
    public static string Digest(int number, string answer) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{number}:{answer.Trim().ToLowerInvariant()}")))[
            ..8
        ];

    private static CheckResult Judge(int number, string what, object? answer, Func<string?> findMistake)
    {
        var result = new CheckResult(what, CheckState.NotAnswered) { Exercise = number };
        var parts = Parts(answer);
        if (parts.All(IsMissing))
            return Record(result);
        if (parts.Any(IsMissing))
            return Record(result with { State = CheckState.Failed, Hint = "Some of its parts are not answered yet." });
        try
        {
            return Record(
                findMistake() is { } mistake
                    ? result with
                    {
                        State = CheckState.Failed,
                        Found = Short(answer),
                        Hint = mistake,
                    }
                    : result with
                    {
                        State = CheckState.Passed,
                        Found = Short(answer),
                    }
            );
        }
        catch (NotImplementedException)
        {
            return Record(result);
        }
        catch (Exception error) when (error is not OperationCanceledException and not CheckFailedException)
        {
            return Record(
                result with
                {
                    State = CheckState.Failed,
                    Hint = $"It ended with an error, {error.GetType().Name}: {error.Message}",
                }
            );
        }
    }

    private static object?[] Parts(object? answer) =>
        answer switch
        {
            ITuple tuple => [.. Enumerable.Range(0, tuple.Length).SelectMany(i => Parts(tuple[i]))],
            IDictionary { Count: > 0 } map => [.. map.Values.Cast<object?>().SelectMany(Parts)],
            _ => [answer],
        };

    private static bool IsMissing(object? part) =>
        part switch
        {
            null or double.NaN or float.NaN => true,
            string text => string.IsNullOrWhiteSpace(text),
            _ => false,
        };

    /// <summary>An answer that fits in a line: a number, a word, a shape, a tuple of them.</summary>
    private static string Short(object? answer) =>
        answer switch
        {
            long[] shape => Text(shape),
            string or IFormattable => answer is string text ? text.Trim() : Number(answer),
            ITuple tuple when Parts(tuple) is var parts && parts.All(part => Short(part) != "") =>
                $"({string.Join(", ", parts.Select(Short))})",
            _ => "",
        };

    private static string Number(object number) =>
        number switch
        {
            double or float => Text(Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture)),
            int or long => Text(Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture)),
            _ => number.ToString() ?? "",
        };
}
