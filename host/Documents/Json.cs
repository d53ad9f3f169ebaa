using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DigitLab.Host.Documents;

/// <summary>JSON in notebooks: parsed strictly, written without escaping non-ASCII letters.</summary>
internal static partial class Json
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 128 };

    /// <summary>Larger than the depth that is read, because what was read may be nested in something else.</summary>
    private const int MaxWrittenDepth = 512;

    public static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxWrittenDepth,
    };

    public static readonly JsonSerializerOptions Indented = new(OneLine)
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
    };

    /// <summary>Parses <paramref name="text"/>; of duplicate keys the last one wins, as in Jupyter.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonNode? Parse(string text)
    {
        using var document = JsonDocument.Parse(text, ReadOptions);
        try
        {
            return ToNode(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A property's name is not text.", e);
        }
    }

    /// <summary>The string at <paramref name="key"/>; null when there is none.</summary>
    public static string? Text(this JsonNode? node, string key) =>
        (node as JsonObject)?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The integer at <paramref name="key"/>; null when there is none.</summary>
    public static int? Integer(this JsonNode? node, string key) =>
        (node as JsonObject)?[key] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    public static bool IsTrue(this JsonObject node, string key) => node[key]?.GetValueKind() == JsonValueKind.True;

    public static bool IsFalse(this JsonObject node, string key) => node[key]?.GetValueKind() == JsonValueKind.False;

    public static string Kind(this JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject => "an object",
            JsonArray => "an array",
            _ => node.GetValueKind() switch
            {
                JsonValueKind.String => "a string",
                JsonValueKind.Number => "a number",
                _ => "a boolean",
            },
        };

    private static JsonNode? ToNode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var result = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    result[property.Name] = ToNode(property.Value);
                }
                return result;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(ToNode)]);
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return JsonValue.Create(Text(element));
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    /// <summary>A string; a lone surrogate, which some tools write, becomes U+FFFD.</summary>
    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            var repaired = Escapes()
                .Replace(element.GetRawText(), match => match.Groups["half"].Success ? "\\uFFFD" : match.Value);
            return JsonSerializer.Deserialize<string>(repaired)!;
        }
    }

    /// <summary>An escape sequence: a surrogate pair, a lone surrogate, or another.</summary>
    [GeneratedRegex(@"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(?<half>\\u[dD][89a-fA-F]\w\w)|\\.")]
    private static partial Regex Escapes();
}
