using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>PyTorch's cross_entropy of class indices, float32, on batch-innermost logits [classes, L].</summary>
internal static unsafe class SoftmaxCrossEntropy
{
    /// <summary>The loss, and what its backward needs.</summary>
    /// <param name="N">Valid lanes: the batch.</param>
    /// <param name="L">Lanes: the stride of a class.</param>
    /// <param name="classes">Rows of the logits.</param>
    /// <param name="logits">[classes, L].</param>
    /// <param name="target">[N] class indices.</param>
    /// <param name="classWeight">[classes], or null: all 1.</param>
    /// <param name="ignoreIndex">A target that does not count (PyTorch's default: -100).</param>
    /// <param name="mean">Whether to divide the sum by <paramref name="totalWeight"/>.</param>
    /// <param name="probabilities">[classes, L], kept for <see cref="Backward"/>; or null.</param>
    /// <param name="losses">[N] each sample's loss (reduction none); or null.</param>
    /// <param name="totalWeight">The weights of the targets, summed: N without weights and ignored targets.</param>
    /// <exception cref="IndexOutOfRangeException">A target is no class.</exception>
    public static float Forward(
        int N,
        int L,
        int classes,
        float* logits,
        long* target,
        float* classWeight,
        long ignoreIndex,
        bool mean,
        float* probabilities,
        float* losses,
        out float totalWeight
    )
    {
        for (int n = 0; n < N; n++)
            if (target[n] != ignoreIndex)
                CheckTarget(target[n], n, classes);
        var kernel = new ForwardKernel
        {
            N = N,
            L = L,
            Classes = classes,
            Logits = logits,
            Target = target,
            ClassWeight = classWeight,
            IgnoreIndex = ignoreIndex,
            Probabilities = probabilities,
            Losses = losses,
        };
        Simd.Run(ref kernel);
        totalWeight = (float)kernel.TotalWeight;
        return (float)(mean ? kernel.Sum / kernel.TotalWeight : kernel.Sum);
    }

    /// <summary>gradLogits = (probabilities - onehot(target)) * scale * classWeight[target] * perSample.</summary>
    /// <param name="scale">The loss's gradient, divided by the total weight if the loss is the mean.</param>
    /// <param name="perSample">[N] each sample's own factor (the gradient of reduction none); or null.</param>
    /// <param name="gradLogits">[classes, L]; overwritten.</param>
    public static void Backward(
        int N,
        int L,
        int classes,
        float* probabilities,
        long* target,
        float* classWeight,
        long ignoreIndex,
        float scale,
        float* perSample,
        float* gradLogits
    )
    {
        var kernel = new BackwardKernel
        {
            N = N,
            L = L,
            Classes = classes,
            Probabilities = probabilities,
            Target = target,
            ClassWeight = classWeight,
            IgnoreIndex = ignoreIndex,
            Scale = scale,
            PerSample = perSample,
            GradLogits = gradLogits,
        };
        Simd.Run(ref kernel);
    }

    /// <summary>Throws when a target is no class.</summary>
    public static void CheckTarget(long target, int sample, int classes)
    {
        if ((ulong)target >= (ulong)classes)
            throw new IndexOutOfRangeException(
                $"Target {target} of sample {sample} is out of bounds: with {classes} classes, targets run from 0 to {classes - 1}."
            );
    }

    /// <summary>The weight of a sample's target: 0 if it is ignored.</summary>
    private static float Weight(long target, float* classWeight, long ignoreIndex)
    {
        if (target == ignoreIndex)
            return 0;
        return classWeight == null ? 1 : classWeight[target];
    }

    /// <summary>
    /// A register of samples after the other; the classes are few. The losses are added in order, in double.
    /// </summary>
    private struct ForwardKernel : ISimdKernel
    {
        public int N;
        public int L;
        public int Classes;
        public float* Logits;
        public long* Target;
        public float* ClassWeight;
        public long IgnoreIndex;
        public float* Probabilities;
        public float* Losses;
        public double Sum;
        public double TotalWeight;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            const int MaximumWidth = 16;
            float* logSums = stackalloc float[MaximumWidth];
            float* maxima = stackalloc float[MaximumWidth];
            for (int lane = 0; lane < N; lane += S.Width)
            {
                float* x = Logits + lane;
                V max = Softmax.Max<S, V>(x, L, Classes);
                V sum = S.Broadcast(0f);
                for (int c = 0; c < Classes; c++)
                {
                    V power = VectorMath.Exp<S, V>(S.Subtract(S.Load(x + (long)c * L), max));
                    sum = S.Add(sum, power);
                    if (Probabilities != null)
                        S.Store(power, Probabilities + (long)c * L + lane);
                }
                V logSum = VectorMath.Log<S, V>(sum);
                S.Store(max, maxima);
                S.Store(logSum, logSums);
                if (Probabilities != null)
                {
                    V share = S.Divide(S.Broadcast(1f), sum);
                    for (int c = 0; c < Classes; c++)
                    {
                        float* p = Probabilities + (long)c * L + lane;
                        S.Store(S.Multiply(S.Load(p), share), p);
                    }
                }
                int samples = Math.Min(S.Width, N - lane);
                for (int i = 0; i < samples; i++)
                {
                    long target = Target[lane + i];
                    float weight = Weight(target, ClassWeight, IgnoreIndex);
                    float loss = 0;
                    if (target != IgnoreIndex)
                        loss = weight * (maxima[i] - x[target * L + i] + logSums[i]);
                    if (Losses != null)
                        Losses[lane + i] = loss;
                    Sum += loss;
                    TotalWeight += weight;
                }
            }
        }
    }

    private struct BackwardKernel : ISimdKernel
    {
        public int N;
        public int L;
        public int Classes;
        public float* Probabilities;
        public long* Target;
        public float* ClassWeight;
        public long IgnoreIndex;
        public float Scale;
        public float* PerSample;
        public float* GradLogits;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            const int MaximumWidth = 16;
            float* factors = stackalloc float[MaximumWidth];
            for (int lane = 0; lane < N; lane += S.Width)
            {
                int samples = Math.Min(S.Width, N - lane);
                for (int i = 0; i < samples; i++)
                {
                    factors[i] = Scale * Weight(Target[lane + i], ClassWeight, IgnoreIndex);
                    if (PerSample != null)
                        factors[i] *= PerSample[lane + i];
                }
                V factor = S.Load(factors);
                for (int c = 0; c < Classes; c++)
                {
                    long at = (long)c * L + lane;
                    S.Store(S.Multiply(S.Load(Probabilities + at), factor), GradLogits + at);
                }
                for (int i = 0; i < samples; i++)
                    if (Target[lane + i] != IgnoreIndex)
                        GradLogits[Target[lane + i] * L + lane + i] -= factors[i];
            }
        }
    }
}
