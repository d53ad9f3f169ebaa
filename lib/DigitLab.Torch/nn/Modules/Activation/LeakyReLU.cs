using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x where positive, else negative_slope·x.</summary>
public sealed class LeakyReLU : ParameterLessModule<Tensor, Tensor>
{
    internal LeakyReLU(double negative_slope, bool inplace)
        : base(nameof(LeakyReLU))
    {
        this.negative_slope = negative_slope;
        this.inplace = inplace;
    }

    public double negative_slope { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, negative_slope, inplace);
}
