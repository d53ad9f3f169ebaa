using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>
/// The weight and bias gradients of a convolution. The output rows are cut into bands, whose number depends on the sizes
/// alone; each band has its own partial sums, added in order at the end: any number of threads gives the same bits.
/// </summary>
internal unsafe struct WeightGradient : ISimdKernel
{
    /// <summary>Changing a register of lanes in memory, in multiply-adds, for <see cref="KernelThreadPool.WorkThreshold"/>.</summary>
    private const int WorkPerRegister = 100;

    /// <summary>At least so many pieces, where there are as many rows.</summary>
    private const int Pieces = 8;

    /// <summary>Lanes that are gone through together: a few, so that a row of them stays in the nearest cache.</summary>
    private const int SliceRegisters = 4;

    public Conv2dShape Shape;
    public float* Input;
    public float* GradOutput;
    public float* GradWeight;
    public float* GradBias;

    public void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        var s = Shape;
        if (s.N % S.Width != 0)
            KernelThreadPool.For(RowPartition.MinimumChunks, TailWork(s), new ClearTailJob<S, V> { Of = this });
        int registers = (s.N + S.Width - 1) / S.Width;
        int outputBlocks = Tile.Blocks(s.GroupCout, S.TileColumns);
        int channelBlocks = Tile.Blocks(s.GroupCin);
        int blocks = s.Groups * outputBlocks * channelBlocks;
        int bands = Math.Min(s.OH, Math.Max(2, (Pieces + blocks - 1) / blocks));
        int weights = s.Cout * s.GroupCin * s.KH * s.KW;
        using var partial = Scratch.RentFloats((long)bands * (weights + s.Cout));
        var job = new Job<S, V>
        {
            Of = this,
            Registers = registers,
            Slices = (registers + SliceRegisters - 1) / SliceRegisters,
            Bands = bands,
            OutputBlocks = outputBlocks,
            ChannelBlocks = channelBlocks,
            TapBlocks = Tile.Blocks(s.KW),
            Partial = partial.Floats,
            PartialBias = partial.Floats + (long)bands * weights,
        };
        KernelThreadPool.For(bands * blocks, (long)weights * s.OH * s.OW * s.N, job);
        AddBands<S, V>(job.Partial, bands, weights, GradWeight);
        if (GradBias != null)
            AddBands<S, V>(job.PartialBias, bands, s.Cout, GradBias);
    }

    private readonly void AddBands<S, V>(float* partial, int bands, long count, float* gradient)
        where S : struct, ISimd<V>
        where V : struct
    {
        long i = 0;
        for (; i <= count - S.Width; i += S.Width)
        {
            V sum = S.Load(partial + i);
            for (int band = 1; band < bands; band++)
                sum = S.Add(sum, S.Load(partial + band * count + i));
            S.Store(sum, gradient + i);
        }
        for (; i < count; i++)
        {
            float sum = partial[i];
            for (int band = 1; band < bands; band++)
                sum += partial[band * count + i];
            gradient[i] = sum;
        }
    }

    private static long TailWork(in Conv2dShape s) =>
        ((long)s.Cin * s.H * s.W + (long)s.Cout * s.OH * s.OW) * WorkPerRegister;

    /// <summary>Lanes behind the batch hold anything; zeros do not change a sum. A piece is a band of rows of both images.</summary>
    private struct ClearTailJob<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public WeightGradient Of;

        public readonly void Run(int piece)
        {
            var s = Of.Shape;
            int lane = s.N / S.Width * S.Width;
            float* bits = stackalloc float[16];
            for (int i = 0; i < S.Width; i++)
                bits[i] = BitConverter.Int32BitsToSingle(lane + i < s.N ? -1 : 0);
            V mask = S.Load(bits);
            Clear(Of.Input + lane, s.H, s.InputRow, mask, piece);
            Clear(Of.GradOutput + lane, s.OH, s.OutputRow, mask, piece);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Clear(float* tail, int rows, nint row, V mask, int band)
        {
            nint L = Of.Shape.L;
            float* end = tail + Tile.Begin(rows, RowPartition.MinimumChunks, band + 1) * row;
            for (
                float* pixel = tail + Tile.Begin(rows, RowPartition.MinimumChunks, band) * row;
                pixel < end;
                pixel += L
            )
                S.Store(S.And(S.Load(pixel), mask), pixel);
        }
    }

    /// <summary>
    /// A piece is a band of output rows, a block of output channels, and a block of input channels. Its sums, still apart
    /// by lane, are [input channel, kh, kw, output channel] registers.
    /// </summary>
    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        /// <summary>Of the gradient, what is gone through again and again shall stay in the nearest caches.</summary>
        private const int StripBytes = 1 << 14;

        public WeightGradient Of;
        public int Registers;
        public int Slices;
        public int Bands;
        public int OutputBlocks;
        public int ChannelBlocks;
        public int TapBlocks;
        public float* Partial;
        public float* PartialBias;

        public static bool HasHalo => true;

        public readonly void FetchHalo(int first, int end)
        {
            var s = Of.Shape;
            int blocks = s.Groups * OutputBlocks * ChannelBlocks;
            int top = Tile.Begin(s.OH, Bands, first / blocks);
            int bottom = Tile.Begin(s.OH, Bands, (end - 1) / blocks + 1);
            Halo.Fetch(
                Of.Input,
                s.InputRow,
                Math.Max(top * s.StrideH - s.PadTop, 0),
                Math.Min((bottom - 1) * s.StrideH - s.PadTop + (s.KH - 1) * s.DilationH + 1, s.H),
                Tile.Begin(s.H, Bands * blocks, first),
                Tile.Begin(s.H, Bands * blocks, end)
            );
        }

        public readonly void Run(int piece)
        {
            var s = Of.Shape;
            (piece, int channelBlock) = Math.DivRem(piece, ChannelBlocks);
            (piece, int outputBlock) = Math.DivRem(piece, OutputBlocks);
            (int band, int group) = Math.DivRem(piece, s.Groups);
            int output = Tile.Begin(s.GroupCout, OutputBlocks, outputBlock);
            int outputs = Tile.Begin(s.GroupCout, OutputBlocks, outputBlock + 1) - output;
            output += group * s.GroupCout;
            int channel = Tile.Begin(s.GroupCin, ChannelBlocks, channelBlock);
            int channels = Tile.Begin(s.GroupCin, ChannelBlocks, channelBlock + 1) - channel;

            int kernel = s.KH * s.KW;
            int sums = channels * kernel * outputs * S.Width;
            using var scratch = Scratch.RentFloats(sums + outputs * S.Width);
            new Span<float>(scratch.Floats, sums + outputs * S.Width).Clear();
            var rowsOfTaps = stackalloc (int, int)[s.KH];
            var block = new WeightGradientBlock<S, V>
            {
                Shape = s,
                Top = Tile.Begin(s.OH, Bands, band),
                Bottom = Tile.Begin(s.OH, Bands, band + 1),
                Channels = channels,
                Outputs = outputs,
                Sums = scratch.Floats,
                BiasSums = scratch.Floats + sums,
                RowsOfTaps = rowsOfTaps,
            };
            block.FindRowsOfTaps();
            bool bias = Of.GradBias != null && channelBlock == 0;
            for (int slice = 0; slice < Slices; slice++)
            {
                int register = Tile.Begin(Registers, Slices, slice);
                int lane = register * S.Width;
                block.Registers = Tile.Begin(Registers, Slices, slice + 1) - register;
                block.Input = Of.Input + (group * s.GroupCin + channel) * s.InputChannel + lane;
                block.Gradient = Of.GradOutput + output * s.OutputChannel + lane;
                AddSlice(block, bias);
            }

            float* partial = Partial + (nint)band * s.Cout * s.GroupCin * s.KH * s.KW;
            for (int m = 0; m < channels; m++)
            for (int n = 0; n < outputs; n++)
                AddLanes(
                    scratch.Floats + ((nint)m * kernel * outputs + n) * S.Width,
                    outputs * S.Width,
                    kernel,
                    partial + ((nint)(output + n) * s.GroupCin + channel + m) * kernel
                );
            if (bias)
                for (int n = 0; n < outputs; n++)
                    PartialBias[band * s.Cout + output + n] = S.Sum(S.Load(block.BiasSums + n * S.Width));
        }

        private readonly void AddSlice(in WeightGradientBlock<S, V> block, bool bias)
        {
            var s = Of.Shape;
            int strip = Math.Max(1, StripBytes / (block.Outputs * s.OW * block.Registers * S.Width * sizeof(float)));
            for (int tapBlock = 0; tapBlock < TapBlocks; tapBlock++)
            {
                int kw = Tile.Begin(s.KW, TapBlocks, tapBlock);
                int taps = Tile.Begin(s.KW, TapBlocks, tapBlock + 1) - kw;
                var (left, right) = block.CommonColumns(kw, taps);
                for (int top = block.Top; top < block.Bottom; top += strip)
                {
                    int bottom = Math.Min(top + strip, block.Bottom);
                    if (bias && tapBlock == 0)
                        block.AddBias(top, bottom);
                    if (left < right)
                        block.AddStrip(kw, taps, top, bottom, left, right);
                }
                for (int tap = kw; tap < kw + taps; tap++)
                {
                    var (first, end) = block.Columns(tap);
                    block.AddBorder(tap, first, Math.Min(left, end));
                    block.AddBorder(tap, Math.Max(first, right), end);
                }
            }
        }

        private static void AddLanes(float* sums, int step, int count, float* result)
        {
            int i = 0;
            for (; i <= count - 4; i += 4, sums += 4 * step)
            {
                V a = S.Load(sums);
                V b = S.Load(sums + step);
                V c = S.Load(sums + 2 * step);
                V d = S.Load(sums + 3 * step);
                *(Vector128<float>*)(result + i) = S.Sum(a, b, c, d);
            }
            for (; i < count; i++, sums += step)
                result[i] = S.Sum(S.Load(sums));
        }
    }
}
