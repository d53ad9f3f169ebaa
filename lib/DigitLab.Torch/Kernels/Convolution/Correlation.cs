namespace DigitLab.Torch.Kernels;

/// <summary>
/// A convolution, or the gradient of its input, which is one too: source and destination are lane-major images, the
/// weight has a stride per index. Padding costs nothing: border pixels have fewer taps.
/// </summary>
internal unsafe struct Correlation : ISimdKernel
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
    public float* Destination;
    public int Outputs;
    public Activation Activation;

    public long Work;

    /// <summary>Channels of one group of the source, and of the destination.</summary>
    public void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        using var scratch = Scratch.Rent((long)sizeof(AxisRun) * Width.Outputs);
        var runs = (AxisRun*)scratch.Pointer;
        int registers = (N + S.Width - 1) / S.Width;
        int slices = (registers + S.TileColumns - 1) / S.TileColumns;
        int bands = Math.Min(Height.Outputs, (8 + slices - 1) / slices);
        var job = new Job<S, V>
        {
            Of = this,
            Runs = runs,
            RunCount = Width.FindRuns(new Span<AxisRun>(runs, Width.Outputs)),
            Registers = registers,
            Slices = slices,
            Bands = bands,
        };
        Threads.For(slices * bands, Work, job);
    }

    /// <summary>A piece is a slice of the lanes and a band of rows.</summary>
    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public Correlation Of;
        public AxisRun* Runs;
        public int RunCount;
        public int Registers;
        public int Slices;
        public int Bands;

        public readonly void Run(int piece)
        {
            int slice = piece / Bands;
            int band = piece % Bands;
            int firstRegister = Tile.Begin(Registers, Slices, slice);
            int registers = Tile.Begin(Registers, Slices, slice + 1) - firstRegister;
            int bottom = Tile.Begin(Of.Height.Outputs, Bands, band + 1);
            for (int row = Tile.Begin(Of.Height.Outputs, Bands, band); row < bottom; row++)
            for (int group = 0; group < Of.Groups; group++)
                RunRow(row, group, firstRegister * S.Width, registers);
        }

        private readonly void RunRow(int row, int group, int lane, int registers)
        {
            nint L = Of.L;
            nint sourcePlane = Of.SourceHeight * Of.SourceWidth * L;
            nint destinationPlane = Of.Height.Outputs * Of.Width.Outputs * L;
            var taps = Of.Height.Taps(row);
            float* source =
                Of.Source + group * Of.SourceChannels * sourcePlane + taps.Source * Of.SourceWidth * L + lane;
            float* weight = Of.Weight + (nint)group * Of.WeightGroup + taps.Tap * Of.WeightRow;
            float* destination =
                Of.Destination + group * Of.Outputs * destinationPlane + row * Of.Width.Outputs * L + lane;
            var tile = new ProductTile
            {
                SourcePixel = Of.Width.SourceOfRunStep * L,
                SourceChannel = sourcePlane,
                SourceRow = Of.Height.SourceStep * Of.SourceWidth * L,
                SourceColumn = Of.Width.SourceStep * L,
                WeightOutput = Of.WeightOutput,
                WeightChannel = Of.WeightChannel,
                WeightRow = Of.Height.TapStep * Of.WeightRow,
                WeightColumn = Of.Width.TapStep,
                DestinationOutput = destinationPlane,
                DestinationPixel = Of.Width.RunStep * L,
                Channels = Of.SourceChannels,
                Rows = taps.Count,
                Relu = Of.Activation == Activation.Relu,
            };
            int blocks = Tile.Blocks(Of.Outputs);
            for (int block = 0; block < blocks; block++)
            {
                int output = Tile.Begin(Of.Outputs, blocks, block);
                int outputs = Tile.Begin(Of.Outputs, blocks, block + 1) - output;
                tile.Bias = Of.Bias == null ? null : Of.Bias + group * Of.Outputs + output;
                for (int i = 0; i < RunCount; i++)
                {
                    var run = Runs[i];
                    tile.Pixels = run.Length;
                    tile.Columns = run.Taps.Count;
                    tile.Source = source + run.Taps.Source * L;
                    tile.Weight = weight + (nint)output * Of.WeightOutput + run.Taps.Tap;
                    tile.Destination = destination + output * destinationPlane + run.First * L;
                    Tile.Run<ProductTile, S, V>(ref tile, outputs, registers);
                }
            }
            if (Of.Activation is Activation.Tanh or Activation.Sigmoid)
                for (int output = 0; output < Of.Outputs; output++)
                for (int column = 0; column < Of.Width.Outputs; column++)
                {
                    float* pixel = destination + output * destinationPlane + column * L;
                    Elementwise.Activate(registers * S.Width, pixel, pixel, Of.Activation);
                }
        }
    }
}
