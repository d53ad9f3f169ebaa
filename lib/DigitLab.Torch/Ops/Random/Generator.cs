using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A stream of random numbers, PyTorch's CPU stream to the bit: the same seed gives the same weights, the same shuffles
    /// and the same dropout masks as there. Draws of several threads at once are kept apart by a lock.
    /// </summary>
    public class Generator : IDisposable
    {
        private const ulong DefaultSeed = 67280421310721;
        private readonly Mt19937 engine;
        private ulong seed0;
        private double? spareNormal;

        public Generator(ulong seed = 0, Device? device = null)
        {
            seed0 = seed;
            engine = new Mt19937(seed);
        }

        public static Generator Default { get; } = new(DefaultSeed);

        public Device device => CPU;

        internal object Gate => engine;

        public Generator manual_seed(long seed)
        {
            lock (Gate)
            {
                seed0 = (ulong)seed;
                engine.Seed((ulong)seed);
                spareNormal = null;
            }
            return this;
        }

        public long initial_seed() => (long)seed0;

        /// <summary>Seeds with an unpredictable number, and returns it.</summary>
        public long seed()
        {
            var value = System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
            manual_seed(value);
            return value;
        }

        // PyTorch's layout (aten/src/ATen/CPUGeneratorImpl.cpp): seed, numbers left, whether seeded, numbers taken, each word
        // of the twister in eight bytes, then the normal numbers in store, of which only the second is used.
        private const int StateBytes = 5056;
        private const int WordsAt = 24;
        private const int NormalAt = WordsAt + 8 * Mt19937.N + 8;
        private const int HasNormalAt = NormalAt + 16;

        /// <summary>The generator's whole state, in the 5,056 bytes that PyTorch has for it.</summary>
        public Tensor get_state()
        {
            lock (Gate)
            {
                var (words, left, taken) = engine.Save();
                var bytes = new byte[StateBytes];
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed0);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), left);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), 1);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), taken);
                for (var i = 0; i < words.Length; i++)
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(WordsAt + 8 * i), words[i]);
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(NormalAt), spareNormal ?? 0);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HasNormalAt), spareNormal is null ? 0 : 1);
                return tensor(bytes);
            }
        }

        /// <exception cref="TorchException">The bytes are no state of a generator.</exception>
        public void set_state(Tensor value)
        {
            var bytes = value.dtype == ScalarType.Byte ? CopyOp.ToArray<byte>(value) : [];
            if (bytes.Length != StateBytes)
                throw new TorchException(
                    $"set_state: expected the {StateBytes} bytes that get_state gives, got {value.numel()} elements of {value.dtype}"
                );
            var left = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
            var taken = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16));
            if (left is < 1 or > Mt19937.N || taken is < 0 or > Mt19937.N)
                throw new TorchException(
                    $"set_state: the bytes are no state of a generator: {left} numbers left and {taken} taken of {Mt19937.N}"
                );
            var words = new uint[Mt19937.N];
            for (var i = 0; i < words.Length; i++)
                words[i] = (uint)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(WordsAt + 8 * i));
            lock (Gate)
            {
                engine.Restore(words, left, (int)taken);
                seed0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                spareNormal =
                    BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(HasNormalAt)) == 0
                        ? null
                        : BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(NormalAt));
            }
        }

        internal uint Random32() => engine.NextUInt32();

        internal ulong Random64()
        {
            var high = (ulong)engine.NextUInt32();
            return (high << 32) | engine.NextUInt32();
        }

        /// <summary>Uniform in [0, 1), of 24 bits.</summary>
        internal float UniformSingle() => (Random32() & 0xffffff) * (1f / (1 << 24));

        /// <summary>Uniform in [0, 1), of 53 bits.</summary>
        internal double UniformDouble() => (Random64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

        private const ulong Bits53 = (1UL << 53) - 1;

        /// <summary>For every eight bits, the lowest first, eight bytes of 0 or 1.</summary>
        private static readonly ulong[] BytesOfBits = [.. Enumerable.Range(0, 256).Select(BytesOf)];

        private static ulong BytesOf(int bits)
        {
            ulong bytes = 0;
            for (var i = 0; i < 8; i++)
                bytes |= (ulong)((bits >> i) & 1) << (8 * i);
            return bytes;
        }

        /// <summary>1 with probability p, else 0: whether a uniform number of 53 bits, as PyTorch draws it, is below p.</summary>
        internal void Bernoulli(Span<byte> target, double p)
        {
            var below = (ulong)Math.Ceiling(p * (1UL << 53));
            var i = 0;
            while (i < target.Length)
            {
                var words = engine.Take((int)Math.Min(2L * (target.Length - i), int.MaxValue));
                var pairs = words.Length / 2;
                AreBelow(words[..(2 * pairs)], below, target.Slice(i, pairs));
                i += pairs;
                if (words.Length % 2 != 0 && i < target.Length)
                    target[i++] =
                        ((((ulong)words[^1] << 32) | engine.NextUInt32()) & Bits53) < below ? (byte)1 : (byte)0;
            }
        }

        /// <summary>Of each pair of words, the higher one first, whether its low 53 bits are below a bound of up to 2^53.</summary>
        private static void AreBelow(ReadOnlySpan<uint> words, ulong below, Span<byte> target)
        {
            var i = 0;
            if (BitConverter.IsLittleEndian)
            {
                var (mask, bound) = (Vector512.Create((long)Bits53), Vector512.Create((long)below));
                ref var pairs = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<uint, long>(words));
                ref var bytes = ref MemoryMarshal.GetReference(target);
                var table = BytesOfBits;
                for (; i <= target.Length - 8; i += 8)
                {
                    var pair = Vector512.LoadUnsafe(ref pairs, (nuint)i);
                    var bits = ((pair << 32) | (pair >>> 32)) & mask;
                    var isBelow = Vector512.LessThan(bits, bound).ExtractMostSignificantBits();
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref bytes, i), table[(byte)isBelow]);
                }
            }
            for (; i < target.Length; i++)
                target[i] = ((((ulong)words[2 * i] << 32) | words[2 * i + 1]) & Bits53) < below ? (byte)1 : (byte)0;
        }

        /// <summary>Standard normal by Box and Muller, two at a time, the second kept for the next call.</summary>
        internal double Normal()
        {
            if (spareNormal is { } spare)
            {
                spareNormal = null;
                return spare;
            }
            var u1 = UniformDouble();
            var u2 = UniformDouble();
            var radius = Math.Sqrt(-2 * Math.Log(1 - u2));
            var theta = 2 * Math.PI * u1;
            spareNormal = radius * Math.Sin(theta);
            return radius * Math.Cos(theta);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing) { }
    }

    /// <summary>Restarts the stream of random numbers.</summary>
    public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long seed() => Generator.Default.seed();

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }
}
