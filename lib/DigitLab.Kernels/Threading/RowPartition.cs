namespace DigitLab.Kernels;

/// <summary>
/// How images in lanes are dealt out to threads: in bands of rows. Every operation cuts alike, so that a thread finds what
/// it wrote in the one before, and no cache line goes from core to core.
/// </summary>
internal static class RowPartition
{
    /// <summary>At least so many pieces, where there are as many rows and channels.</summary>
    public const int MinimumChunks = 16;

    /// <summary>Lanes from which on convolutions share the lanes of a batch first, and then its rows.</summary>
    private const int ManyLanes = 512;

    /// <summary>How many bands so many rows are cut into.</summary>
    public static int Blocks(int rows) => Math.Min(rows, MinimumChunks);

    /// <summary>Into how many parts a band's channels are cut: one, unless rows are few.</summary>
    public static int ChannelBlocks(int bands, int channels) => Math.Min(channels, (MinimumChunks + bands - 1) / bands);

    /// <summary>Whether a batch is so large that threads share its lanes.</summary>
    public static bool SplitsBatch(int n) => n >= ManyLanes;
}
