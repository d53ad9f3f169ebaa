using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalises each image's channels in groups (Wu and He, 2018).</summary>
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        if (num_groups <= 0 || num_channels % num_groups != 0)
            throw new ArgumentException(
                $"GroupNorm: num_channels={num_channels} must be divisible by num_groups={num_groups}"
            );
        (this.num_groups, this.eps, this.affine) = (num_groups, eps, affine);
        if (!affine)
            return;
        weight = new Parameter(ones(num_channels, dtype));
        bias = new Parameter(zeros(num_channels, dtype));
    }

    public long num_groups { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

    /// <summary>[num_channels], from 1; null where not affine.</summary>
    public Parameter weight
    {
        get;
        set => field = Registered(nameof(weight), value);
    } = null!;

    /// <summary>[num_channels], from 0; null where not affine.</summary>
    public Parameter bias
    {
        get;
        set => field = Registered(nameof(bias), value);
    } = null!;

    public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
}
