using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The numbers 0 to size - 1, in another random order each time they are asked for (Fisher and Yates, 1938).</summary>
/// <param name="size">How many numbers.</param>
/// <param name="seed">Makes the orders repeatable; else they follow torch.manual_seed.</param>
public class FisherYatesShuffler(long size, int? seed = null) : IEnumerable<long>
{
    private readonly torch.Generator generator = seed is { } s ? new((ulong)s) : torch.Generator.Default;

    public IEnumerator<long> GetEnumerator()
    {
        using var outside = DisposeScopeManager.Suspend();
        using var order = torch.randperm(size, generator: generator);
        return ((IEnumerable<long>)order.data<long>().ToArray()).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
