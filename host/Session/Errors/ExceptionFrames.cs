using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;

namespace DigitLab.Host.Session;

/// <summary>The notebook's frames of an exception's stack trace.</summary>
internal static partial class ExceptionFrames
{
    private const int MaxShown = 60;

    /// <summary>The longest cycle of mutually recursive functions that is recognised.</summary>
    private const int MaxPeriod = 12;

    /// <summary>Adds the frames; returns the position of the innermost frame in <paramref name="source"/>.</summary>
    public static (int Line, int Column)? Add(Exception exception, string source, List<string> lines)
    {
        (int Line, int Column)? place = null;
        var folded = 0;
        var frames = new List<string>();
        var known = new Dictionary<(MethodBase, int), Frame?>();
        // A recursion has hundreds of thousands of calls at few positions.
        foreach (var call in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (call.GetMethod() is not { } method)
            {
                continue;
            }
            var key = (method, call.GetILOffset());
            if (!known.TryGetValue(key, out var frame))
            {
                known[key] = frame = Describe(method, key.Item2);
            }
            if (frame is null)
            {
                continue;
            }
            if (frame.Text is null)
            {
                folded++;
                continue;
            }
            if (folded > 0)
            {
                frames.Add($"   ({folded} {(folded == 1 ? "call" : "calls")} inside libraries)");
                folded = 0;
            }
            frames.Add(frame.Text);
            place ??= frame.File == source ? frame.Place : null;
        }
        lines.AddRange(Shorten([.. FoldRepeats(frames)]));
        return place;
    }

    /// <summary>A call; its text is null inside a library.</summary>
    private sealed record Frame(string? Text, string? File, (int Line, int Column)? Place);

    /// <returns>Null for frames of the compiler and the runtime.</returns>
    private static Frame? Describe(MethodBase method, int ilOffset)
    {
        if (method.DeclaringType is not { } type || IsMachinery(type) || method.Name is "<Initialize>" or "<Factory>")
        {
            return null;
        }
        if (
            AssemblyLoadContext.GetLoadContext(type.Assembly) is not SessionLoadContext cells
            || !cells.IsCell(type.Assembly)
        )
        {
            return new Frame(null, null, null);
        }
        var place = cells.Symbols.Find(method, ilOffset);
        var name = MethodName(method.Name, type);
        var text = place is { } at ? $"{at.File}, line {at.Line}" : "unknown line";
        return new Frame(
            $"   at {text}{(name.Length > 0 ? $", in {name}" : "")}",
            place?.File,
            place is { } found ? (found.Line, found.Column) : null
        );
    }

    /// <summary>Shows the cycle of a recursion once, with its count.</summary>
    private static IEnumerable<string> FoldRepeats(List<string> frames)
    {
        for (int i = 0, next; i < frames.Count; i = next)
        {
            var (period, times) = Enumerable
                .Range(1, MaxPeriod)
                .Select(period => (Period: period, Times: Repeats(frames, i, period)))
                .FirstOrDefault(found => found.Times > 1, (Period: 1, Times: 1));
            next = i + period * times;
            foreach (var frame in frames.GetRange(i, period))
            {
                yield return frame;
            }
            if (period == 1 && times == 2)
            {
                yield return frames[i];
            }
            else if (times > 1)
            {
                yield return period == 1
                    ? $"   ({times - 1} more calls like it)"
                    : $"   (these {period} calls {times - 1} more times)";
            }
        }
    }

    /// <summary>How many times the next frames repeat.</summary>
    private static int Repeats(List<string> frames, int start, int period)
    {
        var end = start + period;
        while (end < frames.Count && frames[end] == frames[end - period])
        {
            end++;
        }
        return (end - start) / period;
    }

    /// <summary>Keeps the innermost and the outermost frames of a long trace.</summary>
    private static IEnumerable<string> Shorten(IReadOnlyList<string> frames) =>
        frames.Count <= MaxShown
            ? frames
            :
            [
                .. frames.Take(MaxShown / 2),
                $"   ({frames.Count - MaxShown} lines left out)",
                .. frames.TakeLast(MaxShown / 2),
            ];

    /// <summary>Calls inserted by the compiler and the runtime.</summary>
    private static bool IsMachinery(Type type) =>
        type.Namespace
            is "System.Runtime.CompilerServices"
                or "System.Runtime.ExceptionServices"
                or "DigitLab.Host.Session"
        || type == typeof(Interruption)
        || type.FullName
            is "System.ThrowHelper"
                or "System.Threading.Tasks.Task"
                or "System.Threading.ExecutionContext";

    /// <summary>The name in the source: a method, local function or class; empty for the cell itself.</summary>
    public static string MethodName(string method, Type type)
    {
        // Async methods and iterators: <Train>d__3.MoveNext; lambdas: <Train>b__0; local functions: <Train>g__Step|0_1.
        if (CompilerName().Match(method == "MoveNext" ? type.Name : method) is { Success: true } match)
        {
            var local = match.Groups["local"].Value;
            var outer = match.Groups["outer"].Value;
            if (local.Length > 0)
            {
                return local;
            }
            if (outer is "<Initialize>" or "Initialize" or "<Main>$")
            {
                return match.Groups["kind"].Value == "b" ? "a lambda" : "";
            }
            return match.Groups["kind"].Value == "b" ? $"a lambda in {outer}" : outer;
        }
        var owner = type.Name.StartsWith("Submission#", StringComparison.Ordinal) ? "" : type.Name.Split('`')[0];
        return method == ".ctor" ? $"new {owner}"
            : owner.Length > 0 ? $"{owner}.{method}"
            : method;
    }

    [GeneratedRegex(@"^<(?<outer><?\w*>?\$?)>(?<kind>[a-z])__(?:(?<local>\w+)\|)?")]
    private static partial Regex CompilerName();
}
