namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Factories.FromScalar(scalar, ScalarTypes.Of<int>(), requires_grad);

    /// <summary>A vector with a copy of the values.</summary>
    public static Tensor tensor(
        int[] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<int>(rawArray, [rawArray.Length], dtype, requires_grad);

    /// <summary>A tensor of the given shape with a copy of the values, in row-major order.</summary>
    public static Tensor tensor(
        int[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<int>(rawArray, dimensions, dtype, requires_grad);

    public static Tensor tensor(
        int[,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<int>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        int[,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<int>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        int[,,,] rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray<int>(rawArray, dtype, requires_grad);

    public static Tensor tensor(
        IList<int> rawArray,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<int>(rawArray.ToArray(), [rawArray.Count], dtype, requires_grad);

    public static Tensor tensor(
        IList<int> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<int>(rawArray.ToArray(), dimensions, dtype, requires_grad);

    public static Tensor tensor(
        IList<int> rawArray,
        long rows,
        long columns,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<int>(rawArray.ToArray(), [rows, columns], dtype, requires_grad);

    public static Tensor tensor(
        IList<int> rawArray,
        long dim0,
        long dim1,
        long dim2,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<int>(rawArray.ToArray(), [dim0, dim1, dim2], dtype, requires_grad);

    public static Tensor tensor(
        int[] rawArray,
        long dim0,
        long dim1,
        long dim2,
        long dim3,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<int>(rawArray, [dim0, dim1, dim2, dim3], dtype, requires_grad);

    public static Tensor tensor(
        Memory<int> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromSpan<int>(rawArray.Span, dimensions, dtype, requires_grad);
}
