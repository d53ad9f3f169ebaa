using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Dropout of whole channels of [N, C, H, W].</summary>
public sealed class Dropout2d : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout2d(double p, bool inplace)
        : base(nameof(Dropout2d))
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentException($"Dropout2d: dropout probability has to be between 0 and 1, but got {p}");
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.dropout2d(input, p, training, inplace);
}
