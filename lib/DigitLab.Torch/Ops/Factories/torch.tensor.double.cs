namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(
        double scalar,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    ) => Factories.FromScalar(scalar, dtype ?? get_default_dtype(), requires_grad);

    /// <summary>A vector with a copy of the values.</summary>
    public static Tensor tensor(
        double[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<double>(rawArray, [rawArray.Length], dtype, requires_grad);

    /// <summary>A tensor of the given shape with a copy of the values, in row-major order.</summary>
    public static Tensor tensor(
        double[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<double>(rawArray, dimensions, dtype, requires_grad);

    public static Tensor tensor(
        double[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<double>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        double[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<double>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        double[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<double>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        IList<double> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<double>(rawArray.ToArray(), [rawArray.Count], dtype, requires_grad);

    public static Tensor tensor(
        IList<double> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<double>(rawArray.ToArray(), [rows, columns], dtype, requires_grad);

    public static Tensor tensor(
        IList<double> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<double>(rawArray.ToArray(), [dim0, dim1, dim2], dtype, requires_grad);

    public static Tensor tensor(
        IList<double> rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<double>(rawArray.ToArray(), [dim0, dim1, dim2, dim3], dtype, requires_grad);

    public static Tensor tensor(
        Memory<double> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<double>(rawArray.Span, dimensions, dtype, requires_grad);
}
