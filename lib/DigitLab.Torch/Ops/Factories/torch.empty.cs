namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of the given shape whose values are whatever its memory held.</summary>
    public static Tensor empty(
        long[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.Empty(size, dtype, requires_grad);
}
