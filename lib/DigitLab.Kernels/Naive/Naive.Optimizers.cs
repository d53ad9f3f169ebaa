using System.Numerics;

namespace DigitLab.Kernels;

internal static unsafe partial class Naive
{
    /// <summary>See <see cref="OptimizerStep.Sgd"/>.</summary>
    public static void Sgd<T>(
        long n,
        T* p,
        T* g,
        T* momentumBuffer,
        T lr,
        T momentum,
        T dampening,
        bool nesterov,
        T weightDecay,
        bool firstStep,
        bool maximize
    )
        where T : unmanaged, INumber<T>
    {
        for (long i = 0; i < n; i++)
        {
            T d = maximize ? -g[i] : g[i];
            d += weightDecay * p[i];
            if (momentumBuffer != null)
            {
                T v = firstStep ? d : momentum * momentumBuffer[i] + (T.One - dampening) * d;
                momentumBuffer[i] = v;
                d = nesterov ? d + momentum * v : v;
            }
            p[i] -= lr * d;
        }
    }

    /// <summary>See <see cref="OptimizerStep.Adam"/>.</summary>
    public static void Adam<T>(
        long n,
        T* p,
        T* g,
        T* expAvg,
        T* expAvgSq,
        T* maxExpAvgSq,
        T lr,
        T beta1,
        T beta2,
        T eps,
        T weightDecay,
        bool decoupledWeightDecay,
        long step,
        bool maximize
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T biasCorrection1 = T.One - T.Pow(beta1, T.CreateChecked(step));
        T biasCorrection2 = T.One - T.Pow(beta2, T.CreateChecked(step));
        for (long i = 0; i < n; i++)
        {
            T d = maximize ? -g[i] : g[i];
            if (decoupledWeightDecay)
                p[i] *= T.One - lr * weightDecay;
            else
                d += weightDecay * p[i];
            expAvg[i] = beta1 * expAvg[i] + (T.One - beta1) * d;
            expAvgSq[i] = beta2 * expAvgSq[i] + (T.One - beta2) * d * d;
            T second = expAvgSq[i];
            if (maxExpAvgSq != null)
                maxExpAvgSq[i] = second = T.Max(maxExpAvgSq[i], second);
            T denominator = T.Sqrt(second) / T.Sqrt(biasCorrection2) + eps;
            p[i] -= lr / biasCorrection1 * expAvg[i] / denominator;
        }
    }
}
