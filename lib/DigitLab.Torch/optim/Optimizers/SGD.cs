using DigitLab.Kernels;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with momentum where asked (torch.optim.SGD).</summary>
public partial class SGD : OptimizerHelper, torch.optim.IMomentum
{
    static partial void Validate(Options options)
    {
        Check(options.momentum, "momentum value");
        Check(options.weight_decay, "weight_decay value");
        if (options is { nesterov: true } and not { momentum: > 0, dampening: 0 })
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
    }

    public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => StepWith<State, Options>(closure, Update);

    private static unsafe void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        var first = state.momentum_buffer is null;
        if (options.momentum != 0)
            state.momentum_buffer ??= torch.zeros_like(parameter);
        var buffer = state.momentum_buffer;
        var n = parameter.numel();
        if (parameter.dtype == torch.ScalarType.Float32)
            OptimizerStep.Sgd(
                n,
                parameter.Data<float>(),
                gradient.Data<float>(),
                buffer is null ? null : buffer.Data<float>(),
                options.LearningRate!.Value,
                options.momentum!.Value,
                options.dampening!.Value,
                options.nesterov!.Value,
                options.weight_decay!.Value,
                first,
                options.maximize!.Value
            );
        else
            Naive.Sgd(
                n,
                parameter.Data<double>(),
                gradient.Data<double>(),
                buffer is null ? null : buffer.Data<double>(),
                options.LearningRate!.Value,
                options.momentum!.Value,
                options.dampening!.Value,
                options.nesterov!.Value,
                options.weight_decay!.Value,
                first,
                options.maximize!.Value
            );
        parameter.Impl.Storage.Version++;
        GC.KeepAlive(parameter);
        GC.KeepAlive(gradient);
        GC.KeepAlive(buffer);
    }

    public sealed partial class State
    {
        public torch.Tensor? momentum_buffer;
    }
}
