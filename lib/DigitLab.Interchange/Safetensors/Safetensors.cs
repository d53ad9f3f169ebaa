using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Files;
using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Interchange;

/// <summary>
/// Tensors in files that Python, Rust and browsers read too (https://huggingface.co/docs/safetensors): a header in JSON with
/// names, types, shapes and texts, then the numbers. Such a file holds no code.
/// </summary>
public static class Safetensors
{
    /// <summary>Writes a model's parameters, buffers and metadata, atomically.</summary>
    /// <param name="path">The file, usually NAME.safetensors; its folder is created if necessary.</param>
    /// <param name="model">The model whose <c>state_dict</c> is saved.</param>
    /// <param name="metadata">Additional metadata; see <see cref="ModelMetadata"/>.</param>
    public static void Save(string path, nn.Module model, ModelMetadata? metadata = null) =>
        Save(path, model.state_dict(), ModelMetadata.Of(model, metadata).ToDictionary());

    /// <summary>Writes tensors, atomically.</summary>
    /// <param name="path">The file; its folder is created if necessary.</param>
    /// <param name="tensors">By name.</param>
    /// <param name="metadata">Texts by name.</param>
    public static void Save(
        string path,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        // The widest types first, so that all numbers are aligned.
        var entries = tensors
            .Select(entry => (entry.Key, entry.Value, Type: SafetensorsType.Of(entry.Value.dtype, entry.Key)))
            .OrderByDescending(entry => entry.Type.Size)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .ToList();
        var header = new JsonObject();
        if (metadata is { Count: > 0 })
            header[SafetensorsHeader.Metadata] = new JsonObject(
                metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))
            );
        var offset = 0L;
        foreach (var (name, tensor, type) in entries)
        {
            if (name == SafetensorsHeader.Metadata)
                throw new ArgumentException($"No tensor can be called {name}: the format keeps that name for texts.");
            var end = offset + tensor.numel() * type.Size;
            header[name] = new JsonObject
            {
                ["dtype"] = type.Name,
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] padded = [.. json, .. Enumerable.Repeat((byte)' ', (8 - json.Length % 8) % 8)];
        AtomicFile.Write(
            path,
            file =>
            {
                var length = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, padded.Length);
                file.Write(length);
                file.Write(padded);
                using var withoutGradients = no_grad();
                foreach (var (_, tensor, _) in entries)
                {
                    using var rows = tensor.cpu().contiguous();
                    file.Write(rows.bytes);
                }
            }
        );
    }

    /// <summary>Reads a file. Half-precision numbers (F16, BF16) become float32.</summary>
    /// <exception cref="InvalidDataException">It is not such a file, or truncated; the message names the file and the error.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            return SafetensorsFile.Read(file);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{path}' is not a whole safetensors file: {error.Message}", error);
        }
    }

    /// <summary>Reads a file into a model, which stays unchanged unless everything matches.</summary>
    /// <returns>The file's metadata.</returns>
    /// <exception cref="InvalidDataException">It is not such a file, or truncated.</exception>
    /// <exception cref="ArgumentException">It is of another architecture; the message lists the differences with both shapes.</exception>
    public static ModelMetadata Load(string path, nn.Module model)
    {
        using var file = Read(path);
        var own = model.state_dict();
        var differences = file
            .Tensors.Keys.Union(own.Keys)
            .Order(StringComparer.Ordinal)
            .Select(name => Difference(name, file.Tensors.GetValueOrDefault(name), own.GetValueOrDefault(name)))
            .OfType<string>()
            .ToList();
        if (differences.Count > 0)
            throw new ArgumentException(
                $"'{path}' ({file.Metadata}) does not fit {ModelMetadata.Of(model, null)}: "
                    + string.Join("; ", differences.Take(8))
                    + (differences.Count > 8 ? $"; and {differences.Count - 8} more." : ".")
            );
        using var withoutGradients = no_grad();
        foreach (var (name, tensor) in own)
            tensor.copy_(file.Tensors[name]);
        return file.Metadata;
    }

    private static string? Difference(string name, Tensor? theirs, Tensor? ours) =>
        ours is null ? $"{name} is in the file alone, {NetworkLayer.Text(theirs!.shape)}"
        : theirs is null ? $"{name} is in the model alone, {NetworkLayer.Text(ours.shape)}"
        : !theirs.shape.AsSpan().SequenceEqual(ours.shape)
            ? $"{name} is {NetworkLayer.Text(theirs.shape)} in the file and {NetworkLayer.Text(ours.shape)} in the model"
        : theirs.is_floating_point() != ours.is_floating_point()
            ? $"{name} is {theirs.dtype} in the file and {ours.dtype} in the model"
        : null;
}
