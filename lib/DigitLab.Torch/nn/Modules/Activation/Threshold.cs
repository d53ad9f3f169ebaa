using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x where it exceeds the threshold, else the value.</summary>
public sealed class Threshold : ParameterLessModule<Tensor, Tensor>
{
    internal Threshold(double threshold, double value, bool inplace)
        : base(nameof(Threshold))
    {
        this.threshold = threshold;
        this.value = value;
        this.inplace = inplace;
    }

    public double threshold { get; set; }

    public double value { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.threshold(tensor, threshold, value, inplace);
}
