namespace TorchSharp;

/// <summary>
/// One tensor as TorchSharp's files hold it: element type, number of dimensions and dimensions in LEB128, then the
/// elements in row-major order, little-endian.
/// </summary>
internal static unsafe class TensorFile
{
    public static void Write(BinaryWriter writer, torch.Tensor tensor)
    {
        Leb128.Write(writer, (sbyte)tensor.dtype);
        Leb128.Write(writer, tensor.Impl.Sizes.Length);
        foreach (var size in tensor.Impl.Sizes)
            Leb128.Write(writer, size);
        using var off = GradMode.Set(false);
        using var rows = tensor.contiguous();
        writer.Write(Bytes(rows));
    }

    /// <summary>The bytes of a row-major tensor.</summary>
    public static Span<byte> Bytes(torch.Tensor rows) =>
        new(
            (byte*)rows.Impl.Storage.Address + rows.Impl.Offset * rows.dtype.Size(),
            checked((int)(rows.numel() * rows.dtype.Size()))
        );

    /// <summary>What stands before the elements.</summary>
    public static (torch.ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        var type = Leb128.Read(reader);
        var dimensions = Leb128.Read(reader);
        if (type is < 0 or > sbyte.MaxValue || !Enum.IsDefined((torch.ScalarType)type) || dimensions is < 0 or > 64)
            throw new InvalidDataException(
                $"a tensor of element type {type} with {dimensions} dimensions: this is not a TorchSharp file"
            );
        var shape = new long[dimensions];
        for (var d = 0; d < shape.Length; d++)
            shape[d] = Leb128.Read(reader);
        if (Array.Exists(shape, size => size < 0) || IsTooLarge(shape))
            throw new InvalidDataException($"a tensor of shape {Shapes.Text(shape)}: this is not a TorchSharp file");
        if (!ScalarTypes.IsSupported((torch.ScalarType)type))
            throw new InvalidDataException(
                $"a tensor of element type {(torch.ScalarType)type}, which is not supported"
            );
        return ((torch.ScalarType)type, shape);
    }

    /// <summary>Whether a size computed from a shape could overflow, including strides next to an axis of size 0.</summary>
    private static bool IsTooLarge(long[] shape) =>
        shape.Aggregate(
            (Int128)sizeof(double),
            (bytes, size) => bytes > long.MaxValue ? bytes : bytes * Math.Max(1, size)
        ) > long.MaxValue;

    /// <summary>A name as BinaryWriter writes strings: the length in bytes, then UTF-8.</summary>
    public static string ReadName(BinaryReader reader)
    {
        var length = Leb128.Read(reader);
        if (length is < 0 or > 10_000)
            throw new InvalidDataException($"a name of {length} bytes: this is not a TorchSharp file");
        var bytes = reader.ReadBytes((int)length);
        return bytes.Length == length ? System.Text.Encoding.UTF8.GetString(bytes) : throw new EndOfStreamException();
    }

    /// <summary>Reads the elements; <see cref="EndOfStreamException"/> where there are too few.</summary>
    public static torch.Tensor ReadElements(BinaryReader reader, torch.ScalarType type, long[] shape)
    {
        var bytes = checked(Shapes.Numel(shape) * type.Size());
        if (reader.BaseStream.CanSeek && reader.BaseStream.Length - reader.BaseStream.Position < bytes)
            throw new EndOfStreamException();
        var tensor = torch.Tensor.Allocate(shape, type);
        var target = Bytes(tensor);
        while (target.Length > 0)
        {
            var read = reader.Read(target);
            if (read == 0)
                throw new EndOfStreamException();
            target = target[read..];
        }
        return tensor;
    }

    public static torch.Tensor Read(BinaryReader reader)
    {
        var (type, shape) = ReadHeader(reader);
        return ReadElements(reader, type, shape);
    }
}
