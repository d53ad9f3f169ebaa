namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>From start_factor to end_factor in a straight line over total_iters epochs: a warm-up.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double start_factor;
                    private readonly double end_factor;
                    private readonly int total_iters;

                    public LinearLR(
                        Optimizer optimizer,
                        double start_factor = 1.0 / 3,
                        double end_factor = 1.0,
                        int total_iters = 5,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (start_factor is > 1 or <= 0 || end_factor is > 1 or < 0)
                            throw new ArgumentException(
                                $"LinearLR: start_factor must lie in (0, 1] and end_factor in [0, 1], got {start_factor} and {end_factor}"
                            );
                        this.start_factor = start_factor;
                        this.end_factor = end_factor;
                        this.total_iters = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        Scaled(
                            lastEpoch == 0 ? start_factor
                            : lastEpoch > total_iters ? 1
                            : 1
                                + (end_factor - start_factor)
                                    / (total_iters * start_factor + (lastEpoch - 1) * (end_factor - start_factor))
                        );

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        Based(
                            start_factor + (end_factor - start_factor) * Math.Min(total_iters, lastEpoch) / total_iters
                        );
                }
            }
        }
    }
}
