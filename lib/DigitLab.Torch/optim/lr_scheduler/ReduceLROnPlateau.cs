namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times a factor when a metric has not improved for a while: call step(metric).</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool downwards;
                    private readonly bool relative;
                    private readonly double factor;
                    private readonly double threshold;
                    private readonly double eps;
                    private readonly int patience;
                    private readonly int cooldown;
                    private readonly List<double> smallest;
                    private double best;
                    private int badEpochs;
                    private int pause;

                    /// <param name="mode">"min" where the metric is to fall, "max" where it is to rise.</param>
                    /// <param name="patience">Epochs without improvement that are let pass.</param>
                    /// <param name="threshold">What counts as an improvement.</param>
                    /// <param name="threshold_mode">"rel": a share of the best so far; "abs": a difference.</param>
                    /// <param name="cooldown">Epochs after a reduction that do not count.</param>
                    /// <param name="min_lr">The smallest rate: one for all groups, or one for each.</param>
                    /// <param name="eps">The smallest change that is worth making.</param>
                    public ReduceLROnPlateau(
                        Optimizer optimizer,
                        string mode = "min",
                        double factor = 0.1,
                        int patience = 10,
                        double threshold = 1e-4,
                        string threshold_mode = "rel",
                        int cooldown = 0,
                        IList<double>? min_lr = null,
                        double eps = 1e-8,
                        bool verbose = false
                    )
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1)
                            throw new ArgumentException(
                                $"ReduceLROnPlateau: factor should be smaller than 1, got {factor}"
                            );
                        if (mode is not ("min" or "max"))
                            throw new ArgumentException(
                                $"ReduceLROnPlateau: mode must be \"min\" or \"max\", got \"{mode}\""
                            );
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException(
                                $"ReduceLROnPlateau: threshold_mode must be \"rel\" or \"abs\", got \"{threshold_mode}\""
                            );
                        (downwards, relative) = (mode == "min", threshold_mode == "rel");
                        (this.factor, this.threshold, this.eps) = (factor, threshold, eps);
                        (this.patience, this.cooldown) = (patience, cooldown);
                        smallest = ForEachGroup(min_lr ?? [0.0], nameof(min_lr));
                        best = downwards ? double.PositiveInfinity : double.NegativeInfinity;
                        lastEpoch = 0;
                        lastRates = Rates().ToList();
                    }

                    public override void step() =>
                        throw new InvalidOperationException(
                            "ReduceLROnPlateau: step() needs the metric: call step(loss)"
                        );

                    public override void step(int? epoch) => step();

                    public override void step(double current, int? epoch = null)
                    {
                        _step_count++;
                        lastEpoch = epoch ?? lastEpoch + 1;
                        if (Improves(current))
                            (best, badEpochs) = (current, 0);
                        else
                            badEpochs++;
                        if (pause > 0)
                        {
                            pause--;
                            badEpochs = 0;
                        }
                        var reduced = Rates().ToList();
                        if (badEpochs > patience)
                        {
                            for (var i = 0; i < reduced.Count; i++)
                            {
                                var next = Math.Max(reduced[i] * factor, smallest[i]);
                                if (reduced[i] - next > eps)
                                    reduced[i] = next;
                            }
                            (pause, badEpochs) = (cooldown, 0);
                        }
                        Set(reduced);
                    }

                    private bool Improves(double current) =>
                        (downwards, relative) switch
                        {
                            (true, true) => current < best * (1 - threshold),
                            (true, false) => current < best - threshold,
                            (false, true) => current > best * (1 + threshold),
                            _ => current > best + threshold,
                        };
                }
            }
        }
    }
}
