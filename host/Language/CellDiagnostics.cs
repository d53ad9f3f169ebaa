using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Language;

/// <summary>A mark in a cell.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Severity">error, warning or info.</param>
/// <param name="Code">The compiler's number of it.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record CellMark(int Start, int End, string Severity, string Code, string Message);

/// <summary>What the compiler says of a cell while it is typed.</summary>
internal static class CellDiagnostics
{
    public static IReadOnlyList<CellMark> Find(OpenCell cell, CancellationToken cancel)
    {
        var text = cell.Context.Text;
        if (text.TooDeep is { } place)
        {
            return
            [
                new(
                    place,
                    place + 1,
                    "error",
                    "CS1029",
                    $"Brackets stand within each other more than {Session.ScriptParser.DeepestNesting} deep."
                ),
            ];
        }
        var model = cell.Model(cancel);
        // Where names come from what has not run, the compiler would miss them all.
        var found = cell.Context.NamesAreKnown
            ? model.GetDiagnostics(cancellationToken: cancel)
            : [.. model.SyntaxTree.GetDiagnostics(cancel)];
        return
        [
            .. found
                .Where(diagnostic =>
                    diagnostic is { IsSuppressed: false, Severity: not DiagnosticSeverity.Hidden }
                    && (diagnostic.Location == Location.None || diagnostic.Location.SourceTree == model.SyntaxTree)
                )
                .Select(Mark)
                .Distinct(),
        ];
    }

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
