using DigitLab.Kernels;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>y = x·Wᵀ + b. The weights start uniform in ±1/√in_features, as PyTorch's do.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>, ISupportsActivationFusion
{
    internal Linear(long inputSize, long outputSize, bool hasBias, ScalarType? dtype)
        : base(nameof(Linear))
    {
        if (inputSize <= 0 || outputSize <= 0)
            throw new ArgumentException($"Linear: sizes must be greater than zero, got {inputSize} -> {outputSize}");
        in_features = inputSize;
        out_features = outputSize;
        weight = new Parameter(empty(outputSize, inputSize, dtype));
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (hasBias)
        {
            bias = new Parameter(empty(outputSize, dtype));
            var bound = 1 / Math.Sqrt(inputSize);
            nn.init.uniform_(bias, -bound, bound);
        }
    }

    internal Linear(Parameter weight, Parameter? bias)
        : base(nameof(Linear))
    {
        this.weight = weight;
        this.bias = bias!;
        in_features = weight.size(1);
        out_features = weight.size(0);
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

    /// <summary>[out_features, in_features].</summary>
    public Parameter weight
    {
        get;
        set => field = Registered(nameof(weight), value);
    }

    /// <summary>[out_features], or null.</summary>
    public Parameter bias
    {
        get;
        set => field = Registered(nameof(bias), value);
    } = null!;

    internal override string Configuration => $"{in_features} -> {out_features}";

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);

    Tensor ISupportsActivationFusion.Forward(Tensor input, Activation activation) =>
        nn.functional.linear(input, weight, bias, activation);
}
