namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of zeros of the given shape.</summary>
    public static Tensor zeros(
        long[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.Full(size, 0, dtype, requires_grad);
}
