using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TorchSharp;

/// <summary>
/// The Mersenne Twister mt19937 (Matsumoto and Nishimura, 1998), seeded as PyTorch's CPU generator seeds it. The state is
/// renewed in vectors: an element depends on none nearer than 227 before it.
/// </summary>
internal sealed class Mt19937
{
    /// <summary>Words of the state.</summary>
    public const int N = 624;

    private const int M = 397;
    private readonly uint[] state = new uint[N];

    /// <summary>The tempered state: the output.</summary>
    private readonly uint[] output = new uint[N];
    private int next;

    /// <summary>Whether nothing was drawn since the seed.</summary>
    private bool fresh;

    public Mt19937(ulong seed) => Seed(seed);

    public void Seed(ulong seed)
    {
        state[0] = (uint)seed;
        for (var j = 1; j < N; j++)
            state[j] = 1812433253u * (state[j - 1] ^ (state[j - 1] >> 30)) + (uint)j;
        (next, fresh) = (N, true);
    }

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (next == N)
            Refill();
        return output[next++];
    }

    /// <summary>The next numbers, as many as are ready and wanted; at least one.</summary>
    public ReadOnlySpan<uint> Take(int wanted)
    {
        if (next == N)
            Refill();
        var ready = output.AsSpan(next, Math.Min(wanted, N - next));
        next += ready.Length;
        return ready;
    }

    private void Refill()
    {
        Twist(0, N - M, M);
        Twist(N - M, N - 1, M - N);
        state[N - 1] = state[M - 1] ^ Twisted(state[N - 1], state[0]);
        Temper();
        (next, fresh) = (0, false);
    }

    /// <summary>Renews the elements from <paramref name="start"/> to <paramref name="end"/> from those at a distance.</summary>
    private void Twist(int start, int end, int distance)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(state);
        var (high, low) = (Vector512.Create(0x80000000u), Vector512.Create(0x7fffffffu));
        var matrix = Vector512.Create(0x9908b0dfu);
        var j = start;
        for (; j + Vector512<uint>.Count <= end; j += Vector512<uint>.Count)
        {
            var (u, v) = (Vector512.LoadUnsafe(ref first, (nuint)j), Vector512.LoadUnsafe(ref first, (nuint)j + 1));
            var odd = Vector512<uint>.Zero - (v & Vector512<uint>.One);
            var twisted = (((u & high) | (v & low)) >>> 1) ^ (odd & matrix);
            (Vector512.LoadUnsafe(ref first, (nuint)(j + distance)) ^ twisted).StoreUnsafe(ref first, (nuint)j);
        }
        for (; j < end; j++)
            state[j] = state[j + distance] ^ Twisted(state[j], state[j + 1]);
    }

    private static uint Twisted(uint u, uint v) =>
        (((u & 0x80000000u) | (v & 0x7fffffffu)) >> 1) ^ ((v & 1) != 0 ? 0x9908b0dfu : 0);

    private void Temper()
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(state);
        ref var to = ref MemoryMarshal.GetArrayDataReference(output);
        var (b, c) = (Vector512.Create(0x9d2c5680u), Vector512.Create(0xefc60000u));
        var j = 0;
        for (; j + Vector512<uint>.Count <= N; j += Vector512<uint>.Count)
        {
            var y = Vector512.LoadUnsafe(ref from, (nuint)j);
            y ^= y >>> 11;
            y ^= (y << 7) & b;
            y ^= (y << 15) & c;
            y ^= y >>> 18;
            y.StoreUnsafe(ref to, (nuint)j);
        }
        for (; j < N; j++)
        {
            var y = state[j];
            y ^= y >> 11;
            y ^= (y << 7) & 0x9d2c5680u;
            y ^= (y << 15) & 0xefc60000u;
            output[j] = y ^ (y >> 18);
        }
    }

    /// <summary>The twister's own words, how many numbers are left before they are renewed, and one more, and how many were taken.</summary>
    public (uint[] Words, int Left, int Next) Save() => ([.. state], N - next + 1, fresh ? 0 : next);

    /// <param name="words">As <see cref="Save"/> gave them, with <paramref name="left"/> and <paramref name="taken"/>.</param>
    public void Restore(ReadOnlySpan<uint> words, int left, int taken)
    {
        words.CopyTo(state);
        (next, fresh) = (N - left + 1, taken == 0 && left == 1);
        Temper();
    }
}
