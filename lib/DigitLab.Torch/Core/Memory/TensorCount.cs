namespace TorchSharp;

/// <summary>How many tensors are alive: a look at these numbers finds what a loop forgets to dispose.</summary>
internal static class TensorCount
{
    private static long now;
    private static long most;

    public static void Add()
    {
        var count = Interlocked.Increment(ref now);
        for (
            var seen = Volatile.Read(ref most);
            count > seen && Interlocked.CompareExchange(ref most, count, seen) != seen;
            seen = Volatile.Read(ref most)
        ) { }
    }

    public static void Remove(int tensors) => Interlocked.Add(ref now, -tensors);

    public static long Now => Interlocked.Read(ref now);

    public static long Most => Interlocked.Read(ref most);
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// How many tensors hold memory now, views included (TorchSharp's Tensor.TotalCount). Of those that are dropped
        /// without Dispose, the collector takes away the memory's owner and its views together.
        /// </summary>
        public static long TotalCount => TensorCount.Now;

        /// <summary>The largest <see cref="TotalCount"/> so far.</summary>
        public static long PeakCount => TensorCount.Most;
    }
}
