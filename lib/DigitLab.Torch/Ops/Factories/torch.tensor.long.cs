namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(
        long scalar,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    ) => Factories.FromScalar(scalar, dtype ?? ScalarTypes.Of<long>(), requires_grad);

    /// <summary>A vector with a copy of the values.</summary>
    public static Tensor tensor(
        long[] dataArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<long>(dataArray, [dataArray.Length], dtype, requires_grad);

    /// <summary>A tensor of the given shape with a copy of the values, in row-major order.</summary>
    public static Tensor tensor(
        long[] dataArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<long>(dataArray, dimensions, dtype, requires_grad);

    public static Tensor tensor(
        long[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<long>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        long[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<long>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        long[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<long>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        IList<long> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<long>(rawArray.ToArray(), [rawArray.Count], dtype, requires_grad);

    public static Tensor tensor(
        IList<long> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<long>(rawArray.ToArray(), dimensions, dtype, requires_grad);

    public static Tensor tensor(
        IList<long> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<long>(rawArray.ToArray(), [rows, columns], dtype, requires_grad);

    public static Tensor tensor(
        IList<long> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<long>(rawArray.ToArray(), [dim0, dim1, dim2], dtype, requires_grad);

    public static Tensor tensor(
        IList<long> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<long>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], dtype, requires_grad);

    public static Tensor tensor(
        Memory<long> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<long>(rawArray.Span, dimensions, dtype, requires_grad);
}
