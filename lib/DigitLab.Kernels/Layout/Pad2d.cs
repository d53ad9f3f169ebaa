namespace DigitLab.Kernels;

/// <summary>Pads or crops batch-innermost images, by copying whole rows of all images.</summary>
internal static unsafe class Pad2d
{
    /// <summary>Moving an element in multiply-adds, for <see cref="KernelThreadPool.WorkThreshold"/>.</summary>
    private const int WorkPerElement = 8;

    /// <summary>One axis: the input's elements from From on are copied to the output, from Before on.</summary>
    internal readonly record struct Axis(int Inputs, int Outputs, int From, int Before)
    {
        public int Copied => Math.Max(Math.Min(Inputs - From, Outputs - Before), 0);
    }

    /// <param name="channels">C.</param>
    /// <param name="L">The padded batch size.</param>
    /// <param name="rows">H and OH.</param>
    /// <param name="columns">W and OW.</param>
    /// <param name="input">[H, C, W, L].</param>
    /// <param name="output">[OH, C, OW, L].</param>
    /// <param name="value">What the border is filled with.</param>
    public static void Run(int channels, int L, Axis rows, Axis columns, float* input, float* output, float value)
    {
        int rowBlocks = RowPartition.Blocks(rows.Outputs);
        var job = new Job
        {
            Channels = channels,
            L = L,
            Rows = rows,
            Columns = columns,
            Input = input,
            Output = output,
            Value = value,
            RowBlocks = rowBlocks,
            ChannelParts = RowPartition.ChannelBlocks(rowBlocks, channels),
        };
        KernelThreadPool.For(
            rowBlocks * job.ChannelParts,
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
        public int RowBlocks;
        public int ChannelParts;

        public readonly void Run(int chunk)
        {
            (int rowBlock, int part) = Math.DivRem(chunk, ChannelParts);
            int endChannel = Tile.Begin(Channels, ChannelParts, part + 1);
            int endRow = Tile.Begin(Rows.Outputs, RowBlocks, rowBlock + 1);
            for (int row = Tile.Begin(Rows.Outputs, RowBlocks, rowBlock); row < endRow; row++)
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
