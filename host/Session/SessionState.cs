using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Host.Session;

/// <summary>A snapshot of a session.</summary>
internal sealed record SessionState(
    IReadOnlyList<(CSharpCompilation Compilation, string Source)> Submissions,
    IReadOnlyList<object?> States,
    IReadOnlyList<(object State, FieldInfo Field, object? Value)> Values
);
