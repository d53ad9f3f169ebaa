using System.Text.Json;
using System.Text.Json.Nodes;

namespace DigitLab.Host.Documents;

/// <summary>
/// Reads .dib: cells divided by lines such as <c>#!csharp</c>, after an optional <c>#!meta</c> with one JSON object.
/// </summary>
/// <remarks>
/// A delimiter is a whole line that starts in the first column and names a known kernel exactly; any other line belongs
/// to the cell. There is no escape syntax. Empty lines around a cell and empty cells are dropped.
/// </remarks>
internal static class DibReader
{
    private const string Meta = "#!meta";

    /// <exception cref="DocumentException">The metadata is not a JSON object or declares a kernel twice.</exception>
    public static Notebook Read(string text)
    {
        var lines = text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        var metadata = new JsonObject();
        var names = NotebookLanguages.Names(metadata);
        var cells = new List<Cell>();
        string? kernel = null;
        var body = new List<string>();

        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith(Meta, StringComparison.Ordinal))
            {
                Flush();
                var start = i + 1;
                while (i + 1 < lines.Length && !lines[i + 1].StartsWith("#!", StringComparison.Ordinal))
                {
                    i++;
                }
                foreach (var (key, value) in ParseMeta(lines[start..(i + 1)], start))
                {
                    metadata[key] = value?.DeepClone();
                }
                names = NotebookLanguages.Names(metadata);
                kernel = null;
            }
            else if (
                lines[i].StartsWith("#!", StringComparison.Ordinal) && names.TryGetValue(lines[i][2..], out var named)
            )
            {
                Flush();
                kernel = named;
            }
            else
            {
                body.Add(lines[i]);
            }
        }
        Flush();

        var notebook = new Notebook { Metadata = metadata, Cells = cells };
        if (cells.Count == 0)
        {
            cells.Add(NewCell(notebook.DefaultKernel, ""));
        }
        return notebook;

        void Flush()
        {
            var first = body.FindIndex(line => line.Length > 0);
            if (first >= 0)
            {
                var last = body.FindLastIndex(line => line.Length > 0);
                var defaultKernel = metadata["kernelInfo"].Text("defaultKernelName") ?? NotebookLanguages.CSharp;
                cells.Add(NewCell(kernel ?? defaultKernel, string.Join('\n', body[first..(last + 1)])));
            }
            body.Clear();
        }
    }

    private static Cell NewCell(string kernel, string source) =>
        kernel switch
        {
            NotebookLanguages.Markdown => new Cell { Type = CellType.Markdown, Source = source },
            NotebookLanguages.Raw => new Cell { Type = CellType.Raw, Source = source },
            _ => new Cell
            {
                Type = CellType.Code,
                Kernel = kernel,
                Source = source,
            },
        };

    /// <summary>
    /// The object below <c>#!meta</c>; <paramref name="start"/> is the index of its first line in the file.
    /// </summary>
    private static JsonObject ParseMeta(string[] lines, int start)
    {
        var json = string.Join('\n', lines);
        if (string.IsNullOrWhiteSpace(json))
        {
            return [];
        }
        try
        {
            return Json.Parse(json) switch
            {
                JsonObject metadata => NormalizeKernelInfo(metadata),
                var other => throw new DocumentException(
                    $"line {start + 1}: #!meta must be followed by a JSON object, but it is {other.Kind()}."
                ),
            };
        }
        catch (JsonException e)
        {
            var line = start + 1 + (e.LineNumber ?? 0);
            throw new DocumentException(
                $"line {line}: #!meta must be followed by one JSON object and then a cell delimiter such as #!csharp. "
                    + Reason(e),
                e
            );
        }
    }

    /// <summary>Moves <c>kernelInfo</c> to the front and normalises its items, without empty alias lists.</summary>
    private static JsonObject NormalizeKernelInfo(JsonObject metadata)
    {
        if (metadata["kernelInfo"] is not JsonObject)
        {
            return metadata;
        }
        var result = new JsonObject { ["kernelInfo"] = NotebookLanguages.ToKernelInfo(metadata, []) };
        foreach (var (key, value) in metadata.Where(entry => entry.Key != "kernelInfo"))
        {
            result[key] = value?.DeepClone();
        }
        return result;
    }

    /// <summary>The parser's message without its own position.</summary>
    public static string Reason(JsonException e) => e.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
}
