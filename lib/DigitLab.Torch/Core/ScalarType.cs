namespace TorchSharp;

public static partial class torch
{
    /// <summary>The element types of a tensor, numbered as in PyTorch.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        QInt8 = 12,
        QUInt8 = 13,
        QInt32 = 14,
        BFloat16 = 15,
    }

    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;
    public static ScalarType @bool = ScalarType.Bool;
}

/// <summary>What an element type is to the engine.</summary>
internal static class ScalarTypes
{
    public static int Size(this torch.ScalarType type) =>
        type switch
        {
            torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
            torch.ScalarType.Int16 => 2,
            torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
            torch.ScalarType.Int64 or torch.ScalarType.Float64 => 8,
            _ => throw new TorchException(
                $"dtype {type} is not supported; supported are Byte, Int8, Int16, Int32, Int64, Float32, Float64, Bool"
            ),
        };

    public static bool IsSupported(torch.ScalarType type) =>
        type
            is >= torch.ScalarType.Byte
                and <= torch.ScalarType.Int64
                or torch.ScalarType.Float32
                or torch.ScalarType.Float64
                or torch.ScalarType.Bool;

    public static bool IsFloat(this torch.ScalarType type) =>
        type is torch.ScalarType.Float32 or torch.ScalarType.Float64;

    public static torch.ScalarType Of<T>() =>
        typeof(T) == typeof(float) ? torch.ScalarType.Float32
        : typeof(T) == typeof(double) ? torch.ScalarType.Float64
        : typeof(T) == typeof(long) ? torch.ScalarType.Int64
        : typeof(T) == typeof(int) ? torch.ScalarType.Int32
        : typeof(T) == typeof(short) ? torch.ScalarType.Int16
        : typeof(T) == typeof(byte) ? torch.ScalarType.Byte
        : typeof(T) == typeof(sbyte) ? torch.ScalarType.Int8
        : typeof(T) == typeof(bool) ? torch.ScalarType.Bool
        : throw new TorchException($"a tensor cannot hold elements of type {typeof(T).Name}");

    public static Type Type(this torch.ScalarType type) =>
        type switch
        {
            torch.ScalarType.Byte => typeof(byte),
            torch.ScalarType.Int8 => typeof(sbyte),
            torch.ScalarType.Int16 => typeof(short),
            torch.ScalarType.Int32 => typeof(int),
            torch.ScalarType.Int64 => typeof(long),
            torch.ScalarType.Float32 => typeof(float),
            torch.ScalarType.Float64 => typeof(double),
            torch.ScalarType.Bool => typeof(bool),
            _ => throw new TorchException($"dtype {type} is not supported"),
        };

    /// <summary>The type in which two tensors meet (torch.promote_types).</summary>
    public static torch.ScalarType Promote(torch.ScalarType a, torch.ScalarType b)
    {
        if (a == b)
            return a;
        if (a.IsFloat() || b.IsFloat())
            return a == torch.ScalarType.Float64 || b == torch.ScalarType.Float64
                ? torch.ScalarType.Float64
                : torch.ScalarType.Float32;
        if (a == torch.ScalarType.Bool)
            return b;
        if (b == torch.ScalarType.Bool)
            return a;
        // uint8 meets a signed type in the next wider signed one.
        if (a == torch.ScalarType.Byte || b == torch.ScalarType.Byte)
        {
            var signed = a == torch.ScalarType.Byte ? b : a;
            return signed == torch.ScalarType.Int8 ? torch.ScalarType.Int16 : signed;
        }
        return (torch.ScalarType)Math.Max((sbyte)a, (sbyte)b);
    }

    /// <summary>The type in which a tensor meets a number: only a wider *kind* of number changes the tensor's type.</summary>
    public static torch.ScalarType Promote(torch.ScalarType tensor, Scalar number)
    {
        if (tensor.IsFloat())
            return tensor;
        if (number.Type.IsFloat())
            return torch.get_default_dtype();
        if (tensor == torch.ScalarType.Bool)
            return number.Type == torch.ScalarType.Bool ? torch.ScalarType.Bool : torch.ScalarType.Int64;
        return tensor;
    }

    public static torch.ScalarType ToFloat(torch.ScalarType type) => type.IsFloat() ? type : torch.get_default_dtype();
}
