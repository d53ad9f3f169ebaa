using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>
/// Maximum pooling, float32, in batch-innermost layout, with PyTorch's rules: the padding is -inf, the first maximum in
/// row-major order wins, a NaN is larger than everything.
/// </summary>
internal static unsafe class MaxPool2d
{
    /// <summary>
    /// Bytes that the argmax of a pooling takes: one per output element, four when a window has over 255.
    /// </summary>
    public static long ArgmaxBytes(in Pool2dShape s) => (long)s.C * s.OH * s.OW * s.L * ArgmaxElementBytes(s);

    private static int ArgmaxElementBytes(in Pool2dShape s) => Nowhere(s) <= byte.MaxValue ? 1 : sizeof(float);

    /// <summary>The argmax of a window whose maximum gets no gradient.</summary>
    private static int Nowhere(in Pool2dShape s) => s.KH * s.KW;

    /// <param name="s">The sizes.</param>
    /// <param name="input">[H, C, W, L].</param>
    /// <param name="output">[OH, C, OW, L].</param>
    /// <param name="argmax">
    /// <see cref="ArgmaxBytes"/> bytes for <see cref="BackwardInput"/>: where in its window (kh * KW + kw) each maximum
    /// lay, laid out as the output; null at inference.
    /// </param>
    public static void Forward(in Pool2dShape s, float* input, float* output, byte* argmax)
    {
        var loop = new PoolLoop<Maximum>
        {
            Shape = s,
            Image = input,
            Operation = To(s, output, argmax),
        };
        Simd.Run(ref loop);
    }

    /// <summary>The operation on one window after the other.</summary>
    /// <param name="rectified">
    /// Whether the input is a ReLU's result: a maximum of 0 then has its argmax nowhere, so that the gradient is that
    /// of the ReLU's input.
    /// </param>
    public static Maximum To(in Pool2dShape s, float* output, byte* argmax, bool rectified = false) =>
        new()
        {
            Output = output,
            Argmax = new Argmax(argmax, ArgmaxElementBytes(s)),
            Dead = rectified ? 0 : float.NaN,
            Nowhere = Nowhere(s),
        };

