using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x where positive, else a trained multiple of x; one multiple, or one for each channel (He et al., 2015).</summary>
public sealed class PReLU : nn.Module<Tensor, Tensor>
{
    internal PReLU(long num_parameters, double init, ScalarType? dtype)
        : base(nameof(PReLU))
    {
        this.num_parameters = num_parameters;
        this.init = init;
        weight = new Parameter(full(num_parameters, init, dtype ?? get_default_dtype()));
    }

    public long num_parameters { get; }

    /// <summary>What every multiple starts from.</summary>
    public double init { get; }

    /// <summary>[num_parameters].</summary>
    public Parameter weight
    {
        get;
        set => field = Registered(nameof(weight), value);
    }

    public override Tensor forward(Tensor tensor) => nn.functional.prelu(tensor, weight);
}
