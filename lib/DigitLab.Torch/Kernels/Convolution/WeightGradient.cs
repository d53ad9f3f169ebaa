namespace DigitLab.Torch.Kernels;

/// <summary>
/// The weight and bias gradients of a convolution. The lanes are cut into slices, whose number depends on the batch
/// alone; each slice has its own partial sums, added in order at the end: any number of threads gives the same bits.
/// </summary>
internal unsafe struct WeightGradient : ISimdKernel
{
    public Conv2dShape Shape;
    public float* Input;
    public float* GradOutput;
    public float* GradWeight;
    public float* GradBias;
    public bool Accumulate;

    public void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        var s = Shape;
        if (s.N % S.Width != 0)
            ClearTail<S, V>(s);
        int registers = (s.N + S.Width - 1) / S.Width;
        int slices = Math.Max((registers + 3) / 4, Math.Min(registers, 2));
        int weights = s.Cout * s.GroupCin * s.KH * s.KW;
        int maximumOutputs = Math.Min(GradientTile.MaximumOutputs, S.TileColumns);
        using var partial = Scratch.RentFloats((long)slices * (weights + s.Cout));
        var job = new Job<S, V>
        {
            Of = this,
            Registers = registers,
            Slices = slices,
            OutputBlocks = (s.GroupCout + maximumOutputs - 1) / maximumOutputs,
            ChannelBlocks = (s.GroupCin + GradientTile.MaximumStreams - 1) / GradientTile.MaximumStreams,
            TapBlocks = (s.KW + GradientTile.MaximumStreams - 1) / GradientTile.MaximumStreams,
            Partial = partial.Floats,
            PartialBias = partial.Floats + (long)slices * weights,
        };
        long work = (long)weights * s.OH * s.OW * s.N;
        Threads.For(slices * s.Groups * job.OutputBlocks * job.ChannelBlocks, work, job);
        AddSlices<S, V>(job.Partial, slices, weights, GradWeight);
        if (GradBias != null)
            AddSlices<S, V>(job.PartialBias, slices, s.Cout, GradBias);
    }

    private readonly void AddSlices<S, V>(float* partial, int slices, long count, float* gradient)
        where S : struct, ISimd<V>
        where V : struct
    {
        long i = 0;
        for (; i <= count - S.Width; i += S.Width)
        {
            V sum = S.Load(partial + i);
            for (int slice = 1; slice < slices; slice++)
                sum = S.Add(sum, S.Load(partial + slice * count + i));
            S.Store(Accumulate ? S.Add(S.Load(gradient + i), sum) : sum, gradient + i);
        }
        for (; i < count; i++)
        {
            float sum = partial[i];
            for (int slice = 1; slice < slices; slice++)
                sum += partial[slice * count + i];
            gradient[i] = Accumulate ? gradient[i] + sum : sum;
        }
    }

    /// <summary>Lanes beyond the batch hold anything; zeros do not change a sum.</summary>
    private readonly void ClearTail<S, V>(in Conv2dShape s)
        where S : struct, ISimd<V>
        where V : struct
    {
        int tail = S.Width - s.N % S.Width;
        for (long pixel = 0; pixel < (long)s.Cin * s.H * s.W; pixel++)
            new Span<float>(Input + pixel * s.L + s.N, tail).Clear();
        for (long pixel = 0; pixel < (long)s.Cout * s.OH * s.OW; pixel++)
            new Span<float>(GradOutput + pixel * s.L + s.N, tail).Clear();
    }

    /// <summary>
    /// A piece is a slice of the lanes, a block of output channels, and a block of input channels. Its sums, still apart
    /// by lane, are [input channel, kh, kw, output channel] registers.
    /// </summary>
    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        /// <summary>Of the gradient, what is gone through again and again shall stay in the nearest caches.</summary>
        private const int BandBytes = 1 << 14;

        public WeightGradient Of;
        public int Registers;
        public int Slices;
        public int OutputBlocks;
        public int ChannelBlocks;
        public int TapBlocks;
        public float* Partial;
        public float* PartialBias;

        public readonly void Run(int piece)
        {
            var s = Of.Shape;
            (piece, int channelBlock) = Math.DivRem(piece, ChannelBlocks);
            (piece, int outputBlock) = Math.DivRem(piece, OutputBlocks);
            (int slice, int group) = Math.DivRem(piece, s.Groups);
            int lane = ProductTile.Begin(Registers, Slices, slice) * S.Width;
            int registers = ProductTile.Begin(Registers, Slices, slice + 1) - lane / S.Width;
            int output = ProductTile.Begin(s.GroupCout, OutputBlocks, outputBlock);
            int outputs = ProductTile.Begin(s.GroupCout, OutputBlocks, outputBlock + 1) - output;
            output += group * s.GroupCout;
            int channel = ProductTile.Begin(s.GroupCin, ChannelBlocks, channelBlock);
            int channels = ProductTile.Begin(s.GroupCin, ChannelBlocks, channelBlock + 1) - channel;

            using var scratch = Scratch.RentFloats((long)channels * s.KH * s.KW * outputs * S.Width);
            var block = new WeightGradientBlock<S, V>
            {
                Shape = s,
                Input = Of.Input + ((nint)group * s.GroupCin + channel) * s.H * s.W * s.L + lane,
                Gradient = Of.GradOutput + (nint)output * s.OH * s.OW * s.L + lane,
                Channels = channels,
                Outputs = outputs,
                Registers = registers,
                Sums = scratch.Floats,
            };
            new Span<float>(scratch.Floats, channels * s.KH * s.KW * outputs * S.Width).Clear();
            int band = Math.Max(1, BandBytes / (outputs * s.OW * registers * S.Width * sizeof(float)));
            for (int tapBlock = 0; tapBlock < TapBlocks; tapBlock++)
            {
                int kw = ProductTile.Begin(s.KW, TapBlocks, tapBlock);
                int taps = ProductTile.Begin(s.KW, TapBlocks, tapBlock + 1) - kw;
                var (left, right) = block.CommonColumns(kw, taps);
                for (int oh = 0; oh < s.OH && left < right; oh += band)
                    block.AddBand(kw, taps, oh, Math.Min(oh + band, s.OH), left, right);
                for (int tap = kw; tap < kw + taps; tap++)
                {
                    var (first, end) = block.Columns(tap);
                    block.AddBorder(tap, first, Math.Min(left, end));
                    block.AddBorder(tap, Math.Max(first, right), end);
                }
            }

            float* partial = Partial + (nint)slice * s.Cout * s.GroupCin * s.KH * s.KW;
            int kernel = s.KH * s.KW;
            for (int m = 0; m < channels; m++)
            for (int n = 0; n < outputs; n++)
                AddLanes(
                    scratch.Floats + ((nint)m * kernel * outputs + n) * S.Width,
                    outputs * S.Width,
                    kernel,
                    partial + ((nint)(output + n) * s.GroupCin + channel + m) * kernel
                );
            if (Of.GradBias != null && channelBlock == 0)
                for (int n = 0; n < outputs; n++)
                    PartialBias[slice * s.Cout + output + n] = SumOutput(
                        block.Gradient + (nint)n * s.OH * s.OW * s.L,
                        registers
                    );
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
                *(System.Runtime.Intrinsics.Vector128<float>*)(result + i) = S.Sum(a, b, c, d);
            }
            for (; i < count; i++, sums += step)
                result[i] = S.Sum(S.Load(sums));
        }

        private readonly float SumOutput(float* gradient, int registers)
        {
            V even = S.Broadcast(0);
            V odd = even;
            for (int pixel = 0; pixel < Of.Shape.OH * Of.Shape.OW; pixel++, gradient += Of.Shape.L)
            {
                int i = 0;
                for (; i < registers - 1; i += 2)
                {
                    even = S.Add(even, S.Load(gradient + i * S.Width));
                    odd = S.Add(odd, S.Load(gradient + (i + 1) * S.Width));
                }
                if (i < registers)
                    even = S.Add(even, S.Load(gradient + i * S.Width));
            }
            return S.Sum(S.Add(even, odd));
        }
    }
}
