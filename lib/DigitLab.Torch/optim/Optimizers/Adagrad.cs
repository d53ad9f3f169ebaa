namespace TorchSharp.Modules;

/// <summary>Adagrad (Duchi, Hazan and Singer, 2011), as torch.optim.Adagrad computes it.</summary>
public partial class Adagrad : OptimizerHelper
{
    static partial void Validate(Options options)
    {
        Check(options.lr_decay, "lr_decay value");
        Check(options.weight_decay, "weight_decay value");
        Check(options.initial_accumulator_value, "initial_accumulator_value");
        Check(options.eps, "eps value");
    }

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
    {
        var rate = options.LearningRate!.Value / (1 + state.step++ * options.lr_decay!.Value);
        state.sum.add_(gradient.square());
        parameter.add_(gradient / (state.sum.sqrt() + options.eps!.Value), -rate);
    }

    public sealed partial class State
    {
        public long step;
        public torch.Tensor sum = null!;

        partial void Begin(Options options) => sum.Fill(options.initial_accumulator_value!.Value);
    }
}
