namespace TorchSharp.Modules;

/// <summary>Adam with Nesterov momentum (Dozat, 2016), as torch.optim.NAdam computes it.</summary>
public partial class NAdam : OptimizerHelper, torch.optim.IBetas
{
    static partial void Validate(Options options)
    {
        CheckAdam(options.Betas, options.eps, options.weight_decay);
        Check(options.momentum_decay, "momentum_decay value");
    }

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        var (beta1, beta2, rate) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
        state.step++;
        var mu = Momentum(state.step);
        var next = Momentum(state.step + 1);
        state.mu_product *= mu;
        state.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
        state.exp_avg_sq.mul_(beta2).add_(gradient.square(), 1 - beta2);
        var scale = (state.exp_avg_sq / (1 - Math.Pow(beta2, state.step))).sqrt() + options.eps!.Value;
        parameter.add_(gradient / scale, -rate * (1 - mu) / (1 - state.mu_product));
        parameter.add_(state.exp_avg / scale, -rate * next / (1 - state.mu_product * next));

        double Momentum(long step) => beta1 * (1 - 0.5 * Math.Pow(0.96, step * options.momentum_decay!.Value));
    }

    public sealed partial class State
    {
        public long step;
        public double mu_product;
        public torch.Tensor exp_avg = null!;
        public torch.Tensor exp_avg_sq = null!;

        partial void Begin(Options options) => mu_product = 1;
    }
}
