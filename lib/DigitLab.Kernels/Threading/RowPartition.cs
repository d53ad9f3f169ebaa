namespace DigitLab.Kernels;

/// <summary>
/// How batch-innermost images are divided among threads: by blocks of rows. Every operation divides them alike, so that
/// a thread reads what it wrote in the operation before, and cache lines stay in their core.
/// </summary>
internal static class RowPartition
{
    /// <summary>The number of chunks to divide a job into, if it has that many rows and channels.</summary>
    public const int MinimumChunks = 16;

    /// <summary>Batch size from which convolutions divide the samples first, then the rows.</summary>
    private const int ManyLanes = 512;

    /// <summary>The number of blocks for a number of rows.</summary>
    public static int Blocks(int rows) => Math.Min(rows, MinimumChunks);

    /// <summary>The number of blocks for the channels of a row block: one, unless there are few rows.</summary>
    public static int ChannelBlocks(int rowBlocks, int channels) =>
        Math.Min(channels, (MinimumChunks + rowBlocks - 1) / rowBlocks);

    /// <summary>Whether the samples of a batch are divided among the threads.</summary>
    public static bool SplitsBatch(int n) => n >= ManyLanes;
}
