using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Session;

/// <summary>Why a cell failed, with positions in the cell.</summary>
/// <param name="Name">The exception's type, or "CompilationError", "Interrupted".</param>
/// <param name="Message">One line, or the exception's message.</param>
/// <param name="Traceback">Lines to display: the locations with their code.</param>
/// <param name="Line">The line in the cell, from 1; null if unknown.</param>
internal sealed partial record CellError(string Name, string Message, IReadOnlyList<string> Traceback, int? Line)
{
    /// <summary>The <see cref="Name"/> of code that does not compile.</summary>
    public const string Compilation = "CompilationError";

    /// <summary>Longer messages are cut.</summary>
    private const int MaxMessage = 10_000;

    private const int MaxCauses = 10;

    /// <summary>The column in the line, from 1; null if unknown.</summary>
    public int? Column { get; init; }

    public ErrorOutput ToOutput() => new(Name, Message, Traceback);

    /// <summary>An error that is not an exception of the cell's code: an unknown command, a missing file.</summary>
    public static CellError Plain(string name, string message, int? line = null) =>
        new(name, message, [$"{name}: {message}"], line);

    public static CellError Interrupt(string source, Exception? last)
    {
        var message = $"{source} was interrupted; variables assigned so far are kept.";
        var where = last is null or OperationCanceledException ? [] : FromException(last, source).Traceback;
        return new("Interrupted", message, [$"Interrupted: {message}", .. where], null);
    }

    /// <summary>Compile errors: position, message, the line of code and a caret below it.</summary>
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
        )
        {
            Column = position.Character + 1,
        };
    }

    /// <summary>An exception: type, message and the notebook's frames; library frames are only counted.</summary>
    /// <param name="exception">What the code threw.</param>
    /// <param name="source">The cell's name.</param>
    public static CellError FromException(Exception exception, string source)
    {
        var lines = new List<string>();
        (int Line, int Column)? place = null;
        var causes = 0;
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (causes++ == MaxCauses)
            {
                lines.Add("(more causes)");
                break;
            }
            var heading = current == exception ? "" : "caused by ";
            lines.Add($"{heading}{ValueKind.TypeName(current.GetType())}: {MessageOf(current)}");
            place = ExceptionFrames.Add(current, source, lines) ?? place;
        }
        return new(ValueKind.TypeName(exception.GetType()), MessageOf(exception), lines, place?.Line)
        {
            Column = place?.Column,
        };
    }

    /// <summary>The exception's message; it is the student's code, and may throw, never return or be null.</summary>
    private static string MessageOf(Exception exception)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var read = InterruptibleExecution.Run(
            () => Task.FromResult<object?>(exception.Message),
            limit.Token,
            keepWaiting: () => false,
            InterruptibleExecution.FormatterStack
        );
        return read switch
        {
            { Interrupted: true } => "(its Message does not return)",
            { Exception: { } e } => $"(its Message threw {ValueKind.TypeName(e.GetType())})",
            { Value: string { Length: > MaxMessage } text } =>
                $"{text[..MaxMessage]}… ({text.Length - MaxMessage:N0} more characters)",
            { Value: string text } => text,
            _ => "",
        };
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
                // Leading tabs are kept, so that the caret is aligned.
                var indent = new string([.. code[..position.Character].Select(c => c == '\t' ? '\t' : ' ')]);
                yield return "    " + code;
                yield return $"    {indent}^{new string('~', width - 1)}";
            }
        }
        else
        {
            // An error in the common imports, for example.
            yield return message;
        }
        if (Advice(diagnostic, code) is { } advice)
        {
            yield return "    " + advice;
        }
    }

    /// <summary>A hint where the compiler's message does not help.</summary>
    private static string? Advice(Diagnostic diagnostic, string code) =>
        diagnostic.Id switch
        {
            "CS1504" => "The file may have to be built first; `digitlab doctor` shows what is missing.",
            "CS1109" =>
                "In a cell, write an extension method outside of any class: static string Excited(this string text) => ...",
            "CS1002" or "CS1001" or "CS0116" or "CS1003" when UsingDeclaration().IsMatch(code) =>
                "A cell's variables stay alive in later cells, so `using var` has no scope here: write `var x = ...` and "
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

    [GeneratedRegex(@"^\s*(await\s+)?using\s+(var|[\w.<>\[\]?]+)\s+\w+\s*=")]
    private static partial Regex UsingDeclaration();
}
