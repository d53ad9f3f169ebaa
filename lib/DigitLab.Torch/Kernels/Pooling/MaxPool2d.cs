using System.Runtime.CompilerServices;

namespace DigitLab.Torch.Kernels;

/// <summary>
/// Maximum pooling, float32, in lane-major layout, with PyTorch's rules: the padding is -inf, the first maximum in
/// row-major order wins, a NaN is larger than everything.
/// </summary>
internal static unsafe class MaxPool2d
{
    /// <summary>Bytes that the argmax of a pooling takes: one per output element, four when a window has over 256.</summary>
    public static long ArgmaxBytes(in Pool2dShape s) => (long)s.C * s.OH * s.OW * s.L * ArgmaxElementBytes(s);

    private static int ArgmaxElementBytes(in Pool2dShape s) => s.KH * s.KW <= 256 ? 1 : sizeof(float);

    /// <param name="s">The sizes.</param>
    /// <param name="input">[C, H, W, L].</param>
    /// <param name="output">[C, OH, OW, L].</param>
    /// <param name="argmax">
    /// <see cref="ArgmaxBytes"/> bytes for <see cref="BackwardInput"/>: where in its window (kh * KW + kw) each maximum
    /// lay, laid out as the output; null at inference.
    /// </param>
    public static void Forward(in Pool2dShape s, float* input, float* output, byte* argmax)
    {
        var kernel = new ForwardKernel
        {
            Shape = s,
            Input = input,
            Output = output,
            Argmax = argmax,
            ArgmaxBytes = ArgmaxElementBytes(s),
        };
        Simd.Run(ref kernel);
    }

    /// <summary>The same for a few images (fewer than about 8) in ordinary layout, at inference. L is not used.</summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <param name="output">[N, C, OH, OW].</param>
    public static void ForwardImage(in Pool2dShape s, float* input, float* output)
    {
        var kernel = new ImagePool
        {
            Shape = s,
            Planes = s.N * s.C,
            Input = input,
            Output = output,
            Average = false,
        };
        Simd.Run(ref kernel);
    }

    /// <summary>The gradient goes to where the maximum was.</summary>
    /// <param name="s">The sizes of the forward pooling.</param>
    /// <param name="gradOutput">[C, OH, OW, L].</param>
    /// <param name="argmax">What <see cref="Forward"/> wrote.</param>
    /// <param name="gradInput">[C, H, W, L]; overwritten.</param>
    public static void BackwardInput(in Pool2dShape s, float* gradOutput, byte* argmax, float* gradInput)
    {
        var kernel = new BackwardKernel
        {
            Shape = s,
            GradOutput = gradOutput,
            Argmax = argmax,
            ArgmaxBytes = ArgmaxElementBytes(s),
            GradInput = gradInput,
        };
        Simd.Run(ref kernel);
    }

    /// <summary>The index kh * KW + kw of one maximum in its window.</summary>
    /// <param name="element">Its place in the output: ((c * OH + oh) * OW + ow) * L + n.</param>
    public static int WindowIndex(in Pool2dShape s, byte* argmax, long element) =>
        ArgmaxElementBytes(s) == 1 ? argmax[element] : (int)((float*)argmax)[element];

