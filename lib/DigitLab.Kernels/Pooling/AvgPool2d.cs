using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>Average pooling, float32, in batch-innermost layout, with PyTorch's divisors.</summary>
internal static unsafe class AvgPool2d
{
    /// <param name="s">The sizes.</param>
    /// <param name="input">[H, C, W, L].</param>
    /// <param name="output">[OH, C, OW, L].</param>
    public static void Forward(in Pool2dShape s, float* input, float* output)
    {
        var loop = new PoolLoop<Average>
        {
            Shape = Undilated(s),
            Image = input,
            Operation = To(output),
        };
        Simd.Run(ref loop);
    }

    /// <summary>The operation on one window after the other.</summary>
    public static Average To(float* output) => new() { Output = output };

    /// <summary>
    /// The same for a few images (fewer than about 8) in ordinary layout, at inference. L is not used.
    /// </summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <param name="output">[N, C, OH, OW].</param>
    public static void ForwardImage(in Pool2dShape s, float* input, float* output)
    {
        var kernel = new ImagePool
        {
            Shape = Undilated(s),
            Planes = s.N * s.C,
            Input = input,
            Output = output,
            Average = true,
        };
        Simd.Run(ref kernel);
    }

    /// <summary>The gradient is spread evenly over the window.</summary>
    /// <param name="s">The sizes of the forward pooling.</param>
    /// <param name="gradOutput">[OH, C, OW, L].</param>
    /// <param name="gradInput">[H, C, W, L]; overwritten.</param>
    /// <param name="activation">What came before the pooling: the gradient is that of its input.</param>
    /// <param name="activated">[H, C, W, L]: the activation's result; null where there is none.</param>
    public static void BackwardInput(
        in Pool2dShape s,
        float* gradOutput,
        float* gradInput,
        Activation activation = Activation.None,
        float* activated = null
    )
    {
        switch (activation)
        {
            case Activation.Relu:
                BackwardInput<Elementwise.ReluGradient>(s, gradOutput, gradInput, activated);
                break;
            case Activation.Tanh:
                BackwardInput<Elementwise.TanhGradient>(s, gradOutput, gradInput, activated);
                break;
            case Activation.Sigmoid:
                BackwardInput<Elementwise.SigmoidGradient>(s, gradOutput, gradInput, activated);
                break;
            default:
                BackwardInput<NoDerivative>(s, gradOutput, gradInput, gradInput);
                break;
        }
    }

    private static void BackwardInput<TDerivative>(in Pool2dShape s, float* gradOutput, float* gradInput, float* source)
        where TDerivative : struct, Elementwise.IOperation
    {
        var loop = new PoolLoop<Gradient<TDerivative>>
        {
            Shape = Undilated(s),
            Image = gradInput,
            Operation = new Gradient<TDerivative>
            {
                GradOutput = gradOutput,
                GradInput = gradInput,
                Source = source,
            },
        };
        Simd.Run(ref loop);
    }

    private static Pool2dShape Undilated(in Pool2dShape s) => s with { DilationH = 1, DilationW = 1 };

    internal struct Average : IPoolOperation
    {
        public float* Output;

        public static bool WritesImage => false;

        public readonly void Run<S, V>(in PoolWindow window, int lanes, bool apart)
            where S : struct, ISimd<V>
            where V : struct
        {
            for (int l = 0; l < lanes; l += S.Width)
            {
                V sum = S.Broadcast(0f);
                for (int kh = window.Rows.First; kh < window.Rows.End; kh++)
                for (int kw = window.Columns.First; kw < window.Columns.End; kw++)
                    sum = S.Add(sum, S.Load(window.Tap(kh, kw) + l));
                S.Store(S.Divide(sum, S.Broadcast(window.Divisor)), Output + window.Output + l);
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
            V divisor = S.Broadcast(row.Divisor);
            for (int window = row.Windows; window > 0; window--)
            {
                for (nint l = 0; l < lanes; l += S.Width)
                {
                    V sum = S.Add(S.Load(above + l), S.Load(above + column + l));
                    sum = S.Add(sum, S.Add(S.Load(below + l), S.Load(below + column + l)));
                    S.Store(S.Divide(sum, divisor), Output + output + l);
                }
                above += row.Window;
                below += row.Window;
                output += row.OutputWindow;
            }
        }
    }

    private readonly struct NoDerivative : Elementwise.IOperation
    {
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => x;
    }

    /// <typeparam name="TDerivative">Of the activation before the pooling, from its result.</typeparam>
    private struct Gradient<TDerivative> : IPoolOperation
        where TDerivative : struct, Elementwise.IOperation
    {
        public float* GradOutput;
        public float* GradInput;

        /// <summary>The activation's result, laid out as the gradient.</summary>
        public float* Source;

        public static bool WritesImage => true;

        public readonly void Run<S, V>(in PoolWindow window, int lanes, bool apart)
            where S : struct, ISimd<V>
            where V : struct
        {
            for (int l = 0; l < lanes; l += S.Width)
            {
                V share = S.Divide(S.Load(GradOutput + window.Output + l), S.Broadcast(window.Divisor));
                for (int kh = window.Rows.First; kh < window.Rows.End; kh++)
                for (int kw = window.Columns.First; kw < window.Columns.End; kw++)
                {
                    float* x = window.Tap(kh, kw) + l;
                    V derived = Derive<S, V>(share, x);
                    S.Store(apart ? derived : S.Add(S.Load(x), derived), x);
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
            V divisor = S.Broadcast(row.Divisor);
            for (int window = row.Windows; window > 0; window--)
            {
                for (nint l = 0; l < lanes; l += S.Width)
                {
                    V share = S.Divide(S.Load(GradOutput + output + l), divisor);
                    S.Store(Derive<S, V>(share, above + l), above + l);
                    S.Store(Derive<S, V>(share, above + column + l), above + column + l);
                    S.Store(Derive<S, V>(share, below + l), below + l);
                    S.Store(Derive<S, V>(share, below + column + l), below + column + l);
                }
                above += row.Window;
                below += row.Window;
                output += row.OutputWindow;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly V Derive<S, V>(V share, float* x)
            where S : struct, ISimd<V>
            where V : struct =>
            typeof(TDerivative) == typeof(NoDerivative)
                ? share
                : TDerivative.Apply<S, V>(share, S.Load(Source + (x - GradInput)), share, share);
    }
}
