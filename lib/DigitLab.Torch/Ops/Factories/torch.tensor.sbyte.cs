namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        Factories.FromScalar(scalar, ScalarTypes.Of<sbyte>(), requires_grad);

    /// <summary>A vector with a copy of the values.</summary>
    public static Tensor tensor(
        sbyte[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<sbyte>(rawArray, [rawArray.Length], dtype, requires_grad);

    /// <summary>A tensor of the given shape with a copy of the values, in row-major order.</summary>
    public static Tensor tensor(
        sbyte[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<sbyte>(rawArray, dimensions, dtype, requires_grad);

    public static Tensor tensor(
        sbyte[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<sbyte>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        sbyte[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<sbyte>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        sbyte[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<sbyte>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        IList<sbyte> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<sbyte>(rawArray.ToArray(), [rawArray.Count], dtype, requires_grad);

    public static Tensor tensor(
        IList<sbyte> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<sbyte>(rawArray.ToArray(), dimensions, dtype, requires_grad);

    public static Tensor tensor(
        IList<sbyte> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<sbyte>(rawArray.ToArray(), [rows, columns], dtype, requires_grad);

    public static Tensor tensor(
        IList<sbyte> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<sbyte>(rawArray.ToArray(), [dim0, dim1, dim2], dtype, requires_grad);

    public static Tensor tensor(
        IList<sbyte> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<sbyte>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], dtype, requires_grad);

    public static Tensor tensor(
        Memory<sbyte> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<sbyte>(rawArray.Span, dimensions, dtype, requires_grad);
}
