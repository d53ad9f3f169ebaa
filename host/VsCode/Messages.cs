using System.Text.Json.Nodes;
using DigitLab.Host.Language;
using DigitLab.Host.Session;

namespace DigitLab.Host.VsCode;

// Messages of vscode/PROTOCOL.md; names become camelCase.

internal sealed record InitializeParameters(int Protocol, string? Notebook = null, string? Folder = null);

internal sealed record InitializeResult(int Protocol, string Version, string Runtime);

internal sealed record ExecuteParameters
{
    public required string Cell { get; init; }

    public required string Kernel { get; init; }

    public required string Code { get; init; }

    public string? Source { get; init; }
}

/// <param name="Status">ok, error or aborted.</param>
/// <param name="ExecutionCount">The number of the execution; null if the cell did not run.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record ExecuteResult(string Status, int? ExecutionCount, ExecuteError? Error);

internal sealed record ExecuteError(
    string Name,
    string Message,
    IReadOnlyList<string> Traceback,
    int? Line,
    int? Column
)
{
    public static ExecuteError Of(CellError error) =>
        new(error.Name, error.Message, error.Traceback, error.Line, error.Column);
}

internal sealed record CellParameters
{
    public required string Cell { get; init; }
}

internal sealed record PlaceParameters
{
    public required string Cell { get; init; }

    public required int Offset { get; init; }
}

internal sealed record ItemParameters
{
    public required string Id { get; init; }
}

internal sealed record CellsParameters
{
    public required IReadOnlyList<CellState> Cells { get; init; }
}

internal sealed record CellState
{
    public required string Id { get; init; }

    public required string Kernel { get; init; }

    public required string Code { get; init; }

    public NotebookCell ToCell() => new(Id, Kernel, Code);
}

internal sealed record CompletionResult(int Start, int End, IReadOnlyList<CompletionResultItem> Items);

internal sealed record CompletionResultItem(
    string Label,
    string Kind,
    string InsertText,
    string FilterText,
    string SortText,
    string Detail,
    string Id
);

internal sealed record DocumentationResult(string Markdown);

internal sealed record HoverResult(string Markdown, int Start, int End);

internal sealed record SignatureHelpResult(
    IReadOnlyList<Signature> Signatures,
    int ActiveSignature,
    int ActiveParameter
);

internal sealed record OutputParameters(string Cell, string Type, JsonObject Content);

internal sealed record InputParameters(string Prompt, bool Password);
