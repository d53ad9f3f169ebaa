namespace TorchSharp.Modules;

/// <summary>Rectified Adam (Liu et al., 2019), as torch.optim.RAdam computes it.</summary>
public partial class RAdam : OptimizerHelper, torch.optim.IBetas
{
    static partial void Validate(Options options) => CheckAdam(options.Betas, options.eps, options.weight_decay);

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        var (beta1, beta2, rate) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
        state.step++;
        state.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
        state.exp_avg_sq.mul_(beta2).add_(gradient.square(), 1 - beta2);
        var decay2 = Math.Pow(beta2, state.step);
        var corrected = state.exp_avg / (1 - Math.Pow(beta1, state.step));
        // The length of the average's memory: too short a one says nothing about the variance.
        var longest = 2 / (1 - beta2) - 1;
        var length = longest - 2 * state.step * decay2 / (1 - decay2);
        if (length > 5)
        {
            var rectified = Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
            corrected =
                corrected / (state.exp_avg_sq.sqrt() + options.eps!.Value) * (Math.Sqrt(1 - decay2) * rectified);
        }
        parameter.add_(corrected, -rate);
    }

    public sealed partial class State
    {
        public long step;
        public torch.Tensor exp_avg = null!;
        public torch.Tensor exp_avg_sq = null!;
    }
}
