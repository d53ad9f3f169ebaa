using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>The input itself.</summary>
    public sealed class Identity : ParameterLessModule<Tensor, Tensor>
    {
        internal Identity()
            : base(nameof(Identity)) { }

        public override Tensor forward(Tensor tensor) => tensor.NewHandle();
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static Identity Identity() => new();
        }
    }
}
