namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>The first rate times a function of the epoch.</summary>
                public partial class LambdaLR : LRScheduler
                {
                    private readonly List<Func<int, double>> lambdas;

                    /// <param name="lr_lambdas">One for all parameter groups, or one for each.</param>
                    public LambdaLR(
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
                        baseRates.Zip(lambdas, (rate, lambda) => rate * lambda(lastEpoch)).ToList();
                }
            }
        }
    }
}
