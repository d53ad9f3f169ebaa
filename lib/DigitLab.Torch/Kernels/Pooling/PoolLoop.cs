using System.Runtime.CompilerServices;

namespace DigitLab.Torch.Kernels;

/// <summary>One window of a pooling in lanes, for one output pixel.</summary>
internal readonly unsafe ref struct PoolWindow(
    in Pool2dShape shape,
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

    public float* Tap(int kh, int kw) =>
        Corner + ((nint)kh * Shape.DilationH * Shape.W + kw * Shape.DilationW) * Shape.L;
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

    /// <summary>The same for the usual window, of two by two pixels which lie within the image.</summary>
    void RunTwoByTwo<S, V>(in PoolWindow window, int lanes)
        where S : struct, ISimd<V>
        where V : struct;
}

/// <summary>Goes through the windows of all channels and lanes. A piece is a slice of the lanes and a channel.</summary>
internal unsafe struct PoolLoop<TOperation> : ISimdKernel
    where TOperation : struct, IPoolOperation
{
    private const int SliceRegisters = 4;

    /// <summary>Moving an element in multiply-adds, for <see cref="Threads.WorkThreshold"/>.</summary>
    private const int WorkPerElement = 8;

    public Pool2dShape Shape;

    /// <summary>[C, H, W, L]: the input, or its gradient.</summary>
    public float* Image;
    public TOperation Operation;

    public readonly void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        int registers = (Shape.N + S.Width - 1) / S.Width;
        var job = new Job<S, V>
        {
            Of = this,
            Registers = registers,
            Slices = (registers + SliceRegisters - 1) / SliceRegisters,
        };
        Threads.For(job.Slices * Shape.C, (long)Shape.C * Shape.H * Shape.W * Shape.N * WorkPerElement, job);
    }

    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public PoolLoop<TOperation> Of;
        public int Registers;
        public int Slices;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            var s = Of.Shape;
            var operation = Of.Operation;
            (int slice, int channel) = Math.DivRem(piece, s.C);
            int lane = Tile.Begin(Registers, Slices, slice) * S.Width;
            int lanes = Tile.Begin(Registers, Slices, slice + 1) * S.Width - lane;
            float* plane = Of.Image + (long)channel * s.H * s.W * s.L + lane;
            if (TOperation.WritesImage && !s.WindowsTileTheImage)
                for (int pixel = 0; pixel < s.H * s.W; pixel++)
                    new Span<float>(plane + (long)pixel * s.L, lanes).Clear();
            bool twoByTwo = s is { KH: 2, KW: 2, DilationH: 1, DilationW: 1 };
            bool apart = s.WindowsAreApart;
            twoByTwo &= apart || !TOperation.WritesImage;
            long output = (long)channel * s.OH * s.OW * s.L + lane;
            for (int oh = 0; oh < s.OH; oh++)
            {
                int top = oh * s.StrideH - s.PadTop;
                var rows = PoolSpan.Of(top, s.KH, s.DilationH, s.H);
                for (int ow = 0; ow < s.OW; ow++, output += s.L)
                {
                    int left = ow * s.StrideW - s.PadLeft;
                    var columns = PoolSpan.Of(left, s.KW, s.DilationW, s.W);
                    float* corner = plane + ((long)top * s.W + left) * s.L;
                    var window = new PoolWindow(s, corner, output, rows, columns, s.AverageDivisor(top, left));
                    if (twoByTwo && rows.Length == 2 && columns.Length == 2)
                        operation.RunTwoByTwo<S, V>(window, lanes);
                    else
                        operation.Run<S, V>(window, lanes, apart);
                }
            }
        }
    }
}
