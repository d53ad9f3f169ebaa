using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Session;

/// <summary>Why a cell failed, said in terms of the cell.</summary>
/// <param name="Name">The exception's type, or "CompilationError", "Interrupted".</param>
/// <param name="Message">One line, or the exception's message.</param>
/// <param name="Traceback">Lines to show: where it happened, with the line of code.</param>
/// <param name="Line">The line in the cell, from 1; null when it is not known.</param>
internal sealed partial record CellError(string Name, string Message, IReadOnlyList<string> Traceback, int? Line)
{
    /// <summary>The <see cref="Name"/> of code that does not compile.</summary>
    public const string Compilation = "CompilationError";

    public ErrorOutput ToOutput() => new(Name, Message, Traceback);

    /// <summary>A failure that is no exception of the cell's code: an unknown command, a missing file.</summary>
    public static CellError Plain(string name, string message, int? line = null) =>
        new(name, message, [$"{name}: {message}"], line);

    public static CellError Interrupt(string source, Exception? last, SessionLoadContext cells)
    {
        var message = $"{source} was interrupted; what it had assigned before is kept.";
        var where = last is null or OperationCanceledException ? [] : FromException(last, source, cells).Traceback;
        return new("Interrupted", message, [$"Interrupted: {message}", .. where], null);
    }

    /// <summary>Compile errors: position, message, the code line and a caret under the place.</summary>
    public static CellError FromDiagnostics(IEnumerable<Diagnostic> diagnostics)
    {
        var ordered = diagnostics
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .DistinctBy(diagnostic => (diagnostic.Id, diagnostic.Location.GetLineSpan().StartLinePosition))
            .ToArray();
        var lines = new List<string>();
        const int shown = 10;
        foreach (var diagnostic in ordered.Take(shown))
        {
            lines.AddRange(Describe(diagnostic));
        }
        if (ordered.Length > shown)
        {
            lines.Add($"({ordered.Length - shown} more errors)");
        }
        var first = ordered[0];
        var position = first.Location.GetLineSpan().StartLinePosition;
        return new(
            Compilation,
            $"({position.Line + 1},{position.Character + 1}): error {first.Id}: {first.GetMessage()}",
            lines,
            position.Line + 1
        );
    }

    /// <summary>An exception: its type and message, the frames that are the notebook's own, the others counted.</summary>
    /// <param name="exception">What the code threw.</param>
    /// <param name="source">What the cell is called.</param>
    /// <param name="cells">Tells which code is the notebook's.</param>
    public static CellError FromException(Exception exception, string source, SessionLoadContext cells)
    {
        var lines = new List<string>();
        int? line = null;
        for (var current = exception; current is not null; current = current.InnerException)
        {
            var heading = current == exception ? "" : "caused by ";
            lines.Add($"{heading}{Shape.TypeName(current.GetType())}: {current.Message}");
            line = AddFrames(current, source, cells, lines) ?? line;
        }
        return new(Shape.TypeName(exception.GetType()), exception.Message, lines, line);
    }

    private static IEnumerable<string> Describe(Diagnostic diagnostic)
    {
        var message = $"error {diagnostic.Id}: {diagnostic.GetMessage()}";
        var code = "";
        if (diagnostic.Location.SourceTree is { } tree)
        {
            var span = diagnostic.Location.GetLineSpan();
            var position = span.StartLinePosition;
            yield return $"{span.Path}, line {position.Line + 1}, column {position.Character + 1}: {message}";
            code = tree.GetText().Lines[position.Line].ToString();
            if (code.Length <= 400)
            {
                var end = span.EndLinePosition.Line == position.Line ? span.EndLinePosition.Character : code.Length;
                var width = Math.Max(1, Math.Min(end, code.Length) - position.Character);
                // Tabs before the place stay tabs, so that the caret stands under it.
                var indent = new string([.. code[..position.Character].Select(c => c == '\t' ? '\t' : ' ')]);
                yield return "    " + code;
                yield return $"    {indent}^{new string('~', width - 1)}";
            }
        }
        else
        {
            // Of what every cell imports, for example.
            yield return message;
        }
        if (Advice(diagnostic, code) is { } advice)
        {
            yield return "    " + advice;
        }
    }

