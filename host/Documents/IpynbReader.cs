using System.Text.Json;
using System.Text.Json.Nodes;

namespace DigitLab.Host.Documents;

/// <summary>Reads Jupyter's .ipynb (nbformat 4).</summary>
internal static class IpynbReader
{
    /// <exception cref="DocumentException">The text is not JSON, or not a notebook of nbformat 4.</exception>
    public static Notebook Read(string text)
    {
        JsonNode? root;
        try
        {
            root = Json.Parse(text);
        }
        catch (JsonException e)
        {
            var position = $"line {1 + (e.LineNumber ?? 0)}, column {1 + (e.BytePositionInLine ?? 0)}";
            throw new DocumentException(
                $"{position}: a notebook (.ipynb) is JSON, but this is not: {DibReader.Reason(e)}",
                e
            );
        }
        catch (InvalidOperationException e)
        {
            throw new DocumentException($"a notebook (.ipynb) is JSON in UTF-8, but this is not: {e.Message}", e);
        }
        var notebook = Expect<JsonObject>(root, "the notebook", "an object");
        if (notebook["nbformat"] is { } format && Integer(format) is not 4)
        {
            throw new DocumentException(
                $"nbformat is {format.ToJsonString()}, but this program reads nbformat 4. "
                    + "`jupyter nbconvert --to notebook` brings older notebooks up to date."
            );
        }
        if (notebook["cells"] is not JsonArray cells)
        {
            throw new DocumentException($"cells must be an array, but is {notebook["cells"].Kind()}.");
        }
        var metadata = notebook["metadata"] is null
            ? []
            : Expect<JsonObject>(notebook["metadata"], "metadata", "an object");
        return new Notebook
        {
            Metadata = Copy(metadata),
            Cells = [.. cells.Select((cell, index) => ReadCell(cell, $"cells[{index}]"))],
        };
    }

    private static Cell ReadCell(JsonNode? node, string where)
    {
        var cell = Expect<JsonObject>(node, where, "an object");
        var type = cell.Text("cell_type") switch
        {
            "code" => CellType.Code,
            "markdown" or "heading" => CellType.Markdown,
            "raw" => CellType.Raw,
            var other => throw new DocumentException(
                $"{where}.cell_type must be \"code\", \"markdown\" or \"raw\", but is "
                    + (other is null ? cell["cell_type"].Kind() : $"\"{other}\"")
                    + "."
            ),
        };
        var metadata = cell["metadata"] is null
            ? []
            : Copy(Expect<JsonObject>(cell["metadata"], $"{where}.metadata", "an object"));
        var kernel =
            metadata["polyglot_notebook"].Text("kernelName") ?? metadata["dotnet_interactive"].Text("language");
        var outputs = type == CellType.Code ? cell["outputs"] as JsonArray ?? [] : [];
        var source = Multiline(cell["source"], $"{where}.source");
        // The writer adds the kernel's name as a first line, for front ends that ignore the metadata.
        if (kernel is not null && source.StartsWith($"#!{kernel}\n", StringComparison.Ordinal))
        {
            source = source[($"#!{kernel}\n".Length)..];
        }
        return new Cell
        {
            Type = type == CellType.Code && kernel == NotebookLanguages.Markdown ? CellType.Markdown : type,
            Kernel = type == CellType.Code && kernel != NotebookLanguages.Markdown ? kernel : null,
            Source = source,
            Id = cell.Text("id"),
            ExecutionCount = Integer(cell["execution_count"]),
            Metadata = metadata,
            Attachments = cell["attachments"] is JsonObject attachments ? Copy(attachments) : null,
            Outputs = [.. outputs.Select((output, index) => ReadOutput(output, $"{where}.outputs[{index}]"))],
        };
    }

    private static CellOutput ReadOutput(JsonNode? node, string where)
    {
        var output = Expect<JsonObject>(node, where, "an object");
        return output.Text("output_type") switch
        {
            "stream" => new StreamOutput(output.Text("name") ?? "stdout", Multiline(output["text"], $"{where}.text")),
            "display_data" => new DisplayOutput(Data(), Metadata()),
            "execute_result" or "pyout" => new ResultOutput(Data(), Metadata(), Integer(output["execution_count"])),
            "error" or "pyerr" => new ErrorOutput(
                output.Text("ename") ?? "",
                output.Text("evalue") ?? "",
                [.. (output["traceback"] as JsonArray ?? []).Select(line => Multiline(line, $"{where}.traceback"))]
            ),
            var other => throw new DocumentException(
                $"{where}.output_type must be \"stream\", \"display_data\", \"execute_result\" or \"error\", but is "
                    + (other is null ? output["output_type"].Kind() : $"\"{other}\"")
                    + "."
            ),
        };

        JsonObject Metadata() => output["metadata"] is JsonObject metadata ? Copy(metadata) : [];

        JsonObject Data()
        {
            var data = new JsonObject();
            foreach (var (mime, value) in output["data"] as JsonObject ?? [])
            {
                data[mime] = MimeTypes.IsJson(mime)
                    ? value?.DeepClone()
                    : Multiline(value, $"{where}.data[\"{mime}\"]");
            }
            return data;
        }
    }

    /// <summary>A text, which in nbformat is a string or an array of strings.</summary>
    private static string Multiline(JsonNode? node, string where)
    {
        if (node is JsonValue value && value.TryGetValue(out string? text))
        {
            return text;
        }
        if (node is JsonArray lines && lines.All(line => line is JsonValue item && item.TryGetValue(out string? _)))
        {
            return string.Concat(lines.Select(line => line!.GetValue<string>()));
        }
        return node is null
            ? ""
            : throw new DocumentException($"{where} must be a string or an array of strings, but is {node.Kind()}.");
    }

    /// <summary>An integer, also if written as 2.0.</summary>
    private static int? Integer(JsonNode? node) =>
        node is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && value.TryGetValue(out double number)
        && number is >= int.MinValue and <= int.MaxValue
        && Math.Floor(number) == number
            ? (int)number
            : null;

    private static T Expect<T>(JsonNode? node, string what, string expected)
        where T : JsonNode =>
        node as T ?? throw new DocumentException($"{what} must be {expected}, but is {node.Kind()}.");

    private static JsonObject Copy(JsonObject node) => (JsonObject)node.DeepClone();
}
