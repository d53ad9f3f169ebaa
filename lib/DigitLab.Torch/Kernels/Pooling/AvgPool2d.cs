using System.Runtime.CompilerServices;

namespace DigitLab.Torch.Kernels;

/// <summary>Average pooling, float32, in lane-major layout, with PyTorch's divisors.</summary>
internal static unsafe class AvgPool2d
{
    /// <param name="s">The sizes.</param>
    /// <param name="input">[C, H, W, L].</param>
    /// <param name="output">[C, OH, OW, L].</param>
    public static void Forward(in Pool2dShape s, float* input, float* output) => Run(s, input, output, backward: false);

    /// <summary>The same for a few images (fewer than about 8) in ordinary layout, at inference. L is not used.</summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <param name="output">[N, C, OH, OW].</param>
    public static void ForwardImage(in Pool2dShape s, float* input, float* output)
    {
        var kernel = new ImagePool
        {
            Shape = s with { DilationH = 1, DilationW = 1 },
            Planes = s.N * s.C,
            Input = input,
            Output = output,
            Average = true,
        };
        Simd.Run(ref kernel);
    }

    /// <summary>The gradient is spread evenly over the window.</summary>
    /// <param name="s">The sizes of the forward pooling.</param>
    /// <param name="gradOutput">[C, OH, OW, L].</param>
    /// <param name="gradInput">[C, H, W, L]; overwritten.</param>
    public static void BackwardInput(in Pool2dShape s, float* gradOutput, float* gradInput) =>
        Run(s, gradInput, gradOutput, backward: true);

    private static void Run(in Pool2dShape s, float* image, float* pooled, bool backward)
    {
        var kernel = new Kernel
        {
            Shape = s with { DilationH = 1, DilationW = 1 },
            Image = image,
            Pooled = pooled,
            Backward = backward,
        };
        Simd.Run(ref kernel);
    }

    private struct Kernel : ISimdKernel
    {
        public Pool2dShape Shape;
        public float* Image;
        public float* Pooled;
        public bool Backward;

        public readonly void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            var pieces = new PoolPieces(Shape, S.Width);
            Threads.For(pieces.Count, pieces.Work, new Job<S, V> { Of = this, Pieces = pieces });
        }

        private struct Job<S, V> : IJob
            where S : struct, ISimd<V>
            where V : struct
        {
            public Kernel Of;
            public PoolPieces Pieces;

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public readonly void Run(int piece)
            {
                var s = Of.Shape;
                var (channel, lane, endLane) = Pieces[piece];
                float* plane = Of.Image + (long)channel * s.H * s.W * s.L;
                if (Of.Backward && !s.WindowsTileTheImage)
                    for (int pixel = 0; pixel < s.H * s.W; pixel++)
                        new Span<float>(plane + (long)pixel * s.L + lane, endLane - lane).Clear();
                float* pooled = Of.Pooled + (long)channel * s.OH * s.OW * s.L;
                bool twoByTwo = s.IsTwoByTwo;
                bool apart = s.WindowsAreApart;
                for (int oh = 0; oh < s.OH; oh++)
                {
                    int top = oh * s.StrideH - s.PadTop;
                    var rows = PoolSpan.Of(top, s.KH, 1, s.H);
                    for (int ow = 0; ow < s.OW; ow++, pooled += s.L)
                    {
                        int left = ow * s.StrideW - s.PadLeft;
                        var columns = PoolSpan.Of(left, s.KW, 1, s.W);
                        float* corner = plane + ((long)top * s.W + left) * s.L;
                        V divisor = S.Broadcast(s.AverageDivisor(top, left));
                        bool whole = twoByTwo && rows.Length == 2 && columns.Length == 2;
                        for (int l = lane; l < endLane; l += S.Width)
                            if (Of.Backward)
                            {
                                V share = S.Divide(S.Load(pooled + l), divisor);
                                if (whole && apart)
                                    SpreadTwoByTwo(corner + l, s.W * s.L, s.L, share);
                                else
                                    Spread(corner + l, rows, columns, apart, share);
                            }
                            else
                            {
                                V sum = whole
                                    ? SumTwoByTwo(corner + l, s.W * s.L, s.L)
                                    : Sum(corner + l, rows, columns);
                                S.Store(S.Divide(sum, divisor), pooled + l);
                            }
                    }
                }
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private static V SumTwoByTwo(float* corner, nint row, nint column) =>
                S.Add(
                    S.Add(S.Load(corner), S.Load(corner + column)),
                    S.Add(S.Load(corner + row), S.Load(corner + row + column))
                );

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private static void SpreadTwoByTwo(float* corner, nint row, nint column, V share)
            {
                S.Store(share, corner);
                S.Store(share, corner + column);
                S.Store(share, corner + row);
                S.Store(share, corner + row + column);
            }

            private readonly V Sum(float* corner, PoolSpan rows, PoolSpan columns)
            {
                nint L = Of.Shape.L;
                nint row = Of.Shape.W * L;
                V sum = S.Broadcast(0f);
                for (int kh = rows.First; kh < rows.End; kh++)
                for (int kw = columns.First; kw < columns.End; kw++)
                    sum = S.Add(sum, S.Load(corner + kh * row + kw * L));
                return sum;
            }

            private readonly void Spread(float* corner, PoolSpan rows, PoolSpan columns, bool apart, V share)
            {
                nint L = Of.Shape.L;
                nint row = Of.Shape.W * L;
                for (int kh = rows.First; kh < rows.End; kh++)
                for (int kw = columns.First; kw < columns.End; kw++)
                {
                    float* x = corner + kh * row + kw * L;
                    S.Store(apart ? share : S.Add(S.Load(x), share), x);
                }
            }
        }
    }
}
