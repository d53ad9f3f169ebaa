namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of the given shape, every element the same.</summary>
    public static Tensor full(
        long[] size,
        Scalar value,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.Full(size, value, dtype ?? Factories.TypeOf(value), requires_grad);
}
