using System.Text;
using System.Text.Json;
using DigitLab.Layers;

namespace DigitLab.Interchange;

/// <summary>The position of a tensor in the file.</summary>
/// <param name="Begin">The first byte, from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, long[] Shape, long Begin, long End);

/// <summary>The validated header of a file: every byte of the data belongs to exactly one tensor.</summary>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, Dictionary<string, string> Texts)
{
    public const string Metadata = "__metadata__";

    /// <summary>The largest header, the same limit as in other readers.</summary>
    public const long MaxLength = 100_000_000;

    /// <param name="header">The bytes of the JSON.</param>
    /// <param name="dataLength">The number of bytes after it.</param>
    /// <exception cref="InvalidDataException">The header is invalid.</exception>
    public static SafetensorsHeader Parse(byte[] header, long dataLength)
    {
        if (header.Length == 0 || header[0] != '{')
            throw new InvalidDataException("its header does not start with '{'");
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(header);
            using var json = JsonDocument.Parse(text, new() { MaxDepth = 4 });
            var (entries, texts) = (new List<SafetensorsEntry>(), new Dictionary<string, string>());
            foreach (var (name, value) in Members(json.RootElement, "the header"))
                if (name == Metadata)
                    foreach (var (key, entry) in Members(value, Metadata))
                        texts[key] =
                            entry.ValueKind == JsonValueKind.String
                                ? entry.GetString()!
                                : throw new InvalidDataException($"{Metadata} '{key}' is not a text");
                else
                    entries.Add(Entry(name, value));
            RequireCoverage(entries, dataLength);
            return new(entries, texts);
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw new InvalidDataException($"its header is not JSON in UTF-8: {error.Message}", error);
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement json, string what)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{what} is not a JSON object");
        var names = new HashSet<string>();
        foreach (var member in json.EnumerateObject())
            yield return names.Add(member.Name)
                ? (member.Name, member.Value)
                : throw new InvalidDataException($"{what} has '{member.Name}' twice");
    }

    private static SafetensorsEntry Entry(string name, JsonElement json)
    {
        var members = Members(json, $"tensor '{name}'").ToDictionary(member => member.Name, member => member.Value);
        if (!members.Keys.Order(StringComparer.Ordinal).SequenceEqual(["data_offsets", "dtype", "shape"]))
            throw new InvalidDataException(
                $"tensor '{name}' has {string.Join(", ", members.Keys)}; needed are dtype, shape and data_offsets"
            );
        if (members["dtype"].ValueKind != JsonValueKind.String)
            throw new InvalidDataException($"the dtype of tensor '{name}' is not a text");
        var type = SafetensorsType.Of(members["dtype"].GetString()!, name);
        var shape = Numbers(members["shape"], $"the shape of tensor '{name}'");
        var offsets = Numbers(members["data_offsets"], $"data_offsets of tensor '{name}'");
        if (offsets.Length != 2 || offsets[1] < offsets[0])
            throw new InvalidDataException(
                $"data_offsets of tensor '{name}' are {NetworkLayer.Text(offsets)}, not a begin and an end"
            );
        if (shape.Length > 64 || !TryBytes(shape, type.Size, out var bytes) || bytes > Array.MaxLength)
            throw new InvalidDataException(
                $"tensor '{name}' of shape {NetworkLayer.Text(shape.Take(65))} is too large"
            );
        if (offsets[1] - offsets[0] != bytes)
            throw new InvalidDataException(
                $"tensor '{name}' of shape {NetworkLayer.Text(shape)} and type {type.Name} takes {bytes} bytes, but its data_offsets span {offsets[1] - offsets[0]}"
            );
        return new(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] Numbers(JsonElement json, string what)
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{what} is not a list");
        return
        [
            .. json.EnumerateArray()
                .Select(item =>
                    item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0
                        ? number
                        : throw new InvalidDataException($"{what} holds {item.GetRawText()}, not a whole number from 0")
                ),
        ];
    }

    /// <summary>Counts an axis of 0 as 1 for the limit, so that no product of a shape overflows.</summary>
    private static bool TryBytes(long[] shape, int size, out long bytes)
    {
        bytes = size;
        foreach (var axis in shape)
        {
            if (Math.BigMul(bytes, Math.Max(1, axis), out var low) != 0 || low < 0)
                return false;
            bytes = low;
        }
        if (shape.Contains(0))
            bytes = 0;
        return true;
    }

    private static void RequireCoverage(List<SafetensorsEntry> entries, long dataLength)
    {
        var (at, before) = (0L, "the header");
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != at)
                throw new InvalidDataException(
                    $"tensor '{entry.Name}' begins at byte {entry.Begin}, but {before} ends at {at}: tensors neither overlap nor leave gaps"
                );
            (at, before) = (entry.End, $"tensor '{entry.Name}'");
        }
        if (at != dataLength)
            throw new InvalidDataException($"its tensors take {at} bytes, but {dataLength} follow the header");
    }
}
