namespace DigitLab.Torch.Kernels;

/// <summary>The part of a pooling window that lies within the image: taps First to End - 1 along one axis.</summary>
internal readonly record struct PoolSpan(int First, int End)
{
    public int Length => End - First;

    /// <param name="start">The coordinate of tap 0, which may lie outside.</param>
    public static PoolSpan Of(int start, int kernel, int dilation, int size)
    {
        if (start >= 0 && start + (kernel - 1) * dilation < size)
            return new(0, kernel);
        int first = start < 0 ? (-start + dilation - 1) / dilation : 0;
        int end = start >= size ? 0 : Math.Min(kernel, (size - 1 - start) / dilation + 1);
        return new(first, Math.Max(first, end));
    }
}

/// <summary>How the work of a pooling is cut: a piece is a slice of the lanes and a channel.</summary>
internal readonly struct PoolPieces
{
    private const int SliceRegisters = 4;

    /// <summary>Moving an element in multiply-adds, for <see cref="Threads.WorkThreshold"/>.</summary>
    private const int WorkPerElement = 8;

    private readonly int registers;
    private readonly int slices;
    private readonly int channels;
    private readonly int width;

    public PoolPieces(in Pool2dShape s, int width)
    {
        this.width = width;
        channels = s.C;
        registers = (s.N + width - 1) / width;
        slices = (registers + SliceRegisters - 1) / SliceRegisters;
        Work = (long)s.C * s.H * s.W * s.N * WorkPerElement;
    }

    public int Count => slices * channels;

    public long Work { get; }

    /// <summary>The channel of a piece, its first lane, and the lane behind its last.</summary>
    public (int Channel, int Lane, int End) this[int piece]
    {
        get
        {
            (int slice, int channel) = Math.DivRem(piece, channels);
            return (
                channel,
                ProductTile.Begin(registers, slices, slice) * width,
                ProductTile.Begin(registers, slices, slice + 1) * width
            );
        }
    }
}
