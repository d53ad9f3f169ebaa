using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DigitLab.Interchange;

/// <summary>An element type of the format and its conversion to a tensor's.</summary>
/// <param name="Name">In the header.</param>
/// <param name="Size">Bytes of one number.</param>
/// <param name="Type">The tensor's type.</param>
internal sealed record SafetensorsType(string Name, int Size, ScalarType Type)
{
    private static readonly SafetensorsType[] All =
    [
        new("F32", 4, ScalarType.Float32),
        new("F64", 8, ScalarType.Float64),
        new("I64", 8, ScalarType.Int64),
        new("I32", 4, ScalarType.Int32),
        new("I16", 2, ScalarType.Int16),
        new("I8", 1, ScalarType.Int8),
        new("U8", 1, ScalarType.Byte),
        new("BOOL", 1, ScalarType.Bool),
        new("F16", 2, ScalarType.Float32),
        new("BF16", 2, ScalarType.Float32),
    ];

    public static SafetensorsType Of(ScalarType type, string tensor) =>
        Array.Find(All, known => known.Type == type)
        ?? throw new ArgumentException($"Tensor '{tensor}' is of type {type}, which is not written.");

    /// <exception cref="InvalidDataException">The type is not supported.</exception>
    public static SafetensorsType Of(string name, string tensor) =>
        Array.Find(All, known => known.Name == name)
        ?? throw new InvalidDataException(
            $"tensor '{tensor}' is of type '{name}'; read are {string.Join(", ", All.Select(known => known.Name))}"
        );

    /// <summary>A tensor of the numbers in <paramref name="bytes"/>, as the file holds them.</summary>
    public Tensor Decode(byte[] bytes, long[] shape, string tensor)
    {
        if (Name == "BOOL" && bytes.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new InvalidDataException(
                $"tensor '{tensor}' is of type BOOL but holds a byte that is neither 0 nor 1"
            );
        if (Name is "F16")
            return FromFloats<Half>(MemoryMarshal.Cast<byte, Half>(bytes), half => (float)half, shape);
        if (Name is "BF16")
            return FromFloats<ushort>(
                MemoryMarshal.Cast<byte, ushort>(bytes),
                upper => BitConverter.UInt32BitsToSingle((uint)upper << 16),
                shape
            );
        var result = empty(shape, Type);
        if (bytes.Length > 0)
            result.bytes = bytes;
        return result;
    }

    private static Tensor FromFloats<T>(ReadOnlySpan<T> numbers, Func<T, float> convert, long[] shape)
        where T : struct
    {
        var floats = new float[numbers.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = convert(numbers[i]);
        return tensor(floats, shape);
    }
}
