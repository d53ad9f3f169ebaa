using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x·Φ(x), with the normal distribution function Φ (Hendrycks and Gimpel, 2016).</summary>
    public sealed class GELU : ParameterLessModule<Tensor, Tensor>
    {
        internal GELU(Approximate approximate, bool inplace)
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
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static GELU GELU() => new(Modules.GELU.Approximate.none, false);

            public static GELU GELU(bool inplace) => new(Modules.GELU.Approximate.none, inplace);

            public static GELU GELU(GELU.Approximate approximate, bool inplace = false) => new(approximate, inplace);
        }
    }
}
