namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>(1 - epoch / total_iters)^power: to zero in total_iters epochs.</summary>
                public class PolynomialLR : LRScheduler
                {
                    private readonly int total_iters;
                    private readonly double power;

                    public PolynomialLR(
                        Optimizer optimizer,
                        int total_iters = 5,
                        double power = 1.0,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.total_iters = total_iters;
                        this.power = power;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        Scaled(
                            lastEpoch == 0 || lastEpoch > total_iters
                                ? 1
                                : Math.Pow(
                                    (1 - lastEpoch / (double)total_iters) / (1 - (lastEpoch - 1) / (double)total_iters),
                                    power
                                )
                        );

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        Based(Math.Pow(1 - Math.Min(total_iters, lastEpoch) / (double)total_iters, power));
                }
            }
        }
    }
}
