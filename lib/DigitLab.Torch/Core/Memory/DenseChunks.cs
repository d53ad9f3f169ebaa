using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>
/// A dense tensor's memory cut into equal pieces of work. Of batch-innermost images, a thread's share is a block of rows, as in
/// convolutions and poolings (see <see cref="Layout"/>).
/// </summary>
internal readonly struct DenseChunks
{
    /// <summary>Elements below which one piece is enough.</summary>
    public const long ParallelExtent = 1 << 16;

    /// <summary>Elements of a piece, if that gives more than <see cref="RowPartition.MinimumChunks"/> of them.</summary>
    private const long Chunk = 1 << 14;

    /// <param name="extent">As of <see cref="Pointwise.DenseExtent"/>.</param>
    public DenseChunks(long extent)
    {
        Extent = extent;
        Count = extent < ParallelExtent ? 1 : checked((int)Math.Max(RowPartition.MinimumChunks, extent / Chunk));
    }

    /// <summary>Elements from the first to the last, lane padding included.</summary>
    public long Extent { get; }

    public int Count { get; }

    public (long Start, long Length) this[int piece]
    {
        get
        {
            var start = Begin(piece);
            return (start, Begin(piece + 1) - start);
        }
    }

    /// <summary>At whole registers.</summary>
    private long Begin(int piece) =>
        piece == Count ? Extent : Extent / Layout.BatchAlignment * piece / Count * Layout.BatchAlignment;
}
