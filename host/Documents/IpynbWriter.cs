using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DigitLab.Host.Documents;

/// <summary>Writes Jupyter's .ipynb: nbformat 4.5, indented by one space, keys in alphabetical order.</summary>
internal static class IpynbWriter
{
    /// <summary>The version of C# that cells are written in.</summary>
    public const string LanguageVersion = "14.0";

    public static string Write(Notebook notebook)
    {
        var ids = new CellIds(notebook);
        var root = new JsonObject
        {
            ["cells"] = new JsonArray([.. notebook.Cells.Select(cell => WriteCell(notebook, cell, ids))]),
            ["metadata"] = Metadata(notebook),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return root.ToJsonString(Json.Indented) + "\n";
    }

    /// <summary>The notebook's metadata, with a kernelspec if the notebook has none.</summary>
    private static JsonObject Metadata(Notebook notebook)
    {
        var metadata = (JsonObject)notebook.Metadata.DeepClone();
        if (notebook.DefaultKernel == NotebookLanguages.CSharp && metadata["kernelspec"] is null)
        {
            metadata["kernelspec"] = new JsonObject
            {
                ["display_name"] = ".NET (C#)",
                ["language"] = "C#",
                ["name"] = ".net-csharp",
            };
            metadata["language_info"] ??= new JsonObject
            {
                ["file_extension"] = ".cs",
                ["mimetype"] = "text/x-csharp",
                ["name"] = "C#",
                ["pygments_lexer"] = "csharp",
                ["version"] = LanguageVersion,
            };
            metadata["polyglot_notebook"] ??= new JsonObject
            {
                ["defaultKernelName"] = NotebookLanguages.CSharp,
                ["items"] = new JsonArray(new JsonObject { ["name"] = NotebookLanguages.CSharp }),
            };
        }
        return metadata;
    }

    private static JsonNode WriteCell(Notebook notebook, Cell cell, CellIds ids)
    {
        var result = new JsonObject();
        if (cell.Attachments is not null)
        {
            result["attachments"] = cell.Attachments.DeepClone();
        }
        result["cell_type"] = cell.Type.ToString().ToLowerInvariant();
        if (cell.Type == CellType.Code)
        {
            result["execution_count"] = cell.ExecutionCount;
        }
        result["id"] = cell.Id ?? ids.For(cell);
        result["metadata"] = CellMetadata(cell);
        if (cell.Type == CellType.Code)
        {
            result["outputs"] = new JsonArray([.. cell.Outputs.Select(WriteOutput)]);
        }
        // Jupyter has one kernel per notebook and sends it only the text, so the text names its language.
        var foreign = cell.Type == CellType.Code && notebook.KernelOf(cell) != notebook.DefaultKernel;
        result["source"] = Lines(foreign ? $"#!{cell.Kernel}\n{cell.Source}" : cell.Source);
        return result;
    }

    private static JsonNode CellMetadata(Cell cell)
    {
        var metadata = (JsonObject)cell.Metadata.DeepClone();
        if (cell.Type == CellType.Code && cell.Kernel is not null)
        {
            Set("dotnet_interactive", "language");
            Set("polyglot_notebook", "kernelName");
        }
        return metadata;

        void Set(string section, string key)
        {
            if (metadata[section] is not JsonObject)
            {
                metadata[section] = new JsonObject();
            }
            metadata[section]![key] = cell.Kernel;
        }
    }

    /// <summary>An output in nbformat's form.</summary>
    public static JsonNode WriteOutput(CellOutput output) =>
        output switch
        {
            StreamOutput stream => new JsonObject
            {
                ["name"] = stream.Name,
                ["output_type"] = "stream",
                ["text"] = Lines(stream.Text),
            },
            ResultOutput result => new JsonObject
            {
                ["data"] = Data(result.Data),
                ["execution_count"] = result.ExecutionCount,
                ["metadata"] = result.Metadata.DeepClone(),
                ["output_type"] = "execute_result",
            },
            DisplayOutput display => new JsonObject
            {
                ["data"] = Data(display.Data),
                ["metadata"] = display.Metadata.DeepClone(),
                ["output_type"] = "display_data",
            },
            ErrorOutput error => new JsonObject
            {
                ["ename"] = error.Name,
                ["evalue"] = error.Message,
                ["output_type"] = "error",
                ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
            },
            _ => throw new ArgumentException($"no such output in nbformat: {output.GetType().Name}", nameof(output)),
        };

    private static JsonObject Data(JsonObject data)
    {
        var result = new JsonObject();
        foreach (var (mime, value) in data)
        {
            result[mime] =
                value is JsonValue text && MimeTypes.IsLines(mime) && text.TryGetValue(out string? content)
                    ? Lines(content)
                    : value?.DeepClone();
        }
        return result;
    }

    /// <summary>The lines of <paramref name="text"/> with their line ends.</summary>
    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start) + 1;
            end = end == 0 ? text.Length : end;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>
    /// Ids derived from the cells' texts: the same notebook gives the same file, and a new cell does not change the ids
    /// of the others.
    /// </summary>
    private sealed class CellIds(Notebook notebook)
    {
        private readonly HashSet<string> taken = [.. notebook.Cells.Select(cell => cell.Id).OfType<string>()];
        private readonly Dictionary<(CellType, string), int> attempts = [];

        public string For(Cell cell)
        {
            while (true)
            {
                var attempt = attempts.GetValueOrDefault((cell.Type, cell.Source));
                attempts[(cell.Type, cell.Source)] = attempt + 1;
                var seed = $"{attempt}\n{cell.Type}\n{cell.Source}";
                var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..8];
                if (taken.Add(id))
                {
                    return id;
                }
            }
        }
    }
}
