using TorchSharp;

namespace DigitLab.Interchange;

/// <summary>
/// A layer of one's own that does what one of TorchSharp's does for a given size. Whoever reads a network as a chain of layers
/// (<see cref="NetworkLayer.Of"/>) takes that one: so it runs in a page and in other runtimes.
/// </summary>
public interface IEquivalentLayer
{
    /// <summary>The layer that gives the same.</summary>
    /// <param name="inputShape">The shape of one input, without the batch.</param>
    torch.nn.Module Equivalent(long[] inputShape);
}
