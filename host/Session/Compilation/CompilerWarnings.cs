using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Session;

/// <summary>The compiler's warnings on the cells of one session.</summary>
internal sealed class CompilerWarnings
{
    /// <summary>
    /// Warnings that do not help the author of a cell: versions of assemblies, which the runtime unifies; nullable
    /// annotations without <c>#nullable</c>; async functions without await; unassigned or unused fields, as a cell's
    /// variables are fields.
    /// </summary>
    public static readonly ImmutableDictionary<string, ReportDiagnostic> Suppressed = new[]
    {
        "CS0067",
        "CS0169",
        "CS0414",
        "CS0649",
        "CS1701",
        "CS1702",
        "CS1705",
        "CS1998",
        "CS8632",
        "CS8669",
    }.ToImmutableDictionary(id => id, _ => ReportDiagnostic.Suppress);

    private readonly HashSet<(string, string)> warned = [];

    /// <summary>Writes each warning to standard error once, however often the cell runs.</summary>
    public void Report(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (
            var warning in diagnostics.Where(diagnostic =>
                diagnostic is { Severity: DiagnosticSeverity.Warning, IsSuppressed: false }
                && warned.Add((diagnostic.Id, diagnostic.GetMessage()))
            )
        )
        {
            var span = warning.Location.GetLineSpan();
            OutputSink.Current.Write(
                "stderr",
                $"{span.Path}, line {span.StartLinePosition.Line + 1}: warning {warning.Id}: {warning.GetMessage()}\n"
            );
        }
    }
}
