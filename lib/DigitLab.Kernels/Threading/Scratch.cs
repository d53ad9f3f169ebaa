using System.Runtime.InteropServices;

namespace DigitLab.Kernels;

/// <summary>
/// Working memory for the length of a call, taken from and given back to one block per thread like a stack, so that
/// kernels allocate nothing in a training loop. Aligned to 64 bytes, uninitialised.
/// </summary>
internal readonly unsafe ref struct Scratch
{
    [ThreadStatic]
    private static Arena? arena;

    private readonly Arena owner;
    private readonly nuint top;
    private readonly void* overflow;

    private Scratch(Arena owner, nuint bytes)
    {
        this.owner = owner;
        top = owner.Used;
        Pointer = owner.Take(bytes, out overflow);
    }

    /// <summary>The memory; not to be used after Dispose.</summary>
    public void* Pointer { get; }

    public float* Floats => (float*)Pointer;

    /// <summary>Takes memory from this thread's block; dispose in reverse order, on the same thread.</summary>
    public static Scratch Rent(long bytes) => new(arena ??= new Arena(), (nuint)bytes);

    /// <summary>Takes memory for float32 values from this thread's block.</summary>
    public static Scratch RentFloats(long count) => Rent(count * sizeof(float));

    public void Dispose() => owner.Return(top, overflow);

    private sealed class Arena
    {
        private const nuint Alignment = 64;
        private byte* block;
        private nuint size;
        private nuint missing;

        public nuint Used { get; private set; }

        ~Arena() => NativeMemory.AlignedFree(block);

        public void* Take(nuint bytes, out void* overflow)
        {
            bytes = (bytes + Alignment - 1) / Alignment * Alignment;
            if (Used == 0 && size < missing + bytes)
            {
                NativeMemory.AlignedFree(block);
                size = Math.Max(missing + bytes, 1 << 18);
                block = (byte*)NativeMemory.AlignedAlloc(size, Alignment);
            }
            if (Used + bytes <= size)
            {
                overflow = null;
                byte* result = block + Used;
                Used += bytes;
                return result;
            }
            // Too small: this once from the system, and next time the block is large enough.
            missing = Math.Max(missing, Used + bytes);
            return overflow = NativeMemory.AlignedAlloc(bytes, Alignment);
        }

        public void Return(nuint top, void* overflow)
        {
            Used = top;
            NativeMemory.AlignedFree(overflow);
        }
    }
}
