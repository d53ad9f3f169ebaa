using TorchSharp;

namespace DigitLab.Layers;

/// <summary>
/// A custom layer that, for a given input size, computes the same as one of TorchSharp's. <see cref="NetworkLayer.Of"/>
/// substitutes that one, so the network also runs in a drawing pad and in ONNX runtimes.
/// </summary>
public interface IEquivalentLayer
{
    /// <summary>The equivalent layer.</summary>
    /// <param name="inputShape">The shape of one input, without the batch.</param>
    torch.nn.Module Equivalent(long[] inputShape);
}
