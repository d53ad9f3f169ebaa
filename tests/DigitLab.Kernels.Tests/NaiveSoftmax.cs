using System.Numerics;

namespace DigitLab.Kernels.Tests;

internal static unsafe class NaiveSoftmax
{
    /// <summary>See <see cref="DigitLab.Kernels.Softmax.Forward"/>.</summary>
    public static void Softmax<T>(int N, int L, int features, T* input, T* output, bool log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int n = 0; n < N; n++)
        {
            T max = T.NegativeInfinity;
            for (int f = 0; f < features; f++)
                max = T.Max(max, input[(long)f * L + n]);
            T sum = T.Zero;
            for (int f = 0; f < features; f++)
                sum += T.Exp(input[(long)f * L + n] - max);
            T logSum = T.Log(sum);
            for (int f = 0; f < features; f++)
            {
                T x = input[(long)f * L + n] - max;
                output[(long)f * L + n] = log ? x - logSum : T.Exp(x) / sum;
            }
        }
    }

    /// <summary>See <see cref="DigitLab.Kernels.Softmax.Backward"/>.</summary>
    public static void SoftmaxBackward<T>(int N, int L, int features, T* gradOutput, T* output, T* gradInput, bool log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int n = 0; n < N; n++)
        {
            T sum = T.Zero;
            for (int f = 0; f < features; f++)
                sum += gradOutput[(long)f * L + n] * (log ? T.One : output[(long)f * L + n]);
            for (int f = 0; f < features; f++)
            {
                T y = output[(long)f * L + n];
                T g = gradOutput[(long)f * L + n];
                gradInput[(long)f * L + n] = log ? g - T.Exp(y) * sum : y * (g - sum);
            }
        }
    }

    /// <summary>See <see cref="SoftmaxCrossEntropy.Forward"/>.</summary>
    public static T CrossEntropyForward<T>(
        int N,
        int L,
        int classes,
        T* logits,
        long* target,
        T* classWeight,
        long ignoreIndex,
        bool mean,
        T* probabilities,
        T* losses,
        out T totalWeight
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        totalWeight = T.Zero;
        for (int n = 0; n < N; n++)
        {
            T max = T.NegativeInfinity;
            for (int c = 0; c < classes; c++)
                max = T.Max(max, logits[(long)c * L + n]);
            T total = T.Zero;
            for (int c = 0; c < classes; c++)
                total += T.Exp(logits[(long)c * L + n] - max);
            if (probabilities != null)
                for (int c = 0; c < classes; c++)
                    probabilities[(long)c * L + n] = T.Exp(logits[(long)c * L + n] - max) / total;
            long t = target[n];
            T loss = T.Zero;
            if (t != ignoreIndex)
            {
                SoftmaxCrossEntropy.CheckTarget(t, n, classes);
                T weight = classWeight == null ? T.One : classWeight[t];
                loss = weight * (max + T.Log(total) - logits[t * L + n]);
                totalWeight += weight;
            }
            if (losses != null)
                losses[n] = loss;
            sum += loss;
        }
        return mean ? sum / totalWeight : sum;
    }

    /// <summary>See <see cref="SoftmaxCrossEntropy.Backward"/>.</summary>
    public static void CrossEntropyBackward<T>(
        int N,
        int L,
        int classes,
        T* probabilities,
        long* target,
        T* classWeight,
        long ignoreIndex,
        T scale,
        T* perSample,
        T* gradLogits
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int c = 0; c < classes; c++)
        for (int n = 0; n < N; n++)
        {
            long t = target[n];
            T factor = t == ignoreIndex ? T.Zero : scale;
            if (t != ignoreIndex && classWeight != null)
                factor *= classWeight[t];
            if (perSample != null)
                factor *= perSample[n];
            gradLogits[(long)c * L + n] = factor * (probabilities[(long)c * L + n] - (c == t ? T.One : T.Zero));
        }
    }
}
