namespace TorchSharp.Modules;

/// <summary>Averaged stochastic gradient descent (Polyak and Juditsky, 1992), as torch.optim.ASGD computes it.</summary>
public partial class ASGD : OptimizerHelper
{
    static partial void Validate(Options options)
    {
        Check(options.weight_decay, "weight_decay value");
    }

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        var (lambda, rate) = (options.lambd!.Value, options.LearningRate!.Value);
        state.step++;
        parameter.mul_(1 - lambda * state.eta).add_(gradient, -state.eta);
        if (state.mu == 1)
            state.ax.copy_(parameter);
        else
            state.ax.add_(parameter - state.ax, state.mu);
        state.eta = rate / Math.Pow(1 + lambda * rate * state.step, options.alpha!.Value);
        state.mu = 1 / Math.Max(1, state.step - options.t0!.Value);
    }

    public sealed partial class State
    {
        public long step;
        public double eta;
        public double mu;
        public torch.Tensor ax = null!;

        partial void Begin(Options options) => (eta, mu) = (options.LearningRate!.Value, 1);
    }
}
