using DigitLab.Torch.Kernels;

namespace TorchSharp;

/// <summary>
/// A dense tensor's memory cut into pieces of work: lane-major images into <see cref="Bands"/> of rows, as the
/// convolutions and poolings cut them, anything else into runs.
/// </summary>
internal readonly struct DensePieces
{
    private const int Chunk = 1 << 14;

    private readonly long plane;
    private readonly long row;
    private readonly int planes;
    private readonly int rows;
    private readonly int bands;
    private readonly int parts;

    public DensePieces(TensorImpl dense)
    {
        Extent = Pointwise.DenseExtent(dense);
        if (dense is { Sizes: [_, var c, var h and > 1, var w], IsLaneMajor: true, IsContiguous: false })
        {
            (planes, rows, row) = ((int)c, (int)h, w * Layout.LaneStride(dense.Sizes[0]));
            bands = Bands.Of(rows);
            parts = Bands.Parts(bands, planes);
        }
        else
        {
            (planes, rows, row) = (1, (int)((Extent + Chunk - 1) / Chunk), Chunk);
            (bands, parts) = (rows, 1);
        }
        plane = rows * row;
    }

    /// <summary>Elements from the first to the last, lane padding included.</summary>
    public long Extent { get; }

    public int Count => bands * parts;

    /// <summary>A piece holds the same rows of some planes.</summary>
    /// <returns>The first plane, and the one after the last.</returns>
    public (int First, int End) Planes(int piece)
    {
        int part = piece % parts;
        return (Tile.Begin(planes, parts, part), Tile.Begin(planes, parts, part + 1));
    }

    /// <summary>A piece's rows in one of its planes, in elements.</summary>
    public (long Start, long Length) Run(int piece, int ofPlane)
    {
        int band = piece / parts;
        long start = ofPlane * plane + Tile.Begin(rows, bands, band) * row;
        long end = ofPlane * plane + Tile.Begin(rows, bands, band + 1) * row;
        return (start, Math.Min(end, Extent) - start);
    }
}
