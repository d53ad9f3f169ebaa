using System.Text.Json.Nodes;

namespace DigitLab.Host.Documents;

/// <summary>A notebook as it is kept in memory, whichever format it came from.</summary>
internal sealed class Notebook
{
    /// <summary>What the file says of the notebook as a whole; keys that this program does not know are kept.</summary>
    public JsonObject Metadata { get; init; } = [];

    public List<Cell> Cells { get; init; } = [];

    /// <summary>The kernel that the file names for cells that name none; null when it names none.</summary>
    public string? DeclaredKernel =>
        Metadata["kernelInfo"].Text("defaultKernelName")
        ?? Metadata["polyglot_notebook"].Text("defaultKernelName")
        ?? NotebookLanguages.FromKernelspec(Metadata["kernelspec"], Metadata["language_info"]);

    /// <summary>The kernel of cells that name none: the declared one, else C#.</summary>
    public string DefaultKernel => DeclaredKernel ?? NotebookLanguages.CSharp;

    /// <summary>The kernel that runs <paramref name="cell"/>.</summary>
    public string KernelOf(Cell cell) => cell.Kernel ?? DefaultKernel;

    /// <summary>The first level-one heading, as plain words; null when there is none.</summary>
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

    /// <summary>The kernel's name ("csharp"), never an alias; null in a code cell that leaves it to the notebook.</summary>
    public string? Kernel { get; init; }

    /// <summary>The cell's text; lines end in \n unless the file kept something else in a JSON string.</summary>
    public required string Source { get; set; }

    public string? Id { get; init; }

    public int? ExecutionCount { get; set; }

    public JsonObject Metadata { get; init; } = [];

    /// <summary>Files kept in the cell (markdown and raw cells of .ipynb): name to mime bundle.</summary>
    public JsonObject? Attachments { get; init; }

    public List<CellOutput> Outputs { get; init; } = [];

    /// <summary>The same cell with another text, as it is before it has run.</summary>
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

/// <summary>What a cell has put out, as nbformat 4 has it.</summary>
internal abstract record CellOutput;

/// <summary>Text written to <paramref name="Name"/>, "stdout" or "stderr".</summary>
internal sealed record StreamOutput(string Name, string Text) : CellOutput;

/// <summary>A value shown: its mime bundle, text or JSON by mime type.</summary>
internal record DisplayOutput(JsonObject Data, JsonObject Metadata) : CellOutput
{
    /// <summary>The handle by which a later update finds this output; lives only while the notebook runs.</summary>
    public string? DisplayId { get; init; }
}

/// <summary>The result of a cell.</summary>
internal sealed record ResultOutput(JsonObject Data, JsonObject Metadata, int? ExecutionCount)
    : DisplayOutput(Data, Metadata);

/// <summary>The error that ended a cell.</summary>
internal sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;
