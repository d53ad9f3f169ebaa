namespace TorchSharp.Modules;

/// <summary>Adadelta (Zeiler, 2012), as torch.optim.Adadelta computes it.</summary>
public partial class Adadelta : OptimizerHelper
{
    static partial void Validate(Options options)
    {
        Check(options.rho, "rho value", options.rho <= 1);
        Check(options.eps, "eps value");
        Check(options.weight_decay, "weight_decay value");
    }

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        var (rho, eps) = (options.rho!.Value, options.eps!.Value);
        state.step++;
        state.square_avg.mul_(rho).add_(gradient.square(), 1 - rho);
        var delta = (state.acc_delta + eps).sqrt() / (state.square_avg + eps).sqrt() * gradient;
        state.acc_delta.mul_(rho).add_(delta.square(), 1 - rho);
        parameter.add_(delta, -options.LearningRate!.Value);
    }

    public sealed partial class State
    {
        public long step;
        public torch.Tensor square_avg = null!;
        public torch.Tensor acc_delta = null!;
    }
}
