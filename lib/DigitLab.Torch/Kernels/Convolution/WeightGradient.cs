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
        int taps = s.GroupCin * s.KH * s.KW;
        bool streamRows = s.GroupCin < Math.Min(s.KH, 4);
        int outputBlocks = (s.GroupCout + Math.Min(4, S.TileColumns) - 1) / Math.Min(4, S.TileColumns);
        int streamBlocks = ProductTile.Blocks(streamRows ? s.KH : s.GroupCin);
        using var partial = Scratch.RentFloats((long)slices * s.Cout * (taps + 1));
        var job = new Job<S, V>
        {
            Of = this,
            StreamRows = streamRows,
            Registers = registers,
            Slices = slices,
            OutputBlocks = outputBlocks,
            StreamBlocks = streamBlocks,
            StreamSets = streamRows ? s.GroupCin : s.KH,
            Partial = partial.Floats,
            PartialBias = partial.Floats + (long)slices * s.Cout * taps,
        };
        long work = (long)s.Cout * taps * s.OH * s.OW * s.N;
        Threads.For(slices * s.Groups * outputBlocks * job.StreamSets * streamBlocks, work, job);
        AddSlices<S, V>(job.Partial, slices, (long)s.Cout * taps, GradWeight);
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
    /// A piece is a slice of the lanes, a block of output channels, and a block of streams: of input channels (for one
    /// row of taps), or where these are few, of rows of taps (for one input channel).
    /// </summary>
    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public WeightGradient Of;
        public bool StreamRows;
        public int Registers;
        public int Slices;
        public int OutputBlocks;
        public int StreamSets;
        public int StreamBlocks;
        public float* Partial;
        public float* PartialBias;

        public readonly void Run(int piece)
        {
            var s = Of.Shape;
            (piece, int block) = Math.DivRem(piece, StreamBlocks);
            (piece, int set) = Math.DivRem(piece, StreamSets);
            (piece, int outputBlock) = Math.DivRem(piece, OutputBlocks);
            (int slice, int group) = Math.DivRem(piece, s.Groups);
            int lane = ProductTile.Begin(Registers, Slices, slice) * S.Width;
            int registers = ProductTile.Begin(Registers, Slices, slice + 1) - lane / S.Width;
            int output = ProductTile.Begin(s.GroupCout, OutputBlocks, outputBlock);
            int outputs = ProductTile.Begin(s.GroupCout, OutputBlocks, outputBlock + 1) - output;
            output += group * s.GroupCout;
            int streams = StreamRows ? s.KH : s.GroupCin;
            int stream = ProductTile.Begin(streams, StreamBlocks, block);
            streams = ProductTile.Begin(streams, StreamBlocks, block + 1) - stream;

            using var scratch = Scratch.RentFloats((long)s.KW * streams * outputs * S.Width);
            float* sums = scratch.Floats;
            new Span<float>(sums, s.KW * streams * outputs * S.Width).Clear();
            float* input = Of.Input + (nint)group * s.GroupCin * s.H * s.W * s.L + lane;
            float* gradient = Of.GradOutput + (nint)output * s.OH * s.OW * s.L + lane;
            if (StreamRows)
                SumRows(input + (nint)set * s.H * s.W * s.L, gradient, stream, streams, outputs, registers, sums);
            else
                SumChannels(input, gradient, set, stream, streams, outputs, registers, sums);

            float* partial = Partial + (nint)slice * s.Cout * s.GroupCin * s.KH * s.KW;
            for (int m = 0; m < streams; m++)
            for (int n = 0; n < outputs; n++)
            {
                int channel = StreamRows ? set : stream + m;
                int kh = StreamRows ? stream + m : set;
                float* weight = partial + (((output + n) * s.GroupCin + channel) * s.KH + kh) * s.KW;
                AddLanes(sums + (m * outputs + n) * S.Width, streams * outputs * S.Width, s.KW, weight);
            }
            if (Of.GradBias != null && set == 0 && block == 0)
                for (int n = 0; n < outputs; n++)
                    PartialBias[slice * s.Cout + output + n] = SumOutput(
                        gradient + (nint)n * s.OH * s.OW * s.L,
                        registers
                    );
        }

        /// <summary>Streams are input channels, for the row kh of taps.</summary>
        private readonly void SumChannels(
            float* input,
            float* gradient,
            int kh,
            int channel,
            int channels,
            int outputs,
            int registers,
            float* sums
        )
        {
            var s = Of.Shape;
            Valid(s.OH, s.H, s.StrideH, s.PadTop - kh * s.DilationH, out int top, out int bottom);
            nint plane = (nint)s.H * s.W * s.L;
            Sum(input + channel * plane, plane, gradient, kh, top, bottom, channels, outputs, registers, sums);
        }

        /// <summary>Streams are rows of taps; at the border only some of them lie within the image.</summary>
        private readonly void SumRows(
            float* input,
            float* gradient,
            int kh,
            int rows,
            int outputs,
            int registers,
            float* sums
        )
        {
            var s = Of.Shape;
            nint stream = (nint)s.DilationH * s.W * s.L;
            for (int top = 0; top < s.OH; )
            {
                var (first, end) = Within(top);
                int bottom = top + 1;
                while (bottom < s.OH && Within(bottom) == (first, end))
                    bottom++;
                if (first < end)
                {
                    float* at = sums + (first - kh) * outputs * S.Width;
                    Sum(input, stream, gradient, first, top, bottom, end - first, outputs, registers, at, rows);
                }
                top = bottom;
            }

            (int First, int End) Within(int oh)
            {
                int ih = oh * s.StrideH - s.PadTop;
                int first = kh;
                int end = kh + rows;
                while (first < end && ih + first * s.DilationH < 0)
                    first++;
                while (first < end && ih + (end - 1) * s.DilationH >= s.H)
                    end--;
                return (first, end);
            }
        }

        /// <summary>Adds up output rows top to bottom - 1, in stretches that stay in the first-level cache.</summary>
        /// <param name="kh">The row of taps of the first stream.</param>
        private readonly void Sum(
            float* input,
            nint inputStream,
            float* gradient,
            int kh,
            int top,
            int bottom,
            int streams,
            int outputs,
            int registers,
            float* sums,
            int streamsOfSums = 0
        )
        {
            var s = Of.Shape;
            nint L = s.L;
            var tile = new GradientTile
            {
                InputStream = inputStream,
                InputRow = s.StrideH * s.W * L,
                InputColumn = s.StrideW * L,
                GradientOutput = s.OH * s.OW * L,
                GradientRow = s.OW * L,
                GradientColumn = L,
                Registers = registers,
            };
            int sumsOfColumn = Math.Max(streams, streamsOfSums) * outputs * S.Width;
            int stretch = Math.Max(1, 96 / (s.OW * registers));
            for (int oh = top; oh < bottom; oh += stretch)
            {
                tile.Rows = Math.Min(stretch, bottom - oh);
                for (int kw = 0; kw < s.KW; kw++)
                {
                    Valid(s.OW, s.W, s.StrideW, s.PadLeft - kw * s.DilationW, out int left, out int right);
                    if (left >= right)
                        continue;
                    int ih = oh * s.StrideH - s.PadTop + kh * s.DilationH;
                    int iw = left * s.StrideW - s.PadLeft + kw * s.DilationW;
                    tile.Columns = right - left;
                    tile.Input = input + (ih * s.W + iw) * L;
                    tile.Gradient = gradient + (oh * s.OW + left) * L;
                    tile.Sums = sums + kw * sumsOfColumn;
                    tile.Run<S, V>(streams, outputs);
                }
            }
        }

        /// <summary>The outputs first to end - 1 whose input, output * stride - offset, lies within the image.</summary>
        private static void Valid(int outputs, int size, int stride, int offset, out int first, out int end)
        {
            first = offset > 0 ? (offset + stride - 1) / stride : 0;
            end = Math.Min(outputs, size + offset > 0 ? (size + offset - 1) / stride + 1 : 0);
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
