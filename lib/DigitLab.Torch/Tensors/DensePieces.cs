using DigitLab.Torch.Kernels;

namespace TorchSharp;

/// <summary>
/// A dense tensor's memory cut into pieces of work: lane-major images into <see cref="Bands"/> of rows, as the
/// convolutions and poolings cut them, anything else into runs.
/// </summary>
internal readonly struct DensePieces
{
    private const int Chunk = 1 << 14;

    /// <summary>Elements that are not cut.</summary>
    private readonly long row;
    private readonly int rows;
    private readonly int parts;

    public DensePieces(TensorImpl dense)
    {
        Extent = Pointwise.DenseExtent(dense);
        if (dense is { Sizes: [_, var c, var h and > 1, var w], IsLaneMajor: true, IsContiguous: false })
        {
            // A few rows are cut by channels too.
            var channels = (int)c;
            parts = Bands.Parts(Bands.Of((int)h), channels);
            (rows, row) = ((int)h, c * w * Layout.LaneStride(dense.Sizes[0]));
            Count = Bands.Of(rows) * parts;
        }
        else
        {
            (rows, row, parts) = ((int)((Extent + Chunk - 1) / Chunk), Chunk, 1);
            Count = rows;
        }
    }

    /// <summary>Elements from the first to the last, lane padding included.</summary>
    public long Extent { get; }

    public int Count { get; }

    /// <summary>A piece's elements.</summary>
    public (long Start, long Length) Piece(int piece)
    {
        var start = Begin(piece);
        return (start, Math.Min(Begin(piece + 1), Extent) - start);
    }

    private long Begin(int piece)
    {
        var (band, part) = Math.DivRem(piece, parts);
        var bands = Count / parts;
        var start = Tile.Begin(rows, bands, band) * row;
        if (part == 0)
            return start;
        // Whole registers, whatever the number of parts.
        var length = (Tile.Begin(rows, bands, band + 1) * row) - start;
        return start + length / Layout.LaneMultiple * part / parts * Layout.LaneMultiple;
    }
}
