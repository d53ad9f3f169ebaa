namespace TorchSharp.Modules;

/// <summary>RMSprop (Hinton, 2012), as torch.optim.RMSprop computes it.</summary>
public partial class RMSProp : OptimizerHelper, torch.optim.IMomentum
{
    static partial void Validate(Options options)
    {
        Check(options.alpha, "alpha value");
        Check(options.eps, "eps value");
        Check(options.weight_decay, "weight_decay value");
        Check(options.momentum, "momentum value");
    }

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        var (alpha, rate) = (options.alpha!.Value, options.LearningRate!.Value);
        state.step++;
        state.square_avg.mul_(alpha).add_(gradient.square(), 1 - alpha);
        var variance = state.square_avg;
        if (state.grad_avg is { } mean)
        {
            mean.mul_(alpha).add_(gradient, 1 - alpha);
            variance = variance - mean.square();
        }
        var step = gradient / (variance.sqrt() + options.eps!.Value);
        if (state.momentum_buffer is { } buffer)
            step = buffer.mul_(options.momentum!.Value).add_(step);
        parameter.add_(step, -rate);
    }

    public sealed partial class State
    {
        public long step;
        public torch.Tensor square_avg = null!;
        public torch.Tensor? momentum_buffer;
        public torch.Tensor? grad_avg;

        partial void Begin(Options options)
        {
            momentum_buffer = options.momentum > 0 ? Zeros() : null;
            grad_avg = options.centered == true ? Zeros() : null;
        }
    }
}
