using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalises over the last dimensions (Ba, Kiros and Hinton, 2016).</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
        if (!elementwise_affine)
            return;
        weight = new Parameter(ones(normalized_shape, dtype));
        if (!bias)
            return;
        this.bias = new Parameter(zeros(normalized_shape, dtype));
    }

    public long[] normalized_shape { get; set; }

    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

    /// <summary>normalized_shape, from 1; null where not affine.</summary>
    public Parameter weight
    {
        get;
        set => field = Registered(nameof(weight), value);
    } = null!;

    /// <summary>normalized_shape, from 0; may be null.</summary>
    public Parameter bias
    {
        get;
        set => field = Registered(nameof(bias), value);
    } = null!;

    internal override string Configuration => string.Join("x", normalized_shape);

    public void reset_parameters()
    {
        if (weight is not null)
            nn.init.ones_(weight);
        if (bias is not null)
            nn.init.zeros_(bias);
    }

    public override Tensor forward(Tensor tensor) =>
        nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
