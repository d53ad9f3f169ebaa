namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Down to eta_min and up again along a cosine of half period T_max (Loshchilov and Hutter, 2016).</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double T_max;
                    private readonly double eta_min;

                    public CosineAnnealingLR(
                        Optimizer optimizer,
                        double T_max,
                        double eta_min = 0.0,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.T_max = T_max;
                        this.eta_min = eta_min;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        lastEpoch == 0 ? Rates().ToList()
                        : _step_count == 1 ? get_closed_form_lr()
                        : Rates()
                            .Zip(
                                baseRates,
                                (rate, first) =>
                                    (lastEpoch - 1 - T_max) % (2 * T_max) == 0
                                        ? rate + (first - eta_min) * (1 - Math.Cos(Math.PI / T_max)) / 2
                                        : (1 + Math.Cos(Math.PI * lastEpoch / T_max))
                                            / (1 + Math.Cos(Math.PI * (lastEpoch - 1) / T_max))
                                            * (rate - eta_min)
                                            + eta_min
                            )
                            .ToList();

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        baseRates
                            .Select(first =>
                                eta_min + (first - eta_min) * (1 + Math.Cos(Math.PI * lastEpoch / T_max)) / 2
                            )
                            .ToList();
                }
            }
        }
    }
}
