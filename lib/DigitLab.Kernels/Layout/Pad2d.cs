namespace DigitLab.Kernels;

/// <summary>A border around lane-major images, or the cropping of one: whole rows of all images are copied.</summary>
internal static unsafe class Pad2d
{
    /// <summary>Moving an element in multiply-adds, for <see cref="KernelThreadPool.WorkThreshold"/>.</summary>
    private const int WorkPerElement = 8;

    /// <summary>Along one axis: the input's elements From on come to stand at Before and on in the output.</summary>
    internal readonly record struct Axis(int Inputs, int Outputs, int From, int Before)
    {
        public int Copied => Math.Max(Math.Min(Inputs - From, Outputs - Before), 0);
    }

    /// <param name="channels">C.</param>
    /// <param name="L">The lane stride.</param>
    /// <param name="rows">H and OH.</param>
    /// <param name="columns">W and OW.</param>
    /// <param name="input">[H, C, W, L].</param>
    /// <param name="output">[OH, C, OW, L].</param>
    /// <param name="value">What the border is filled with.</param>
    public static void Run(int channels, int L, Axis rows, Axis columns, float* input, float* output, float value)
    {
        int bands = RowPartition.Blocks(rows.Outputs);
        var job = new Job
        {
            Channels = channels,
            L = L,
            Rows = rows,
            Columns = columns,
            Input = input,
            Output = output,
            Value = value,
            RowBands = bands,
            ChannelParts = RowPartition.ChannelBlocks(bands, channels),
        };
        KernelThreadPool.For(
            bands * job.ChannelParts,
            (long)channels * rows.Outputs * columns.Outputs * L * WorkPerElement,
            job
        );
    }

    private struct Job : IJob
    {
        public int Channels;
        public int L;
        public Axis Rows;
        public Axis Columns;
        public float* Input;
        public float* Output;
        public float Value;
        public int RowBands;
        public int ChannelParts;

        public readonly void Run(int piece)
        {
            (int band, int part) = Math.DivRem(piece, ChannelParts);
            int endChannel = Tile.Begin(Channels, ChannelParts, part + 1);
            int endRow = Tile.Begin(Rows.Outputs, RowBands, band + 1);
            for (int row = Tile.Begin(Rows.Outputs, RowBands, band); row < endRow; row++)
            for (int channel = Tile.Begin(Channels, ChannelParts, part); channel < endChannel; channel++)
                RunRow(channel, row);
        }

        private readonly void RunRow(int channel, int row)
        {
            var output = new Span<float>(
                Output + ((long)row * Channels + channel) * Columns.Outputs * L,
                Columns.Outputs * L
            );
            int inside = row - Rows.Before;
            if (inside < 0 || inside >= Rows.Copied || Columns.Copied == 0)
            {
                output.Fill(Value);
                return;
            }
            long from = ((long)(Rows.From + inside) * Channels + channel) * Columns.Inputs + Columns.From;
            int end = Columns.Before + Columns.Copied;
            output[..(Columns.Before * L)].Fill(Value);
            new ReadOnlySpan<float>(Input + from * L, Columns.Copied * L).CopyTo(output[(Columns.Before * L)..]);
            output[(end * L)..].Fill(Value);
        }
    }
}
