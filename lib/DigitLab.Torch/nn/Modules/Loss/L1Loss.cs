using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>|input - target|.</summary>
    public sealed class L1Loss : Loss<Tensor, Tensor, Tensor>
    {
        public L1Loss(nn.Reduction reduction = nn.Reduction.Mean)
            : base(nameof(L1Loss), reduction) { }

        public override Tensor forward(Tensor input, Tensor target) => nn.functional.l1_loss(input, target, reduction);
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);
        }
    }
}
