using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>One window of a pooling in lanes, for one output pixel.</summary>
internal readonly unsafe ref struct PoolWindow(
    in Pool2dShape shape,
    PixelStrides strides,
    float* corner,
    long output,
    PoolSpan rows,
    PoolSpan columns,
    int divisor
)
{
    public readonly ref readonly Pool2dShape Shape = ref shape;

    /// <summary>Tap (0, 0), which may lie outside of the image, at the first lane.</summary>
    public readonly float* Corner = corner;

    /// <summary>The output pixel at the first lane, in floats from the output's beginning.</summary>
    public readonly long Output = output;
    public readonly PoolSpan Rows = rows;
    public readonly PoolSpan Columns = columns;

    /// <summary>Of the average.</summary>
    public readonly int Divisor = divisor;

    private readonly nint row = shape.DilationH * strides.Row;
    private readonly nint column = shape.DilationW * strides.Pixel;

    public float* Tap(int kh, int kw) => Corner + kh * row + kw * column;
}

/// <summary>
/// A row of the usual windows, of two by two pixels which lie within the image and belong to one window each.
/// Corner is the first pixel at the first lane; the others follow by steps in floats.
/// </summary>
internal unsafe struct PairRow
{
    public float* Corner;
    public nint Row;
    public nint Column;
    public nint Window;

    /// <summary>The first window's output at the first lane, in floats from the output's beginning.</summary>
    public long Output;
    public nint OutputWindow;
    public int Windows;

    /// <summary>How many; whole registers.</summary>
    public int Lanes;

    /// <summary>Of the average.</summary>
    public int Divisor;
}

/// <summary>What a pooling does with a window.</summary>
internal interface IPoolOperation
{
    /// <summary>Whether the windows are written and not read: the gradient.</summary>
    static abstract bool WritesImage { get; }

    /// <param name="window">The window.</param>
    /// <param name="lanes">How many lanes from the window's first are to be done; whole registers.</param>
    /// <param name="apart">Whether no pixel belongs to two windows.</param>
    void Run<S, V>(in PoolWindow window, int lanes, bool apart)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary>The same for a row of windows of two by two.</summary>
    void RunPairs<S, V>(in PairRow row)
        where S : struct, ISimd<V>
        where V : struct;
}

/// <summary>
/// Goes through the windows of all channels and lanes. A chunk is a block of rows as in a convolution, so that a thread
/// finds what it wrote there; all rows of some channels where windows that are written overlap.
/// </summary>
internal unsafe struct PoolLoop<TOperation> : ISimdKernel
    where TOperation : struct, IPoolOperation
{
    /// <summary>Moving an element in multiply-adds, for <see cref="KernelThreadPool.WorkThreshold"/>.</summary>
    private const int WorkPerElement = 8;

    public Pool2dShape Shape;

    /// <summary>[H, C, W, L]: the input, or its gradient.</summary>
    public float* Image;
    public TOperation Operation;

    public readonly void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        int rowBlocks = TOperation.WritesImage && !Shape.WindowsAreApart ? 1 : RowPartition.Blocks(Shape.OH);
        var job = new Job<S, V>
        {
            Of = this,
            RowBlocks = rowBlocks,
            ChannelParts = RowPartition.ChannelBlocks(rowBlocks, Shape.C),
        };
        KernelThreadPool.For(
            rowBlocks * job.ChannelParts,
            (long)Shape.C * Shape.H * Shape.W * Shape.N * WorkPerElement,
            job
        );
    }

    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public PoolLoop<TOperation> Of;
        public int RowBlocks;
        public int ChannelParts;

        public readonly void Run(int chunk)
        {
            (int rowBlock, int part) = Math.DivRem(chunk, ChannelParts);
            int first = Tile.Begin(Of.Shape.OH, RowBlocks, rowBlock);
            int end = Tile.Begin(Of.Shape.OH, RowBlocks, rowBlock + 1);
            int firstChannel = Tile.Begin(Of.Shape.C, ChannelParts, part);
            int endChannel = Tile.Begin(Of.Shape.C, ChannelParts, part + 1);
            if (TOperation.WritesImage && !Of.Shape.WindowsTileTheImage)
                ClearRows(first, end, firstChannel, endChannel);
            for (int row = first; row < end; row++)
            for (int channel = firstChannel; channel < endChannel; channel++)
                RunRow(channel, row);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void RunRow(int channel, int oh)
        {
            var s = Of.Shape;
            var operation = Of.Operation;
            int lanes = (s.N + S.Width - 1) / S.Width * S.Width;
            bool apart = s.WindowsAreApart;
            bool pairs =
                s is { KH: 2, KW: 2, DilationH: 1, DilationW: 1, PadLeft: 0 }
                && (s.OW - 1) * s.StrideW + 2 <= s.W
                && (apart || !TOperation.WritesImage);
            int top = oh * s.StrideH - s.PadTop;
            var rows = PoolSpan.Of(top, s.KH, s.DilationH, s.H);
            float* line = Of.Image + top * s.InputRow + channel * s.InputChannel;
            long output = oh * s.OutputRow + channel * s.OutputChannel;
            if (pairs && rows.Length == 2)
            {
                operation.RunPairs<S, V>(
                    new PairRow
                    {
                        Corner = line,
                        Row = s.InputRow,
                        Column = s.L,
                        Window = s.StrideW * (nint)s.L,
                        Output = output,
                        OutputWindow = s.L,
                        Windows = s.OW,
                        Lanes = lanes,
                        Divisor = s.AverageDivisor(top, 0),
                    }
                );
                return;
            }
            var strides = new PixelStrides(s.InputRow, s.InputChannel, s.L);
            for (int ow = 0; ow < s.OW; ow++, output += s.L)
            {
                int left = ow * s.StrideW - s.PadLeft;
                var columns = PoolSpan.Of(left, s.KW, s.DilationW, s.W);
                var window = new PoolWindow(
                    s,
                    strides,
                    line + left * (nint)s.L,
                    output,
                    rows,
                    columns,
                    s.AverageDivisor(top, left)
                );
                operation.Run<S, V>(window, lanes, apart);
            }
        }

        /// <summary>The image's rows from the first window's on to those of the window after the last.</summary>
        private readonly void ClearRows(int firstRow, int endRow, int firstChannel, int endChannel)
        {
            var s = Of.Shape;
            int top = firstRow == 0 ? 0 : Math.Min(firstRow * s.StrideH - s.PadTop, s.H);
            int bottom = endRow == s.OH ? s.H : Math.Min(endRow * s.StrideH - s.PadTop, s.H);
            int length = (endChannel - firstChannel) * (int)s.InputChannel;
            for (int row = top; row < bottom; row++)
                new Span<float>(Of.Image + row * s.InputRow + firstChannel * s.InputChannel, length).Clear();
        }
    }
}
