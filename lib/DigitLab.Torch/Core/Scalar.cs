namespace TorchSharp;

/// <summary>A number of any of the element types, as operations between tensors and numbers take it.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double real;
    private readonly long integer;

    private Scalar(double value, torch.ScalarType type)
    {
        real = value;
        integer = double.IsFinite(value) ? (long)value : 0;
        Type = type;
    }

    private Scalar(long value, torch.ScalarType type)
    {
        real = value;
        integer = value;
        Type = type;
    }

    public torch.ScalarType Type { get; }

    internal double Double => real;
    internal long Long => Type.IsFloat() ? checked((long)real) : integer;

    internal T As<T>()
        where T : unmanaged, System.Numerics.INumberBase<T> =>
        Type.IsFloat() ? T.CreateSaturating(real) : T.CreateTruncating(integer);

    public static implicit operator Scalar(bool value) => new(value ? 1L : 0L, torch.ScalarType.Bool);

    public static implicit operator Scalar(byte value) => new((long)value, torch.ScalarType.Byte);

    public static implicit operator Scalar(sbyte value) => new((long)value, torch.ScalarType.Int8);

    public static implicit operator Scalar(short value) => new((long)value, torch.ScalarType.Int16);

    public static implicit operator Scalar(int value) => new((long)value, torch.ScalarType.Int32);

    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);

    public static implicit operator Scalar(float value) => new(value, torch.ScalarType.Float32);

    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);

    /// <summary>Nothing is held; here because TorchSharp's scalars are disposable.</summary>
    public void Dispose() { }

    public override string ToString() =>
        Type == torch.ScalarType.Bool ? (integer != 0).ToString()
        : Type.IsFloat() ? real.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : integer.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this bool value) => value;

    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static bool ToBoolean(this Scalar value) => value.Double != 0;

    public static byte ToByte(this Scalar value) => (byte)value.Long;

    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Long;

    public static short ToInt16(this Scalar value) => (short)value.Long;

    public static int ToInt32(this Scalar value) => (int)value.Long;

    public static long ToInt64(this Scalar value) => value.Long;

    public static float ToSingle(this Scalar value) => (float)value.Double;

    public static double ToDouble(this Scalar value) => value.Double;
}
