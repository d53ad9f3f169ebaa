using System.Globalization;
using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.QuickInfo;

namespace DigitLab.Host.Language;

/// <summary>
/// Answers questions while the user types with Roslyn's services: completions, documentation, diagnostics.
/// </summary>
internal sealed class LanguageService(CSharpSession session)
{
    private readonly SubmissionChain chain = new(session);
    private volatile Completed last = new(0, null, []);

    private sealed record Completed(int Number, Document? Document, IReadOnlyList<CompletionEntry> Items);

    /// <summary>Completions at an offset; the items' numbers are for <see cref="Describe"/>.</summary>
    public (CompletionAnswer Answer, int Number) Complete(CellContext cell, int offset, CancellationToken cancel)
    {
        var open = chain.Open(cell, cancel);
        var answer = CompletionHelp.Complete(open, open.Clamp(offset), cancel);
        var number = last.Number + 1;
        last = new(number, open.Document, answer.Items);
        return (answer, number);
    }

    /// <summary>The id of an item in the result with that number.</summary>
    public static string IdOf(int answer, int item) => string.Create(CultureInfo.InvariantCulture, $"{answer}:{item}");

    /// <summary>The documentation of an item in the last result, as markdown; empty for older results.</summary>
    public string Describe(string id, CancellationToken cancel) =>
        Find(id) is var (document, entry) ? CompletionHelp.Describe(document, entry, cancel) : "";

    /// <summary>The declaration of an item in the last result.</summary>
    public string Sign(string id, CancellationToken cancel) =>
        Find(id) is var (document, entry) ? CompletionHelp.Sign(document, entry, cancel) : "";

    private (Document Document, CompletionEntry Entry)? Find(string id)
    {
        var completed = last;
        return
            completed.Document is { } document
            && id.Split(':') is [var answer, var item]
            && answer == completed.Number.ToString(CultureInfo.InvariantCulture)
            && int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < completed.Items.Count
            ? (document, completed.Items[index])
            : null;
    }

    /// <summary>Information about the symbol at an offset.</summary>
    public QuickInfoItem? Hover(CellContext cell, int offset, CancellationToken cancel)
    {
        var open = chain.Open(cell, cancel);
        return HoverHelp.Find(open, open.Clamp(offset), cancel);
    }

    /// <inheritdoc cref="HoverHelp.FindAtCursor"/>
    public QuickInfoItem? Inspect(CellContext cell, int offset, CancellationToken cancel)
    {
        var open = chain.Open(cell, cancel);
        return HoverHelp.FindAtCursor(open, open.Clamp(offset), cancel);
    }

    /// <inheritdoc cref="SignatureHelp.Find"/>
    public SignatureAnswer? Signatures(CellContext cell, int offset, CancellationToken cancel)
    {
        var open = chain.Open(cell, cancel);
        return SignatureHelp.Find(open, open.Clamp(offset), cancel);
    }

    /// <summary>A cell's diagnostics, as far as they are known before all cells have run.</summary>
    public IReadOnlyList<CellMark> Diagnose(CellContext cell, CancellationToken cancel) =>
        cell.NamesAreKnown && cell.Text.TooDeep is null
            ? CellDiagnostics.Find(chain.Open(cell, cancel), cancel)
            : CellDiagnostics.FindInSyntax(cell.Text, cancel);

    /// <inheritdoc cref="Definitions.Find"/>
    public IReadOnlyList<CellPlace> Define(
        CellContext cell,
        int offset,
        NotebookCells notebook,
        CancellationToken cancel
    )
    {
        var open = chain.Open(cell, cancel);
        return Definitions.Find(open, open.Clamp(offset), notebook, cancel);
    }

    /// <inheritdoc cref="SemanticTokens.Find"/>
    public IReadOnlyList<SemanticToken> Tokens(CellContext cell, CancellationToken cancel) =>
        SemanticTokens.Find(chain.Open(cell, cancel), cancel);
}
