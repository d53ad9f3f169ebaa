using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// Reuses the memory of tensors: freshly mapped memory costs a page fault every 4 KiB, more than many operations. Blocks
/// come in size classes, four to each power of two, so at most a quarter is lost.
/// </summary>
internal static unsafe class StoragePool
{
    private const int Alignment = 64;
    private const int SmallestBlock = 256;
    private const int SizeClasses = 128;

    /// <summary>
    /// Idle memory above this, a sixteenth of the machine's, is freed. A training step must fit: the next step takes the same
    /// memory again, and page faults are expensive in virtual machines.
    /// </summary>
    private static readonly long LargestIdle = Math.Clamp(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16,
        192L << 20,
        2L << 30
    );

    /// <summary>While more than this is idle, blocks that were not used for TrimEvery milliseconds are freed.</summary>
    private const long LargestUntrimmed = 64L << 20;
    private const int TrimEvery = 5_000;

    /// <summary>The collector is asked once this much was taken from the pool and not given back since it last ran.</summary>
    private const long CollectEvery = 48L << 20;

    private static readonly Stack<nint>[] idle = Enumerable
        .Range(0, SizeClasses)
        .Select(_ => new Stack<nint>())
        .ToArray();
    private static readonly object gate = new();

    /// <summary>The smallest number of idle blocks of each size class since the last trim: that many are not needed.</summary>
    private static readonly int[] fewestIdle = new int[SizeClasses];
    private static readonly Timer trimming = new(_ => Trim());
    private static bool willTrim;
    private static long idleBytes;
    private static long liveBytes;
    private static long collectAt = CollectEvery;
    private static int collections;

    /// <summary>Bytes that tensors hold now, for tests and diagnostics.</summary>
    public static long LiveBytes => Interlocked.Read(ref liveBytes);

    /// <exception cref="OutOfMemoryException">The system does not have that much memory.</exception>
    public static (nint Address, long Bytes) Rent(long bytes)
    {
        var (index, size) = SizeClass(bytes);
        if (Interlocked.Read(ref liveBytes) > Volatile.Read(ref collectAt))
            CollectDropped();
        var address = Take(index, size);
        if (address == 0)
            address = Fresh(size);
        Interlocked.Add(ref liveBytes, size);
        return (address, size);
    }

    private static nint Take(int index, long size)
    {
        lock (gate)
        {
            if (!idle[index].TryPop(out var address))
                return 0;
            idleBytes -= size;
            fewestIdle[index] = Math.Min(fewestIdle[index], idle[index].Count);
            return address;
        }
    }

    private static nint Fresh(long size)
    {
        // Linux promises memory that is not there, and ends the process that writes to it.
        if (size > LargestIdle && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var there && size > there)
            throw new OutOfMemoryException();
        try
        {
            return (nint)NativeMemory.AlignedAlloc((nuint)size, Alignment);
        }
        catch (OutOfMemoryException)
        {
            ReleaseIdle();
            return (nint)NativeMemory.AlignedAlloc((nuint)size, Alignment);
        }
    }

    private static void ReleaseIdle()
    {
        lock (gate)
        {
            foreach (var blocks in idle)
                while (blocks.TryPop(out var address))
                    NativeMemory.AlignedFree((void*)address);
            idleBytes = 0;
            Array.Clear(fewestIdle);
        }
    }

    public static void Return(nint address, long size)
    {
        Interlocked.Add(ref liveBytes, -size);
        lock (gate)
        {
            if (idleBytes + size <= LargestIdle)
            {
                idleBytes += size;
                idle[SizeClass(size).Index].Push(address);
                TrimLater();
                return;
            }
        }
        NativeMemory.AlignedFree((void*)address);
    }

    /// <summary>
    /// Frees the blocks that were idle since the last trim: of a data set that was dropped, of a training that has ended. Called
    /// by a timer, since a program at rest neither rents nor returns.
    /// </summary>
    internal static void Trim()
    {
        lock (gate)
        {
            willTrim = false;
            for (var index = 0; index < SizeClasses; index++)
            {
                for (; fewestIdle[index] > 0; fewestIdle[index]--)
                {
                    NativeMemory.AlignedFree((void*)idle[index].Pop());
                    idleBytes -= SizeOf(index);
                }
                fewestIdle[index] = idle[index].Count;
            }
            TrimLater();
        }
    }

