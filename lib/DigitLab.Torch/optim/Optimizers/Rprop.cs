namespace TorchSharp.Modules;

/// <summary>Resilient backpropagation (Riedmiller and Braun, 1993), for gradients of the whole data.</summary>
public partial class Rprop : OptimizerHelper
{
    static partial void Validate(Options options)
    {
        Check(options.etaminus, "etaminus value", options.etaminus < 1 && 1 < options.etaplus);
    }

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        state.step++;
        var turned = (gradient * state.prev).sign();
        var factor = torch
            .ones_like(turned)
            .masked_fill(turned.gt(0), options.etaplus!.Value)
            .masked_fill(turned.lt(0), options.etaminus!.Value);
        state.step_size.mul_(factor).clamp_(options.min_step!.Value, options.max_step!.Value);
        // Where the sign turned the step went too far: stay for once.
        var rest = gradient.masked_fill(turned.lt(0), 0);
        parameter.sub_(rest.sign() * state.step_size);
        state.prev.copy_(rest);
    }

    public sealed partial class State
    {
        public long step;
        public torch.Tensor prev = null!;
        public torch.Tensor step_size = null!;

        partial void Begin(Options options) => step_size.Fill(options.LearningRate!.Value);
    }
}