    /// <summary>What to write instead, where the compiler's message does not tell.</summary>
    private static string? Advice(Diagnostic diagnostic, string code) =>
        diagnostic.Id switch
        {
            "CS1504" => "What a notebook loads may have to be built first; `digitlab doctor` tells what is missing.",
            "CS1109" =>
                "In a cell, write an extension method outside of any class: static string Excited(this string text) => ...",
            "CS1002" or "CS1001" or "CS0116" or "CS1003" when UsingDeclaration().IsMatch(code) =>
                "A cell's variables live on in the cells after it, so `using var` has no end here: write `var x = ...` and "
                    + "x.Dispose(), or using (var x = ...) { }.",
            "CS0433" => "Two assemblies that are loaded have this type: restart, and load only one of them.",
            "CS0103" when PocketViewCall(diagnostic, code) =>
                "HTML elements are functions after `using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;`.",
            _ => null,
        };

    private static bool PocketViewCall(Diagnostic diagnostic, string code)
    {
        var span = diagnostic.Location.GetLineSpan();
        var (start, end) = (span.StartLinePosition.Character, span.EndLinePosition.Character);
        return end < code.Length
            && code[end] is '(' or '['
            && typeof(Microsoft.DotNet.Interactive.Formatting.PocketViewTags).GetProperty(code[start..end]) is not null;
    }

    /// <summary>Adds the frames and returns the line of the innermost one that is in <paramref name="source"/>.</summary>
    private static int? AddFrames(Exception exception, string source, SessionLoadContext cells, List<string> lines)
    {
        int? line = null;
        var inLibraries = 0;
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
            if (!cells.IsCell(type.Assembly))
            {
                inLibraries++;
                continue;
            }
            if (inLibraries > 0)
            {
                frames.Add($"   ({inLibraries} {(inLibraries == 1 ? "call" : "calls")} inside libraries)");
                inLibraries = 0;
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
        var folded = FoldRepeats(frames).ToArray();
        const int shown = 40;
        lines.AddRange(folded.Take(shown));
        if (folded.Length > shown)
        {
            lines.Add($"   ({folded.Length - shown} more lines)");
        }
        return line;
    }

    /// <summary>A recursion is shown once, with how often it goes on: of one function, or of several that call each other.</summary>
    private static IEnumerable<string> FoldRepeats(List<string> frames)
    {
        const int longest = 6;
        for (var i = 0; i < frames.Count; )
        {
            var period = Enumerable.Range(1, longest).FirstOrDefault(length => Repeats(frames, i, length) > 1);
            if (period == 0)
            {
                yield return frames[i++];
                continue;
            }
            var times = Repeats(frames, i, period);
            for (var k = 0; k < period; k++)
            {
                yield return frames[i + k];
            }
            yield return period == 1
                ? $"   ({times} more calls like it)"
                : $"   ({times * period} more calls like these {period})";
            i += (times + 1) * period;
        }
    }

    /// <summary>How often the frames from <paramref name="start"/> on come again, one after the other.</summary>
    private static int Repeats(List<string> frames, int start, int length)
    {
        var times = 0;
        for (var next = start + length; next + length <= frames.Count; next += length)
        {
            for (var k = 0; k < length; k++)
            {
                if (frames[next + k] != frames[start + k])
                {
                    return times;
                }
            }
            times++;
        }
        return times;
    }

    /// <summary>What the compiler and the runtime put between calls.</summary>
    private static bool IsMachinery(Type type) =>
        type.Namespace
            is "System.Runtime.CompilerServices"
                or "System.Runtime.ExceptionServices"
                or "DigitLab.Host.Session"
        || type.FullName
            is "System.ThrowHelper"
                or "System.Threading.Tasks.Task"
                or "System.Threading.ExecutionContext";

    /// <summary>The name in the source: of the method, the local function or the class; nothing for the cell itself.</summary>
    private static string MethodName(string method, Type type)
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

    [GeneratedRegex(@"^\s*(await\s+)?using\s+(var|[\w.<>\[\]?]+)\s+\w+\s*=")]
    private static partial Regex UsingDeclaration();

    [GeneratedRegex(@"^<(?<outer><?\w*>?\$?)>(?<kind>[a-z])__(?:(?<local>\w+)\|)?")]
    private static partial Regex CompilerName();
}
