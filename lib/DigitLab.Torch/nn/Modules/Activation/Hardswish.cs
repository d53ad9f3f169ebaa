using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x·hardsigmoid(x).</summary>
    public sealed class Hardswish : ParameterLessModule<Tensor, Tensor>
    {
        internal Hardswish(bool inplace)
            : base(nameof(Hardswish))
        {
            this.inplace = inplace;
        }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => nn.functional.hardswish(tensor, inplace);
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static Hardswish Hardswish(bool inplace = false) => new(inplace);
        }
    }
}
