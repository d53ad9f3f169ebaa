using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Dropout of whole channels of [N, C, L].</summary>
public sealed class Dropout1d : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout1d(double p, bool inplace)
        : base(nameof(Dropout1d))
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentException($"Dropout1d: dropout probability has to be between 0 and 1, but got {p}");
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.dropout1d(tensor, p, training, inplace);
}
