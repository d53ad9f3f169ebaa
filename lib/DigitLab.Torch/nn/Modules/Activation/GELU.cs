using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x·Φ(x), with the normal distribution function Φ (Hendrycks and Gimpel, 2016).</summary>
public sealed class GELU : ParameterLessModule<Tensor, Tensor>
{
    internal GELU(Approximate approximate = Approximate.none, bool inplace = false)
        : base(nameof(GELU))
    {
        this.approximate = approximate;
        this.inplace = inplace;
    }

    public enum Approximate
    {
        /// <summary>By the error function.</summary>
        none = 0,

        /// <summary>By 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).</summary>
        tanh = 1,
    }

    public Approximate approximate { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor, approximate, inplace);
}
