using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;

namespace DigitLab.Host.Session;

/// <summary>The calls that led to an exception, as far as they are the notebook's own.</summary>
internal static partial class ExceptionFrames
{
    private const int MaxShown = 60;

    /// <summary>How many functions that call each other in turn are recognised.</summary>
    private const int MaxPeriod = 12;

    /// <summary>Adds the frames and returns the line of the innermost one that is in <paramref name="source"/>.</summary>
    public static int? Add(Exception exception, string source, List<string> lines)
    {
        int? line = null;
        var folded = 0;
        var frames = new List<string>();
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            var method = frame.GetMethod();
            if (
                method?.DeclaringType is not { } type
                || IsMachinery(type)
                || method.Name is "<Initialize>" or "<Factory>"
            )
            {
                continue;
            }
            if (!IsCell(type.Assembly))
            {
                folded++;
                continue;
            }
            if (folded > 0)
            {
                frames.Add($"   ({folded} {(folded == 1 ? "call" : "calls")} inside libraries)");
                folded = 0;
            }
            // The compiler completes the cell's name to a path.
            var file = Path.GetFileName(frame.GetFileName());
            var place = frame.GetFileLineNumber() > 0 ? $"{file}, line {frame.GetFileLineNumber()}" : "unknown line";
            var name = MethodName(method.Name, type);
            frames.Add($"   at {place}{(name.Length > 0 ? $", in {name}" : "")}");
            if (file == source && frame.GetFileLineNumber() > 0)
            {
                line ??= frame.GetFileLineNumber();
            }
        }
        lines.AddRange(Shorten([.. FoldRepeats(frames)]));
        return line;
    }

    /// <summary>A recursion, of one function or of several that call each other, is told once with its number.</summary>
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

    /// <summary>How many times in a row the next frames are the same.</summary>
    private static int Repeats(List<string> frames, int start, int period)
    {
        var end = start + period;
        while (end < frames.Count && frames[end] == frames[end - period])
        {
            end++;
        }
        return (end - start) / period;
    }

    /// <summary>The innermost and the outermost calls; nobody reads thousands between.</summary>
    private static IEnumerable<string> Shorten(IReadOnlyList<string> frames) =>
        frames.Count <= MaxShown
            ? frames
            :
            [
                .. frames.Take(MaxShown / 2),
                $"   ({frames.Count - MaxShown} lines left out)",
                .. frames.TakeLast(MaxShown / 2),
            ];

    private static bool IsCell(Assembly assembly) =>
        AssemblyLoadContext.GetLoadContext(assembly) is SessionLoadContext cells && cells.IsCell(assembly);

    /// <summary>What the compiler and the runtime put between calls.</summary>
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

    /// <summary>The name in the source: of the method, the local function or the class; nothing for the cell itself.</summary>
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
