namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times gamma every step_size epochs.</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int step_size;
                    private readonly double gamma;

                    public StepLR(
                        Optimizer optimizer,
                        int step_size,
                        double gamma = 0.1,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (step_size <= 0)
                            throw new ArgumentException(
                                $"StepLR: step_size must be greater than zero, got {step_size}"
                            );
                        this.step_size = step_size;
                        this.gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        Scaled(lastEpoch == 0 || lastEpoch % step_size != 0 ? 1 : gamma);

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        Based(Math.Pow(gamma, lastEpoch / step_size));
                }
            }
        }
    }
}
