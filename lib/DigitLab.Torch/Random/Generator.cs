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

        /// <summary>Seeds with a number that nobody foresees, and returns it.</summary>
        public long seed()
        {
            var value = System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
            manual_seed(value);
            return value;
        }

        /// <summary>The generator's whole state, as bytes to hand to <see cref="set_state"/>.</summary>
        public Tensor get_state()
        {
            lock (Gate)
            {
                var words = engine.Save();
                var bytes = new byte[words.Length * 4 + 24];
                for (var i = 0; i < words.Length; i++)
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
                var rest = bytes.AsSpan(words.Length * 4);
                BinaryPrimitives.WriteUInt64LittleEndian(rest, seed0);
                BinaryPrimitives.WriteInt64LittleEndian(rest[8..], spareNormal is null ? 0 : 1);
                BinaryPrimitives.WriteDoubleLittleEndian(rest[16..], spareNormal ?? 0);
                return tensor(bytes);
            }
        }

        public void set_state(Tensor value)
        {
            var bytes = Copies.ToArray<byte>(value);
            const int Words = 625;
            if (value.dtype != ScalarType.Byte || bytes.Length != Words * 4 + 24)
                throw new TorchException(
                    $"set_state: expected the {Words * 4 + 24} bytes that get_state gives, got {bytes.Length} elements of {value.dtype}"
                );
            lock (Gate)
            {
                var words = new uint[Words];
                for (var i = 0; i < Words; i++)
                    words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 * i));
                engine.Restore(words);
                var rest = bytes.AsSpan(Words * 4);
                seed0 = BinaryPrimitives.ReadUInt64LittleEndian(rest);
                spareNormal =
                    BinaryPrimitives.ReadInt64LittleEndian(rest[8..]) == 0
                        ? null
                        : BinaryPrimitives.ReadDoubleLittleEndian(rest[16..]);
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

        /// <summary>1 with probability p, else 0: whether a uniform number of 53 bits, as PyTorch draws it, lies below p.</summary>
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

    /// <summary>Starts the stream of random numbers anew.</summary>
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
