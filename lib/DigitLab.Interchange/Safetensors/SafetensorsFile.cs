using System.Buffers.Binary;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DigitLab.Interchange;

/// <summary>The content of a safetensors file. As a cell's result it is shown as a table of its tensors.</summary>
[TypeFormatterSource(typeof(SafetensorsFormatterSource))]
public sealed class SafetensorsFile : IDisposable
{
    private SafetensorsFile(
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string> texts,
        IReadOnlyList<SafetensorsEntry> entries
    ) => (Tensors, Metadata, Entries) = (tensors, ModelMetadata.From(texts), entries);

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The file's metadata; other entries are in <see cref="ModelMetadata.More"/>.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>The tensors in the order of the file.</summary>
    internal IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Reads a seekable stream. Memory use is bounded by its length.</summary>
    /// <exception cref="InvalidDataException">It is truncated, or not a safetensors file.</exception>
    internal static SafetensorsFile Read(Stream stream)
    {
        try
        {
            var start = new byte[8];
            stream.ReadExactly(start);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
            var rest = stream.Length - start.Length;
            if (headerLength > SafetensorsHeader.MaxLength || (long)headerLength > rest)
                throw new InvalidDataException(
                    $"its header is {headerLength} bytes long, but {rest} follow and {SafetensorsHeader.MaxLength} are allowed"
                );
            var header = new byte[headerLength];
            stream.ReadExactly(header);
            var (entries, texts) = SafetensorsHeader.Parse(header, rest - header.Length);
            return new(ReadTensors(stream, entries), texts, entries);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("it ends early", error);
        }
    }

    private static Dictionary<string, Tensor> ReadTensors(Stream stream, IReadOnlyList<SafetensorsEntry> entries)
    {
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
            {
                var bytes = new byte[entry.End - entry.Begin];
                stream.ReadExactly(bytes);
                tensors[entry.Name] = entry.Type.Decode(bytes, entry.Shape, entry.Name);
            }
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    /// <summary>The metadata, and a line for each tensor: name, type, shape, bytes.</summary>
    public override string ToString() => SafetensorsFormatterSource.Text(this);

    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