    /// <summary>
    /// The same for a few images (fewer than about 8) in ordinary layout, at inference. L is not used.
    /// </summary>
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
        };
        Simd.Run(ref kernel);
    }

    /// <summary>The gradient goes to where the maximum was.</summary>
    /// <param name="s">The sizes of the forward pooling.</param>
    /// <param name="gradOutput">[OH, C, OW, L].</param>
    /// <param name="argmax">What <see cref="Forward"/> wrote.</param>
    /// <param name="gradInput">[H, C, W, L]; overwritten.</param>
    public static void BackwardInput(in Pool2dShape s, float* gradOutput, byte* argmax, float* gradInput)
    {
        var operation = new Gradient { GradOutput = gradOutput, Argmax = new Argmax(argmax, ArgmaxElementBytes(s)) };
        var loop = new PoolLoop<Gradient>
        {
            Shape = s,
            Image = gradInput,
            Operation = operation,
        };
        Simd.Run(ref loop);
    }

    /// <summary>The index kh * KW + kw of one maximum in its window.</summary>
    /// <param name="element">Its place in the output: oh * OutputRow + c * OutputChannel + ow * L + n.</param>
    public static int WindowIndex(in Pool2dShape s, byte* argmax, long element) =>
        (int)new Argmax(argmax, ArgmaxElementBytes(s)).Load<NoSimd, float>(element);

    /// <summary>Indices in the window, as bytes or as floats.</summary>
    internal readonly struct Argmax(byte* pointer, int elementBytes)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Load<S, V>(long element)
            where S : struct, ISimd<V>
            where V : struct => elementBytes == 1 ? S.LoadBytes(pointer + element) : S.Load((float*)pointer + element);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store<S, V>(V index, long element)
            where S : struct, ISimd<V>
            where V : struct
        {
            if (pointer == null)
                return;
            if (elementBytes == 1)
                S.StoreBytes(index, pointer + element);
            else
                S.Store(index, (float*)pointer + element);
        }
    }

    internal struct Maximum : IPoolOperation
    {
        public float* Output;
        public Argmax Argmax;

        /// <summary>
        /// The maximum whose argmax is <see cref="Nowhere"/>; NaN, which equals nothing, if there is none.
        /// </summary>
        public float Dead;
        public float Nowhere;

        public static bool WritesImage => false;

        public readonly void Run<S, V>(in PoolWindow window, int lanes, bool apart)
            where S : struct, ISimd<V>
            where V : struct
        {
            int width = window.Shape.KW;
            V dead = S.Broadcast(Dead);
            V nowhere = S.Broadcast(Nowhere);
            for (int l = 0; l < lanes; l += S.Width)
            {
                V max = S.Broadcast(float.NegativeInfinity);
                V index = S.Broadcast(window.Rows.First * width + window.Columns.First);
                for (int kh = window.Rows.First; kh < window.Rows.End; kh++)
                for (int kw = window.Columns.First; kw < window.Columns.End; kw++)
                    Take<S, V>(S.Load(window.Tap(kh, kw) + l), kh * width + kw, ref max, ref index);
                S.Store(max, Output + window.Output + l);
                Argmax.Store<S, V>(S.Select(S.Equal(max, dead), nowhere, index), window.Output + l);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void RunPairs<S, V>(in PairRow row)
            where S : struct, ISimd<V>
            where V : struct
        {
            float* above = row.Corner;
            nint column = row.Column;
            float* below = above + row.Row;
            long output = row.Output;
            nint lanes = row.Lanes;
            V dead = S.Broadcast(Dead);
            V nowhere = S.Broadcast(Nowhere);
            for (int window = row.Windows; window > 0; window--)
            {
                for (nint l = 0; l < lanes; l += S.Width)
                {
                    V max = S.Load(above + l);
                    V index = S.Broadcast(0f);
                    Take<S, V>(S.Load(above + column + l), 1, ref max, ref index);
                    Take<S, V>(S.Load(below + l), 2, ref max, ref index);
                    Take<S, V>(S.Load(below + column + l), 3, ref max, ref index);
                    S.Store(max, Output + output + l);
                    Argmax.Store<S, V>(S.Select(S.Equal(max, dead), nowhere, index), output + l);
                }
                above += row.Window;
                below += row.Window;
                output += row.OutputWindow;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Take<S, V>(V x, int tap, ref V max, ref V index)
            where S : struct, ISimd<V>
            where V : struct
        {
            V larger = S.Or(S.LessThan(max, x), S.IsNaN(x));
            max = S.Select(larger, x, max);
            index = S.Select(larger, S.Broadcast(tap), index);
        }
    }

    private struct Gradient : IPoolOperation
    {
        public float* GradOutput;
        public Argmax Argmax;

        public static bool WritesImage => true;

        public readonly void Run<S, V>(in PoolWindow window, int lanes, bool apart)
            where S : struct, ISimd<V>
            where V : struct
        {
            for (int l = 0; l < lanes; l += S.Width)
            {
                V gradient = S.Load(GradOutput + window.Output + l);
                V index = Argmax.Load<S, V>(window.Output + l);
                for (int kh = window.Rows.First; kh < window.Rows.End; kh++)
                for (int kw = window.Columns.First; kw < window.Columns.End; kw++)
                {
                    float* x = window.Tap(kh, kw) + l;
                    V share = Share<S, V>(gradient, index, kh * window.Shape.KW + kw);
                    S.Store(apart ? share : S.Add(S.Load(x), share), x);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void RunPairs<S, V>(in PairRow row)
            where S : struct, ISimd<V>
            where V : struct
        {
            float* above = row.Corner;
            nint column = row.Column;
            float* below = above + row.Row;
            long output = row.Output;
            nint lanes = row.Lanes;
            for (int window = row.Windows; window > 0; window--)
            {
                for (nint l = 0; l < lanes; l += S.Width)
                {
                    V gradient = S.Load(GradOutput + output + l);
                    V index = Argmax.Load<S, V>(output + l);
                    S.Store(Share<S, V>(gradient, index, 0), above + l);
                    S.Store(Share<S, V>(gradient, index, 1), above + column + l);
                    S.Store(Share<S, V>(gradient, index, 2), below + l);
                    S.Store(Share<S, V>(gradient, index, 3), below + column + l);
                }
                above += row.Window;
                below += row.Window;
                output += row.OutputWindow;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Share<S, V>(V gradient, V index, int tap)
            where S : struct, ISimd<V>
            where V : struct => S.And(gradient, S.Equal(index, S.Broadcast(tap)));
    }
}
