using System.Text.Json.Nodes;

namespace DigitLab.Host.Documents;

/// <summary>A notebook in memory, independent of its file format.</summary>
internal sealed class Notebook
{
    /// <summary>The file's metadata; unknown keys are kept.</summary>
    public JsonObject Metadata { get; init; } = [];

    public List<Cell> Cells { get; init; } = [];

    /// <summary>The default kernel that the file declares; null if it declares none.</summary>
    public string? DeclaredKernel =>
        Metadata["kernelInfo"].Text("defaultKernelName")
        ?? Metadata["polyglot_notebook"].Text("defaultKernelName")
        ?? NotebookLanguages.FromKernelspec(Metadata["kernelspec"], Metadata["language_info"]);

    /// <summary>The kernel of cells that name none: the declared one, otherwise C#.</summary>
    public string DefaultKernel => DeclaredKernel ?? NotebookLanguages.CSharp;

    /// <summary>The kernel that runs <paramref name="cell"/>.</summary>
    public string KernelOf(Cell cell) => cell.Kernel ?? DefaultKernel;

    /// <summary>The first level-one heading as plain text; null if there is none.</summary>
    public string? Title =>
        Cells
            .Where(cell => cell.Type == CellType.Markdown)
            .SelectMany(cell => cell.Source.Split('\n'))
            .Where(line => line.StartsWith("# ", StringComparison.Ordinal))
            .Select(line => line[2..].Trim())
            .FirstOrDefault();
}

internal enum CellType
{
    Code,
    Markdown,
    Raw,
}

/// <summary>One cell.</summary>
internal sealed class Cell
{
    public required CellType Type { get; init; }

    /// <summary>
    /// The kernel's name ("csharp"), never an alias; null in a code cell that uses the notebook's default.
    /// </summary>
    public string? Kernel { get; init; }

    /// <summary>The cell's text. Lines end in \n unless a JSON string in the file had other line ends.</summary>
    public required string Source { get; set; }

    public string? Id { get; init; }

    public int? ExecutionCount { get; set; }

    public JsonObject Metadata { get; init; } = [];

    /// <summary>Attachments (markdown and raw cells of .ipynb): name to mime bundle.</summary>
    public JsonObject? Attachments { get; init; }

    public List<CellOutput> Outputs { get; init; } = [];

    /// <summary>A copy with another text and without outputs.</summary>
    public Cell WithoutOutputs(string source) =>
        new()
        {
            Type = Type,
            Kernel = Kernel,
            Source = source,
            Id = Id,
            Metadata = Metadata,
            Attachments = Attachments,
        };
}

/// <summary>An output of a cell, as in nbformat 4.</summary>
internal abstract record CellOutput;

/// <summary>Text written to <paramref name="Name"/>, "stdout" or "stderr".</summary>
internal sealed record StreamOutput(string Name, string Text) : CellOutput;

/// <summary>A displayed value: its mime bundle.</summary>
internal record DisplayOutput(JsonObject Data, JsonObject Metadata) : CellOutput
{
    /// <summary>Identifies the output for later updates; only while the notebook runs.</summary>
    public string? DisplayId { get; init; }
}

/// <summary>The cell's result.</summary>
internal sealed record ResultOutput(JsonObject Data, JsonObject Metadata, int? ExecutionCount)
    : DisplayOutput(Data, Metadata);

/// <summary>The error that ended the cell.</summary>
internal sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;
