using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>
/// The weight and bias gradients of a convolution. The output rows are divided into blocks, whose number depends on the
/// sizes alone. Each has its own partial sums, added in order at the end: any number of threads gives the same bits.
/// </summary>
internal unsafe struct WeightGradient : ISimdKernel
{
    /// <summary>
    /// Changing a register of lanes in memory, in multiply-adds, for <see cref="KernelThreadPool.WorkThreshold"/>.
    /// </summary>
    private const int WorkPerRegister = 100;

    /// <summary>The number of chunks to divide the work into, if there are that many rows.</summary>
    private const int MinimumChunks = 8;

    /// <summary>Registers of lanes per pass: few, so that a row of them stays in the L1 cache.</summary>
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
        int rowBlocks = Math.Min(s.OH, Math.Max(2, (MinimumChunks + blocks - 1) / blocks));
        int weights = s.Cout * s.GroupCin * s.KH * s.KW;
        using var partial = Scratch.RentFloats((long)rowBlocks * (weights + s.Cout));
        var job = new Job<S, V>
        {
            Of = this,
            Registers = registers,
            Slices = (registers + SliceRegisters - 1) / SliceRegisters,
            RowBlocks = rowBlocks,
            OutputBlocks = outputBlocks,
            ChannelBlocks = channelBlocks,
            TapBlocks = Tile.Blocks(s.KW),
            Partial = partial.Floats,
            PartialBias = partial.Floats + (long)rowBlocks * weights,
        };
        KernelThreadPool.For(rowBlocks * blocks, (long)weights * s.OH * s.OW * s.N, job);
        AddRowBlocks<S, V>(job.Partial, rowBlocks, weights, GradWeight);
        if (GradBias != null)
            AddRowBlocks<S, V>(job.PartialBias, rowBlocks, s.Cout, GradBias);
    }

    private readonly void AddRowBlocks<S, V>(float* partial, int rowBlocks, long count, float* gradient)
        where S : struct, ISimd<V>
        where V : struct
    {
        long i = 0;
        for (; i <= count - S.Width; i += S.Width)
        {
            V sum = S.Load(partial + i);
            for (int rowBlock = 1; rowBlock < rowBlocks; rowBlock++)
                sum = S.Add(sum, S.Load(partial + rowBlock * count + i));
            S.Store(sum, gradient + i);
        }
        for (; i < count; i++)
        {
            float sum = partial[i];
            for (int rowBlock = 1; rowBlock < rowBlocks; rowBlock++)
                sum += partial[rowBlock * count + i];
            gradient[i] = sum;
        }
    }

    private static long TailWork(in Conv2dShape s) =>
        ((long)s.Cin * s.H * s.W + (long)s.Cout * s.OH * s.OW) * WorkPerRegister;

    /// <summary>
    /// Clears the padding of the batch, which may hold anything. A chunk is a block of rows of both images.
    /// </summary>
    private struct ClearTailJob<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public WeightGradient Of;

        public readonly void Run(int chunk)
        {
            var s = Of.Shape;
            int lane = s.N / S.Width * S.Width;
            float* bits = stackalloc float[16];
            for (int i = 0; i < S.Width; i++)
                bits[i] = BitConverter.Int32BitsToSingle(lane + i < s.N ? -1 : 0);
            V mask = S.Load(bits);
            Clear(Of.Input + lane, s.H, s.InputRow, mask, chunk);
            Clear(Of.GradOutput + lane, s.OH, s.OutputRow, mask, chunk);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Clear(float* tail, int rows, nint row, V mask, int rowBlock)
        {
            nint L = Of.Shape.L;
            float* end = tail + Tile.Begin(rows, RowPartition.MinimumChunks, rowBlock + 1) * row;
            for (
                float* pixel = tail + Tile.Begin(rows, RowPartition.MinimumChunks, rowBlock) * row;
                pixel < end;
                pixel += L
            )
                S.Store(S.And(S.Load(pixel), mask), pixel);
        }
    }

    /// <summary>
    /// A chunk is a block of output rows, a block of output channels, and a block of input channels. Its sums, still
    /// apart by lane, are [input channel, kh, kw, output channel] registers.
    /// </summary>
    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        /// <summary>Bytes of the gradient that a pass reads repeatedly: they stay in the L1 cache.</summary>
        private const int StripBytes = 1 << 14;

        public WeightGradient Of;
        public int Registers;
        public int Slices;
        public int RowBlocks;
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
            int top = Tile.Begin(s.OH, RowBlocks, first / blocks);
            int bottom = Tile.Begin(s.OH, RowBlocks, (end - 1) / blocks + 1);
            Halo.Fetch(
                Of.Input,
                s.InputRow,
                Math.Max(top * s.StrideH - s.PadTop, 0),
                Math.Min((bottom - 1) * s.StrideH - s.PadTop + (s.KH - 1) * s.DilationH + 1, s.H),
                Tile.Begin(s.H, RowBlocks * blocks, first),
                Tile.Begin(s.H, RowBlocks * blocks, end)
            );
        }

        public readonly void Run(int chunk)
        {
            var s = Of.Shape;
            (chunk, int channelBlock) = Math.DivRem(chunk, ChannelBlocks);
            (chunk, int outputBlock) = Math.DivRem(chunk, OutputBlocks);
            (int rowBlock, int group) = Math.DivRem(chunk, s.Groups);
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
                Top = Tile.Begin(s.OH, RowBlocks, rowBlock),
                Bottom = Tile.Begin(s.OH, RowBlocks, rowBlock + 1),
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

            float* partial = Partial + (nint)rowBlock * s.Cout * s.GroupCin * s.KH * s.KW;
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
                    PartialBias[rowBlock * s.Cout + output + n] = S.Sum(S.Load(block.BiasSums + n * S.Width));
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
