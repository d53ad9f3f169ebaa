namespace TorchSharp.Modules;

/// <summary>Adamax (Kingma and Ba, 2014), Adam with the largest gradient in place of the mean square.</summary>
public partial class Adamax : OptimizerHelper, torch.optim.IBetas
{
    static partial void Validate(Options options) => CheckAdam(options.Betas, options.eps, options.weight_decay);

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        var (beta1, beta2) = (options.beta1!.Value, options.beta2!.Value);
        state.step++;
        state.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
        state.exp_inf.copy_((state.exp_inf * beta2).maximum(gradient.abs() + options.eps!.Value));
        var rate = options.LearningRate!.Value / (1 - Math.Pow(beta1, state.step));
        parameter.add_(state.exp_avg / state.exp_inf, -rate);
    }

    public sealed partial class State
    {
        public long step;
        public torch.Tensor exp_avg = null!;
        public torch.Tensor exp_inf = null!;
    }
}
