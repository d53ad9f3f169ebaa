using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the modules that put a border around their input share.</summary>
public abstract class PadBase : ParameterLessModule<Tensor, Tensor>
{
    private readonly PaddingModes mode;

    protected PadBase(string name, PaddingModes mode, double value, params long[] padding)
        : base(name)
    {
        this.mode = mode;
        this.value = value;
        this.padding = padding;
    }

    /// <summary>What the border holds, where it is constant.</summary>
    public double value { get; set; }

    /// <summary>Before and after the last dimension, then before and after the one before it.</summary>
    public long[] padding { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.pad(input, padding, mode, value);
}
