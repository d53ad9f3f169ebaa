using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>One step of an optimizer on one float32 parameter, as torch.optim computes it.</summary>
internal static unsafe class OptimizerStep
{
    /// <summary>Elements of a chunk of work.</summary>
    private const int Chunk = 8192;

    /// <summary>
    /// One element's share of <see cref="KernelThreadPool.WorkThreshold"/>: memory, a root and two quotients.
    /// </summary>
    private const int WorkPerElement = 16;

    /// <summary>torch.optim.SGD.</summary>
    /// <param name="n">Elements.</param>
    /// <param name="p">The parameter; updated.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="momentumBuffer">Updated; null without momentum.</param>
    /// <param name="firstStep">Whether the momentum buffer holds nothing yet (it becomes the gradient).</param>
    /// <param name="maximize">Whether to climb.</param>
    public static void Sgd(
        long n,
        float* p,
        float* g,
        float* momentumBuffer,
        double lr,
        double momentum,
        double dampening,
        bool nesterov,
        double weightDecay,
        bool firstStep,
        bool maximize
    )
    {
        var sgd = new SgdStep
        {
            Parameter = p,
            Gradient = g,
            MomentumBuffer = momentumBuffer,
            MinusLr = (float)-lr,
            Momentum = (float)momentum,
            Share = (float)(1 - dampening),
            Nesterov = nesterov,
            WeightDecay = (float)weightDecay,
            FirstStep = firstStep,
            Sign = maximize ? -1 : 1,
        };
        Run(n, sgd);
    }

    /// <summary>torch.optim.Adam, or AdamW with <paramref name="decoupledWeightDecay"/>.</summary>
    /// <param name="n">Elements.</param>
    /// <param name="p">The parameter; updated.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="expAvg">First moment; updated.</param>
    /// <param name="expAvgSq">Second moment; updated.</param>
    /// <param name="maxExpAvgSq">The largest second moment so far (amsgrad); updated; or null.</param>
    /// <param name="step">The number of this step: 1 for the first.</param>
    public static void Adam(
        long n,
        float* p,
        float* g,
        float* expAvg,
        float* expAvgSq,
        float* maxExpAvgSq,
        double lr,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        bool decoupledWeightDecay,
        long step,
        bool maximize
    )
    {
        var adam = new AdamStep
        {
            Parameter = p,
            Gradient = g,
            ExpAvg = expAvg,
            ExpAvgSq = expAvgSq,
            MaxExpAvgSq = maxExpAvgSq,
            MinusStepSize = (float)(-lr / (1 - Math.Pow(beta1, step))),
            Beta1 = (float)beta1,
            Share1 = (float)(1 - beta1),
            Beta2 = (float)beta2,
            Share2 = (float)(1 - beta2),
            RootOfCorrection2 = (float)Math.Sqrt(1 - Math.Pow(beta2, step)),
            Eps = (float)eps,
            Shrink = decoupledWeightDecay ? (float)(1 - lr * weightDecay) : 1,
            WeightDecay = decoupledWeightDecay ? 0 : (float)weightDecay,
            Sign = maximize ? -1 : 1,
        };
        Run(n, adam);
    }

    private static void Run<TStep>(long n, TStep step)
        where TStep : struct, IStep
    {
        var kernel = new StepKernel<TStep> { Count = n, Step = step };
        Simd.Run(ref kernel);
    }

    /// <summary>The update of one register of elements.</summary>
    private interface IStep
    {
        void Update<S, V>(long i)
            where S : struct, ISimd<V>
            where V : struct;
    }

    private struct StepKernel<TStep> : ISimdKernel
        where TStep : struct, IStep
    {
        public long Count;
        public TStep Step;

        public readonly void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct =>
            KernelThreadPool.For(
                (int)((Count + Chunk - 1) / Chunk),
                Count * WorkPerElement,
                new Job<S, V> { Count = Count, Step = Step }
            );

        private struct Job<S, V> : IJob
            where S : struct, ISimd<V>
            where V : struct
        {
            public long Count;
            public TStep Step;

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public readonly void Run(int chunk)
            {
                var step = Step;
                long i = (long)chunk * Chunk;
                long end = Math.Min(i + Chunk, Count);
                for (; i <= end - S.Width; i += S.Width)
                    step.Update<S, V>(i);
                for (; i < end; i++)
                    step.Update<NoSimd, float>(i);
            }
        }
    }

    private struct SgdStep : IStep
    {
        public float* Parameter;
        public float* Gradient;
        public float* MomentumBuffer;
        public float MinusLr;
        public float Momentum;
        public float Share;
        public bool Nesterov;
        public float WeightDecay;
        public bool FirstStep;
        public float Sign;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<S, V>(long i)
            where S : struct, ISimd<V>
            where V : struct
        {
            V p = S.Load(Parameter + i);
            V d = S.Multiply(S.Load(Gradient + i), S.Broadcast(Sign));
            if (WeightDecay != 0)
                d = S.MultiplyAdd(p, S.Broadcast(WeightDecay), d);
            if (MomentumBuffer != null)
            {
                V momentum = S.Broadcast(Momentum);
                V buffer = d;
                if (!FirstStep)
                    buffer = S.MultiplyAdd(d, S.Broadcast(Share), S.Multiply(S.Load(MomentumBuffer + i), momentum));
                S.Store(buffer, MomentumBuffer + i);
                d = Nesterov ? S.MultiplyAdd(buffer, momentum, d) : buffer;
            }
            S.Store(S.MultiplyAdd(d, S.Broadcast(MinusLr), p), Parameter + i);
        }
    }

    private struct AdamStep : IStep
    {
        public float* Parameter;
        public float* Gradient;
        public float* ExpAvg;
        public float* ExpAvgSq;
        public float* MaxExpAvgSq;
        public float MinusStepSize;
        public float Beta1;
        public float Share1;
        public float Beta2;
        public float Share2;
        public float RootOfCorrection2;
        public float Eps;
        public float Shrink;
        public float WeightDecay;
        public float Sign;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<S, V>(long i)
            where S : struct, ISimd<V>
            where V : struct
        {
            V p = S.Multiply(S.Load(Parameter + i), S.Broadcast(Shrink));
            V g = S.Multiply(S.Load(Gradient + i), S.Broadcast(Sign));
            if (WeightDecay != 0)
                g = S.MultiplyAdd(p, S.Broadcast(WeightDecay), g);
            V first = S.MultiplyAdd(g, S.Broadcast(Share1), S.Multiply(S.Load(ExpAvg + i), S.Broadcast(Beta1)));
            V second = S.MultiplyAdd(
                S.Multiply(g, S.Broadcast(Share2)),
                g,
                S.Multiply(S.Load(ExpAvgSq + i), S.Broadcast(Beta2))
            );
            S.Store(first, ExpAvg + i);
            S.Store(second, ExpAvgSq + i);
            if (MaxExpAvgSq != null)
            {
                V max = S.Load(MaxExpAvgSq + i);
                second = S.Select(S.LessThan(second, max), max, second);
                S.Store(second, MaxExpAvgSq + i);
            }
            V denominator = S.Add(S.Divide(S.Sqrt(second), S.Broadcast(RootOfCorrection2)), S.Broadcast(Eps));
            p = S.Add(p, S.Divide(S.Multiply(first, S.Broadcast(MinusStepSize)), denominator));
            S.Store(p, Parameter + i);
        }
    }
}
