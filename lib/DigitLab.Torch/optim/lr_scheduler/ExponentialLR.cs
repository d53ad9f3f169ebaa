namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times gamma every epoch.</summary>
                public class ExponentialLR : LRScheduler
                {
                    private readonly double gamma;

                    public ExponentialLR(
                        Optimizer optimizer,
                        double gamma = 0.1,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(lastEpoch == 0 ? 1 : gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => Based(Math.Pow(gamma, lastEpoch));
                }
            }
        }
    }
}
