namespace TorchSharp;

/// <summary>
/// The Mersenne Twister mt19937 (Matsumoto and Nishimura, 1998), seeded as PyTorch's CPU generator seeds it.
/// </summary>
internal sealed class Mt19937
{
    private const int N = 624;
    private const int M = 397;
    private readonly uint[] state = new uint[N];
    private int next;

    public Mt19937(ulong seed) => Seed(seed);

    public void Seed(ulong seed)
    {
        state[0] = (uint)seed;
        for (var j = 1; j < N; j++)
            state[j] = 1812433253u * (state[j - 1] ^ (state[j - 1] >> 30)) + (uint)j;
        next = N;
    }

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (next == N)
            Refill();
        var y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    private void Refill()
    {
        static uint Twist(uint u, uint v) =>
            (((u & 0x80000000u) | (v & 0x7fffffffu)) >> 1) ^ ((v & 1) != 0 ? 0x9908b0dfu : 0);

        for (var j = 0; j < N - M; j++)
            state[j] = state[j + M] ^ Twist(state[j], state[j + 1]);
        for (var j = N - M; j < N - 1; j++)
            state[j] = state[j + M - N] ^ Twist(state[j], state[j + 1]);
        state[N - 1] = state[M - 1] ^ Twist(state[N - 1], state[0]);
        next = 0;
    }

    /// <summary>The state as words: the twister's own, then the position in it.</summary>
    public uint[] Save() => [.. state, (uint)next];

    public void Restore(ReadOnlySpan<uint> saved)
    {
        saved[..N].CopyTo(state);
        next = (int)saved[N];
    }
}
