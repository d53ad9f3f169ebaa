using DigitLab.Kernels;

namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share (Kingma and Ba, 2014; Loshchilov and Hutter, 2017).</summary>
internal static unsafe class AdamUpdate
{
    /// <param name="largest">The largest mean square so far, for amsgrad; else null.</param>
    /// <param name="decoupledWeightDecay">Whether weight decay is no part of the gradient, as in AdamW.</param>
    /// <param name="step">Counted from 1.</param>
    public static void Run(
        Parameter parameter,
        torch.Tensor gradient,
        torch.Tensor average,
        torch.Tensor averageSquare,
        torch.Tensor? largest,
        double rate,
        (double First, double Second) betas,
        double eps,
        double weightDecay,
        bool decoupledWeightDecay,
        long step,
        bool maximize
    )
    {
        var n = parameter.numel();
        if (parameter.dtype == torch.ScalarType.Float32)
            OptimizerStep.Adam(
                n,
                parameter.Data<float>(),
                gradient.Data<float>(),
                average.Data<float>(),
                averageSquare.Data<float>(),
                largest is null ? null : largest.Data<float>(),
                rate,
                betas.First,
                betas.Second,
                eps,
                weightDecay,
                decoupledWeightDecay,
                step,
                maximize
            );
        else
            Naive.Adam(
                n,
                parameter.Data<double>(),
                gradient.Data<double>(),
                average.Data<double>(),
                averageSquare.Data<double>(),
                largest is null ? null : largest.Data<double>(),
                rate,
                betas.First,
                betas.Second,
                eps,
                weightDecay,
                decoupledWeightDecay,
                step,
                maximize
            );
        parameter.Impl.Storage.Version++;
        GC.KeepAlive(parameter);
        GC.KeepAlive(gradient);
        GC.KeepAlive(average);
        GC.KeepAlive(averageSquare);
        GC.KeepAlive(largest);
    }
}
