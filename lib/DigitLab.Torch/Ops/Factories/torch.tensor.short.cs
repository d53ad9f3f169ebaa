namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Factories.FromScalar(scalar, ScalarTypes.Of<short>(), requires_grad);

    /// <summary>A vector with a copy of the values.</summary>
    public static Tensor tensor(
        short[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<short>(rawArray, [rawArray.Length], dtype, requires_grad);

    /// <summary>A tensor of the given shape with a copy of the values, in row-major order.</summary>
    public static Tensor tensor(
        short[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<short>(rawArray, dimensions, dtype, requires_grad);

    public static Tensor tensor(
        short[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<short>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        short[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<short>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        short[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<short>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        IList<short> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<short>(rawArray.ToArray(), [rawArray.Count], dtype, requires_grad);

    public static Tensor tensor(
        IList<short> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<short>(rawArray.ToArray(), dimensions, dtype, requires_grad);

    public static Tensor tensor(
        IList<short> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<short>(rawArray.ToArray(), [rows, columns], dtype, requires_grad);

    public static Tensor tensor(
        IList<short> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<short>(rawArray.ToArray(), [dim0, dim1, dim2], dtype, requires_grad);

    public static Tensor tensor(
        IList<short> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<short>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], dtype, requires_grad);

    public static Tensor tensor(
        Memory<short> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<short>(rawArray.Span, dimensions, dtype, requires_grad);
}
