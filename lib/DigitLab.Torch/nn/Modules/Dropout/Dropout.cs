using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>In training, sets elements to 0 with probability p and scales the rest by 1 / (1 - p).</summary>
public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout(double p, bool inplace)
        : base(nameof(Dropout))
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentException($"Dropout: dropout probability has to be between 0 and 1, but got {p}");
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
}
