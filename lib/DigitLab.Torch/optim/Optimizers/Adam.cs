namespace TorchSharp.Modules;

/// <summary>Adam (Kingma and Ba, 2014), as torch.optim.Adam computes it.</summary>
public partial class Adam : OptimizerHelper, torch.optim.IBetas
{
    /// <summary>Whether weight decay is no part of the gradient.</summary>
    private const bool Decoupled = false;

    static partial void Validate(Options options) => CheckAdam(options.Betas, options.eps, options.weight_decay);

    public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => StepWith<State, Options>(closure, Update);

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options) =>
        AdamUpdate.Run(
            parameter,
            gradient,
            state.exp_avg,
            state.exp_avg_sq,
            options.amsgrad!.Value ? state.max_exp_avg_sq : null,
            options.LearningRate!.Value,
            (options.beta1!.Value, options.beta2!.Value),
            options.eps!.Value,
            options.weight_decay!.Value,
            Decoupled,
            ++state.step,
            options.maximize!.Value
        );

    public sealed partial class State
    {
        public long step;
        public torch.Tensor exp_avg = null!;
        public torch.Tensor exp_avg_sq = null!;
        public torch.Tensor? max_exp_avg_sq;

        partial void Begin(Options options) => max_exp_avg_sq = options.amsgrad == true ? Zeros() : null;
    }
}
