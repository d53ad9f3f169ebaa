using System.Numerics;

namespace TorchSharp;

/// <summary>Questions about element types.</summary>
public static partial class torch
{
    /// <summary>The type in which elements of two types meet.</summary>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => ScalarTypes.Promote(type1, type2);

    /// <summary>The type of the result of arithmetic between two tensors.</summary>
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => Pointwise.ResultType(tensor1, tensor2);

    /// <summary>Whether a type converts into another without changing its kind: real to whole, or any to bool, does not.</summary>
    public static bool can_cast(ScalarType from, ScalarType to)
    {
        return Kind(from) <= Kind(to);

        static int Kind(ScalarType type) =>
            type.IsFloat() ? 2
            : type == ScalarType.Bool ? 0
            : 1;
    }

    public static bool is_floating_point(ScalarType type) => type.IsFloat();

    public static bool is_integral(ScalarType type) => !type.IsFloat();

    public static bool is_complex(ScalarType type) => false;

    public static bool is_tensor(object obj) => obj is Tensor;

    /// <summary>The largest number of a type of whole numbers.</summary>
    public static long max_int_value(ScalarType type) =>
        type switch
        {
            ScalarType.Byte => byte.MaxValue,
            ScalarType.Int8 => sbyte.MaxValue,
            ScalarType.Int16 => short.MaxValue,
            ScalarType.Int32 => int.MaxValue,
            ScalarType.Int64 => long.MaxValue,
            _ => throw new ArgumentException($"max_int_value: {type} is no type of whole numbers"),
        };

    /// <summary>The limits of a floating-point type.</summary>
    public struct FInfo
    {
        public int bits;

        /// <summary>The distance from 1 to the next number.</summary>
        public double eps;
        public double max;
        public double min;

        /// <summary>The smallest positive number of full precision.</summary>
        public double tiny;
        public double smallest_normal;

        /// <summary>The decimals that hold.</summary>
        public double resolution;
    }

    public static FInfo finfo() => finfo(get_default_dtype());

    public static FInfo finfo(ScalarType dtype) =>
        dtype switch
        {
            ScalarType.Float32 => Limits<float>(32, 1.1920928955078125e-7, 1.1754943508222875e-38, 1e-6),
            ScalarType.Float64 => Limits<double>(64, 2.220446049250313e-16, 2.2250738585072014e-308, 1e-15),
            _ => throw new ArgumentException($"finfo: {dtype} is no floating-point type"),
        };

    private static FInfo Limits<T>(int bits, double eps, double tiny, double resolution)
        where T : IMinMaxValue<T>, INumber<T> =>
        new()
        {
            bits = bits,
            eps = eps,
            max = double.CreateTruncating(T.MaxValue),
            min = double.CreateTruncating(T.MinValue),
            tiny = tiny,
            smallest_normal = tiny,
            resolution = resolution,
        };
}
