namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Each epoch, the rate times a function of the epoch.</summary>
                public partial class MultiplicativeLR : LRScheduler
                {
                    private readonly List<Func<int, double>> lambdas;

                    /// <param name="lr_lambdas">One for all parameter groups, or one for each.</param>
                    public MultiplicativeLR(
                        Optimizer optimizer,
                        IEnumerable<Func<int, double>> lr_lambdas,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        lambdas = ForEachGroup(lr_lambdas, nameof(lr_lambdas));
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        Rates()
                            .Zip(lambdas, (rate, lambda) => lastEpoch > 0 ? rate * lambda(lastEpoch) : rate)
                            .ToList();
                }
            }
        }
    }
}
