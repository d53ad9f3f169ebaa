namespace TorchSharp;

public static partial class torch
{
    /// <summary>Uniform in [0, 1), from PyTorch's CPU stream.</summary>
    public static Tensor rand(
        long[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null
    ) => Factories.Rand(size, dtype, requires_grad, generator);
}