    private static void TrimLater()
    {
        if (willTrim || idleBytes <= LargestUntrimmed)
            return;
        willTrim = true;
        trimming.Change(TrimEvery, Timeout.Infinite);
    }

    /// <summary>The number of idle blocks for a number of bytes, for tests.</summary>
    internal static int IdleBlocks(long bytes)
    {
        lock (gate)
            return idle[SizeClass(bytes).Index].Count;
    }

    /// <summary>
    /// The collector does not see native memory, so tensors that were dropped without Dispose would accumulate: run it when
    /// live memory has grown. Most die in generation 0; every fourth run includes older generations.
    /// </summary>
    private static void CollectDropped()
    {
        if (!Monitor.TryEnter(idle))
            return;
        try
        {
            var run = ++collections;
            var before = LiveBytes;
            foreach (
                var generation in (ReadOnlySpan<int>)(
                    run % 16 == 0 ? [2]
                    : run % 4 == 0 ? [1, 2]
                    : [0, 1, 2]
                )
            )
            {
                GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
                if (LiveBytes < before - CollectEvery / 2)
                    break;
            }
            Volatile.Write(ref collectAt, LiveBytes + CollectEvery);
        }
        finally
        {
            Monitor.Exit(idle);
        }
    }

    private static (int Index, long Size) SizeClass(long bytes)
    {
        if (bytes <= SmallestBlock)
            return (0, SmallestBlock);
        var power = 63 - long.LeadingZeroCount(bytes - 1); // 2^power < bytes <= 2^(power + 1)
        var step = 1L << (int)(power - 2);
        var quarters = (bytes - (1L << (int)power) + step - 1) / step; // 1..4
        var index = (int)((power - 8) * 4 + quarters);
        return (index, SizeOf(index));
    }

    /// <summary>The bytes of a block of a size class.</summary>
    private static long SizeOf(int index) =>
        index == 0 ? SmallestBlock : (1L << (index - 1) / 4 + 8) + ((index - 1) % 4 + 1) * (1L << (index - 1) / 4 + 6);
}

/// <summary>The memory of one tensor and of all views of it. Counted, so that it returns to the pool at once when the
/// last reference is released; without Dispose, by the finalizer.</summary>
internal sealed unsafe class TensorStorage
{
    private readonly long size;
    private nint address;
    private int holders = 1;

    public TensorStorage(long bytes)
    {
        Bytes = bytes;
        // Some bytes more: kernels may read a whole vector at the end.
        Rent(bytes + 64, out address, out size);
        TensorCount.Add();
    }

    [MethodImpl(MethodImplOptions.NoOptimization)] // Which would do away with the empty try: an abort must wait.
    private static void Rent(long bytes, out nint address, out long size)
    {
        try { }
        finally
        {
            (address, size) = StoragePool.Rent(bytes);
        }
    }

    public long Bytes { get; }

    /// <summary>Counts in-place changes, so that backward notices when what it saved is no longer what it was.</summary>
    public int Version { get; set; }

    public void* Address => (void*)address;

    public bool HasSingleReference => Volatile.Read(ref holders) == 1;

    public void AddReference()
    {
        Interlocked.Increment(ref holders);
        TensorCount.Add();
    }

    public void Release()
    {
        TensorCount.Remove(1);
        if (Interlocked.Decrement(ref holders) == 0)
        {
            GC.SuppressFinalize(this);
            Free();
        }
    }

    ~TensorStorage()
    {
        if (address == 0) // There never was memory.
            return;
        TensorCount.Remove(holders);
        Free();
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private void Free()
    {
        try { }
        finally
        {
            var block = Interlocked.Exchange(ref address, 0);
            if (block != 0)
                StoragePool.Return(block, size);
        }
    }
}