    private struct ForwardKernel : ISimdKernel
    {
        public Pool2dShape Shape;
        public float* Input;
        public float* Output;
        public byte* Argmax;
        public int ArgmaxBytes;

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
            public ForwardKernel Of;
            public PoolPieces Pieces;

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public readonly void Run(int piece)
            {
                var s = Of.Shape;
                var (channel, lane, endLane) = Pieces[piece];
                float* plane = Of.Input + (long)channel * s.H * s.W * s.L;
                long output = (long)channel * s.OH * s.OW * s.L;
                bool twoByTwo = s.IsTwoByTwo;
                for (int oh = 0; oh < s.OH; oh++)
                {
                    int top = oh * s.StrideH - s.PadTop;
                    var rows = PoolSpan.Of(top, s.KH, s.DilationH, s.H);
                    for (int ow = 0; ow < s.OW; ow++, output += s.L)
                    {
                        int left = ow * s.StrideW - s.PadLeft;
                        var columns = PoolSpan.Of(left, s.KW, s.DilationW, s.W);
                        float* corner = plane + ((long)top * s.W + left) * s.L;
                        if (twoByTwo && rows.Length == 2 && columns.Length == 2)
                            for (int l = lane; l < endLane; l += S.Width)
                                TwoByTwo(corner + l, s.W * s.L, s.L, output + l);
                        else
                            for (int l = lane; l < endLane; l += S.Width)
                                Window(corner + l, rows, columns, output + l);
                    }
                }
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private readonly void TwoByTwo(float* corner, nint row, nint column, long output)
            {
                V max = S.Load(corner);
                V index = S.Broadcast(0f);
                Take(S.Load(corner + column), 1, ref max, ref index);
                Take(S.Load(corner + row), 2, ref max, ref index);
                Take(S.Load(corner + row + column), 3, ref max, ref index);
                Store(max, index, output);
            }

            private readonly void Window(float* corner, PoolSpan rows, PoolSpan columns, long output)
            {
                var s = Of.Shape;
                V max = S.Broadcast(float.NegativeInfinity);
                V index = S.Broadcast(rows.First * s.KW + columns.First);
                for (int kh = rows.First; kh < rows.End; kh++)
                for (int kw = columns.First; kw < columns.End; kw++)
                {
                    float* x = corner + ((nint)kh * s.DilationH * s.W + kw * s.DilationW) * s.L;
                    Take(S.Load(x), kh * s.KW + kw, ref max, ref index);
                }
                Store(max, index, output);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private static void Take(V x, int tap, ref V max, ref V index)
            {
                V larger = S.Or(S.LessThan(max, x), S.IsNaN(x));
                max = S.Select(larger, x, max);
                index = S.Select(larger, S.Broadcast(tap), index);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private readonly void Store(V max, V index, long output)
            {
                S.Store(max, Of.Output + output);
                if (Of.Argmax == null)
                    return;
                if (Of.ArgmaxBytes == 1)
                    S.StoreBytes(index, Of.Argmax + output);
                else
                    S.Store(index, (float*)Of.Argmax + output);
            }
        }
    }

    private struct BackwardKernel : ISimdKernel
    {
        public Pool2dShape Shape;
        public float* GradOutput;
        public byte* Argmax;
        public int ArgmaxBytes;
        public float* GradInput;

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
            public BackwardKernel Of;
            public PoolPieces Pieces;

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public readonly void Run(int piece)
            {
                var s = Of.Shape;
                var (channel, lane, endLane) = Pieces[piece];
                float* plane = Of.GradInput + (long)channel * s.H * s.W * s.L;
                if (!s.WindowsTileTheImage)
                    for (int pixel = 0; pixel < s.H * s.W; pixel++)
                        new Span<float>(plane + (long)pixel * s.L + lane, endLane - lane).Clear();
                long output = (long)channel * s.OH * s.OW * s.L;
                bool twoByTwo = s.IsTwoByTwo;
                bool apart = s.WindowsAreApart;
                for (int oh = 0; oh < s.OH; oh++)
                {
                    int top = oh * s.StrideH - s.PadTop;
                    var rows = PoolSpan.Of(top, s.KH, s.DilationH, s.H);
                    for (int ow = 0; ow < s.OW; ow++, output += s.L)
                    {
                        int left = ow * s.StrideW - s.PadLeft;
                        var columns = PoolSpan.Of(left, s.KW, s.DilationW, s.W);
                        float* corner = plane + ((long)top * s.W + left) * s.L;
                        if (twoByTwo && apart && rows.Length == 2 && columns.Length == 2)
                            for (int l = lane; l < endLane; l += S.Width)
                                SpreadTwoByTwo(corner + l, s.W * s.L, s.L, output + l);
                        else
                            for (int l = lane; l < endLane; l += S.Width)
                                Spread(corner + l, rows, columns, apart, output + l);
                    }
                }
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private readonly V Index(long output) =>
                Of.ArgmaxBytes == 1 ? S.LoadBytes(Of.Argmax + output) : S.Load((float*)Of.Argmax + output);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private readonly void SpreadTwoByTwo(float* corner, nint row, nint column, long output)
            {
                V gradient = S.Load(Of.GradOutput + output);
                V index = Index(output);
                S.Store(S.And(gradient, S.Equal(index, S.Broadcast(0f))), corner);
                S.Store(S.And(gradient, S.Equal(index, S.Broadcast(1f))), corner + column);
                S.Store(S.And(gradient, S.Equal(index, S.Broadcast(2f))), corner + row);
                S.Store(S.And(gradient, S.Equal(index, S.Broadcast(3f))), corner + row + column);
            }

            private readonly void Spread(float* corner, PoolSpan rows, PoolSpan columns, bool apart, long output)
            {
                var s = Of.Shape;
                V gradient = S.Load(Of.GradOutput + output);
                V index = Index(output);
                for (int kh = rows.First; kh < rows.End; kh++)
                for (int kw = columns.First; kw < columns.End; kw++)
                {
                    float* x = corner + ((nint)kh * s.DilationH * s.W + kw * s.DilationW) * s.L;
                    V share = S.And(gradient, S.Equal(index, S.Broadcast(kh * s.KW + kw)));
                    S.Store(apart ? share : S.Add(S.Load(x), share), x);
                }
            }
        }
    }
}
