using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Language;

/// <summary>A diagnostic in a cell.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Severity">error, warning or info.</param>
/// <param name="Code">The compiler's code, such as CS0103.</param>
/// <param name="Message">The message.</param>
internal sealed record CellMark(int Start, int End, string Severity, string Code, string Message);

/// <summary>The compiler's diagnostics for a cell while it is edited.</summary>
internal static class CellDiagnostics
{
    /// <summary>All diagnostics.</summary>
    public static IReadOnlyList<CellMark> Find(OpenCell cell, CancellationToken cancel)
    {
        var model = cell.Model(cancel);
        return Marks(model.GetDiagnostics(cancellationToken: cancel), model.SyntaxTree);
    }

    /// <summary>
    /// Only syntax errors: when names come from code that has not run, the compiler would report all of them as
    /// missing.
    /// </summary>
    public static IReadOnlyList<CellMark> FindInSyntax(CellText text, CancellationToken cancel)
    {
        if (text.TooDeep is { } place)
        {
            var message = $"Brackets are nested more than {ScriptParser.DeepestNesting} deep.";
            return [new(place, place + 1, "error", "CS1029", message)];
        }
        var tree = ScriptParser.Parse(text.Code, cancel: cancel);
        return Marks(tree.GetDiagnostics(cancel), tree);
    }

    private static IReadOnlyList<CellMark> Marks(IEnumerable<Diagnostic> diagnostics, SyntaxTree tree) =>
        [
            .. diagnostics
                .Where(diagnostic =>
                    diagnostic is { IsSuppressed: false, Severity: not DiagnosticSeverity.Hidden }
                    // Diagnostics of a loaded script have no position in the cell.
                    && (diagnostic.Location == Location.None || diagnostic.Location.SourceTree == tree)
                )
                .Select(Mark)
                .Distinct(),
        ];

    private static CellMark Mark(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        var severity = diagnostic.Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "info",
        };
        return new(span.Start, span.End, severity, diagnostic.Id, diagnostic.GetMessage());
    }
}
