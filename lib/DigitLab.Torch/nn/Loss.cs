using static TorchSharp.torch;

namespace TorchSharp
{
    /// <summary>A loss of an input and a target, reduced to a number or not.</summary>
    public abstract class Loss<T1, T2, TResult> : nn.Module<T1, T2, TResult>
    {
        private protected Loss(string name, nn.Reduction reduction)
            : base(name) => this.reduction = reduction;

        public Loss(nn.Reduction reduction = nn.Reduction.Mean)
            : base("Loss") => this.reduction = reduction;

        public nn.Reduction reduction { get; }
    }

    /// <summary>A loss of three inputs, reduced to a number or not.</summary>
    public abstract class Loss<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>
    {
        private protected Loss(string name, nn.Reduction reduction)
            : base(name) => this.reduction = reduction;

        public Loss(nn.Reduction reduction = nn.Reduction.Mean)
            : base("Loss") => this.reduction = reduction;

        public nn.Reduction reduction { get; }
    }

    /// <summary>A loss with a weight for each class.</summary>
    public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
    {
        private protected WeightedLoss(string name, Tensor? weight, nn.Reduction reduction)
            : base(name, reduction)
        {
            this.weight = weight!;
            weight?.DetachFromDisposeScope();
        }

        public Tensor weight { get; }
    }
}
