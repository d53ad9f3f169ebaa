namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times a factor for the first total_iters epochs.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double factor;
                    private readonly int total_iters;

                    public ConstantLR(
                        Optimizer optimizer,
                        double factor = 1.0 / 3,
                        int total_iters = 5,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (factor is > 1 or < 0)
                            throw new ArgumentException($"ConstantLR: factor must lie between 0 and 1, got {factor}");
                        this.factor = factor;
                        this.total_iters = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        Scaled(
                            lastEpoch == 0 ? factor
                            : lastEpoch == total_iters ? 1 / factor
                            : 1
                        );

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        Based(lastEpoch >= total_iters ? 1 : factor);
                }
            }
        }
    }
}
