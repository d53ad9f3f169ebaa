namespace TorchSharp;

public static partial class torch
{
    /// <summary>Standard normal, from PyTorch's CPU stream.</summary>
    public static Tensor randn(
        long[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null
    ) => Factories.Randn(size, dtype, requires_grad, generator);
}
