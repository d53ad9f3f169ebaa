using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Host.Session;

/// <summary>A compiled submission that is not yet part of the session.</summary>
internal sealed record Emitted(CSharpCompilation Compilation, ImmutableArray<Diagnostic> Diagnostics) : IDisposable
{
    public IEnumerable<Diagnostic> Errors =>
        Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    public bool HasResult { get; init; }

    /// <summary>Null if there is nothing to run.</summary>
    public Stream? Assembly { get; init; }

    public Stream? Symbols { get; init; }

    public void Dispose()
    {
        Assembly?.Dispose();
        Symbols?.Dispose();
    }
}
