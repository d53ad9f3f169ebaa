namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of ones of the given shape.</summary>
    public static Tensor ones(
        long[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.Full(size, 1, dtype, requires_grad);
}
