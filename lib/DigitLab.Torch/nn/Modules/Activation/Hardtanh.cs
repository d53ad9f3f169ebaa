using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>clamp(x, min_val, max_val).</summary>
public sealed class Hardtanh : ParameterLessModule<Tensor, Tensor>
{
    internal Hardtanh(double min_val, double max_val, bool inplace)
        : base(nameof(Hardtanh))
    {
        this.min_val = min_val;
        this.max_val = max_val;
        this.inplace = inplace;
    }

    public double min_val { get; set; }

    public double max_val { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.hardtanh(tensor, min_val, max_val, inplace);
}
