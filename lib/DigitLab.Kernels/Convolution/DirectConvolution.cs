namespace DigitLab.Kernels;

/// <summary>
/// A convolution, or the gradient of its input, which is a convolution too. Source and destination are batch-innermost
/// images; each index of the weight has its own stride. Padding costs nothing: pixels at the border have fewer taps.
/// </summary>
internal unsafe struct DirectConvolution : ISimdKernel
{
    public int N;
    public int L;
    public int Groups;
    public ConvolutionAxis Height;
    public ConvolutionAxis Width;

    public float* Source;
    public int SourceChannels;
    public int SourceHeight;
    public int SourceWidth;

    public float* Weight;
    public int WeightGroup;
    public int WeightOutput;
    public int WeightChannel;
    public int WeightRow;

    public float* Bias;

    /// <summary>Where rows are stored; null if only the pooled rows are wanted.</summary>
    public float* Destination;
    public int Outputs;
    public Activation Activation;

    /// <summary>Pools the rows.</summary>
    public RowPool? Pool;

    public long Work;

    public void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        using var scratch = Scratch.Rent((long)sizeof(AxisRun) * Width.Outputs);
        var runs = (AxisRun*)scratch.Pointer;
        int registers = (N + S.Width - 1) / S.Width;
        int blocks = Groups * Tile.Blocks(Outputs);
        int rows = Pool?.Shape.OH ?? Height.Outputs;
        int rowBlocks = RowPartition.Blocks(rows);
        int slices = (registers + S.TileColumns - 1) / S.TileColumns;
        int laneParts = RowPartition.SplitsBatch(N) ? Math.Min(slices, RowPartition.MinimumChunks) : 1;
        int blockParts = RowPartition.ChannelBlocks(rowBlocks, blocks);
        int sliceParts = laneParts == 1 ? RowPartition.ChannelBlocks(rowBlocks * blockParts, slices) : 1;
        var job = new Job<S, V>
        {
            Of = this,
            Runs = runs,
            RunCount = Width.FindRuns(new Span<AxisRun>(runs, Width.Outputs)),
            Registers = registers,
            Slices = slices,
            LaneParts = laneParts,
            Rows = rows,
            RowBlocks = rowBlocks,
            Blocks = blocks,
            BlockParts = blockParts,
            SliceParts = sliceParts,
        };
        KernelThreadPool.For(laneParts * rowBlocks * blockParts * sliceParts, Work, job);
    }

    /// <summary>
    /// A chunk is a block of rows; where there are few rows, blocks of outputs and of lanes divide it further. What a
    /// thread writes is contiguous, so that no other core owns or prefetches its cache lines. Large batches are divided
    /// by samples first, so that no thread needs rows that another wrote.
    /// </summary>
    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public DirectConvolution Of;
        public AxisRun* Runs;
        public int RunCount;
        public int Registers;
        public int Slices;
        public int LaneParts;
        public int Rows;
        public int RowBlocks;
        public int Blocks;
        public int BlockParts;
        public int SliceParts;

        public static bool HasHalo => true;

        public readonly void FetchHalo(int first, int end)
        {
            if (LaneParts > 1)
                return;
            int parts = BlockParts * SliceParts;
            int chunks = RowBlocks * parts;
            int stride = Of.Pool?.Shape.StrideH ?? 1;
            int top = Tile.Begin(Rows, RowBlocks, first / parts) * stride;
            int bottom = Math.Min(Tile.Begin(Rows, RowBlocks, (end - 1) / parts + 1) * stride, Of.Height.Outputs);
            var (from, to) = (Of.SourceHeight, 0);
            for (int row = top; row < bottom; row++)
            {
                var taps = Of.Height.Taps(row);
                int last = taps.Source + (taps.Count - 1) * Of.Height.SourceStep;
                if (taps.Count > 0)
                    (from, to) = (
                        Math.Min(from, Math.Min(taps.Source, last)),
                        Math.Max(to, Math.Max(taps.Source, last) + 1)
                    );
            }
            Halo.Fetch(
                Of.Source,
                Of.Groups * Of.SourceChannels * Of.SourceWidth * (nint)Of.L,
                from,
                to,
                Tile.Begin(Of.SourceHeight, chunks, first),
                Tile.Begin(Of.SourceHeight, chunks, end)
            );
        }

        public readonly void Run(int chunk)
        {
            (chunk, int slicePart) = Math.DivRem(chunk, SliceParts);
            (chunk, int part) = Math.DivRem(chunk, BlockParts);
            (int lanePart, int rowBlock) = Math.DivRem(chunk, RowBlocks);
            // LaneParts or SliceParts is 1: a batch is divided by samples before or after its rows.
            int parts = LaneParts * SliceParts;
            int firstSlice = Tile.Begin(Slices, parts, lanePart + slicePart);
            int endSlice = Tile.Begin(Slices, parts, lanePart + slicePart + 1);
            int firstBlock = Tile.Begin(Blocks, BlockParts, part);
            int endBlock = Tile.Begin(Blocks, BlockParts, part + 1);
            int bottom = Tile.Begin(Rows, RowBlocks, rowBlock + 1);
            for (int row = Tile.Begin(Rows, RowBlocks, rowBlock); row < bottom; row++)
            for (int slice = firstSlice; slice < endSlice; slice++)
            {
                int firstRegister = Tile.Begin(Registers, Slices, slice);
                int registers = Tile.Begin(Registers, Slices, slice + 1) - firstRegister;
                for (int block = firstBlock; block < endBlock; block++)
                    RunBlock(row, block, firstRegister * S.Width, registers);
            }
        }

        private readonly void RunBlock(int row, int block, int lane, int registers)
        {
            int blocksOfGroup = Blocks / Of.Groups;
            (int group, block) = Math.DivRem(block, blocksOfGroup);
            int output = Tile.Begin(Of.Outputs, blocksOfGroup, block);
            int outputs = Tile.Begin(Of.Outputs, blocksOfGroup, block + 1) - output;
            nint width = Of.Width.Outputs;
            int channel = group * Of.Outputs + output;
            int lanes = registers * S.Width;
            bool keep = Of.Destination != null;
            int firstRow = Of.Pool is { } pool ? row * pool.Shape.StrideH : row;
            int rows = Of.Pool?.Shape.KH ?? 1;
            int pixel = keep ? Of.L : lanes;
            nint line = width * pixel;
            nint nextChannel = keep ? line : rows * line;
            nint nextRow = keep ? Of.Groups * Of.Outputs * line : line;
            using var scratch = Scratch.RentFloats(keep ? 0 : outputs * rows * line);
            float* destination = keep
                ? Of.Destination + firstRow * nextRow + channel * nextChannel + lane
                : scratch.Floats;
            for (int r = 0; r < rows; r++)
                RunRow(
                    firstRow + r,
                    group,
                    output,
                    outputs,
                    lane,
                    registers,
                    destination + r * nextRow,
                    nextChannel,
                    pixel
                );
            if (Of.Activation is Activation.Tanh or Activation.Sigmoid)
                for (int r = 0; r < rows; r++)
                for (int o = 0; o < outputs; o++)
                    Elementwise.ActivatePixels<S, V>(
                        destination + r * nextRow + o * nextChannel,
                        width,
                        pixel,
                        lanes,
                        Of.Activation
                    );
            Of.Pool?.Store<S, V>(
                new PixelStrides(nextRow, nextChannel, pixel),
                destination,
                channel,
                outputs,
                row,
                lane,
                lanes
            );
        }

        /// <summary>Computes one row of several outputs.</summary>
        private readonly void RunRow(
            int row,
            int group,
            int output,
            int outputs,
            int lane,
            int registers,
            float* destination,
            nint destinationChannel,
            nint destinationPixel
        )
        {
            nint L = Of.L;
            nint sourceChannel = Of.SourceWidth * L;
            nint sourceRow = Of.Groups * Of.SourceChannels * sourceChannel;
            var taps = Of.Height.Taps(row);
            float* source = Of.Source + taps.Source * sourceRow + group * Of.SourceChannels * sourceChannel + lane;
            float* weight = Of.Weight + (nint)group * Of.WeightGroup + taps.Tap * Of.WeightRow;
            var tile = new ProductTile
            {
                SourcePixel = Of.Width.SourceOfRunStep * L,
                SourceChannel = sourceChannel,
                SourceRow = Of.Height.SourceStep * sourceRow,
                SourceColumn = Of.Width.SourceStep * L,
                WeightOutput = Of.WeightOutput,
                WeightChannel = Of.WeightChannel,
                WeightRow = Of.Height.TapStep * Of.WeightRow,
                WeightColumn = Of.Width.TapStep,
                DestinationOutput = destinationChannel,
                DestinationPixel = Of.Width.RunStep * destinationPixel,
                Channels = Of.SourceChannels,
                Rows = taps.Count,
                Relu = Of.Activation == Activation.Relu,
            };
            tile.Bias = Of.Bias == null ? null : Of.Bias + group * Of.Outputs + output;
            for (int i = 0; i < RunCount; i++)
            {
                var run = Runs[i];
                tile.Pixels = run.Length;
                tile.Columns = run.Taps.Count;
                tile.Source = source + run.Taps.Source * L;
                tile.Weight = weight + (nint)output * Of.WeightOutput + run.Taps.Tap;
                tile.Destination = destination + run.First * destinationPixel;
                Tile.Run<ProductTile, S, V>(ref tile, outputs, registers);
            }
        }
    }
}
