namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Up and down between base_lr and max_lr (Smith, 2015). Call step() after each batch.</summary>
                public partial class CyclicLR : LRScheduler
                {
                    private readonly List<double> lowest;
                    private readonly List<double> highest;
                    private readonly List<double> lowMomentum;
                    private readonly List<double> highMomentum;
                    private readonly double length;
                    private readonly double upShare;
                    private readonly bool cycleMomentum;
                    private readonly Func<double, double> scale;
                    private readonly ScaleMode scaleMode;

                    public enum Mode
                    {
                        Triangular = 0,
                        Triangular2 = 1,
                        ExpRange = 2,
                    }

                    public enum ScaleMode
                    {
                        Cycle = 0,
                        Iterations = 1,
                    }

                    /// <param name="step_size_up">Steps from base_lr to max_lr.</param>
                    /// <param name="step_size_down">Steps back; as many where not given.</param>
                    /// <param name="mode">
                    /// Triangular: all cycles alike. Triangular2: each half as high as the one before. ExpRange: gamma to the
                    /// power of the steps.
                    /// </param>
                    /// <param name="scale_fn">A height of your own, in place of the mode's.</param>
                    /// <param name="scale_mode">What scale_fn is a function of.</param>
                    public CyclicLR(
                        Optimizer optimizer,
                        IEnumerable<double> base_lr,
                        IEnumerable<double> max_lr,
                        int step_size_up = 2000,
                        int step_size_down = -1,
                        Mode mode = Mode.Triangular,
                        double gamma = 1.0,
                        Func<double, double>? scale_fn = null,
                        ScaleMode scale_mode = ScaleMode.Cycle,
                        bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (step_size_up <= 0)
                            throw new ArgumentException(
                                $"CyclicLR: step_size_up must be greater than zero, got {step_size_up}"
                            );
                        lowest = ForEachGroup(base_lr, nameof(base_lr));
                        highest = ForEachGroup(max_lr, nameof(max_lr));
                        lowMomentum = ForEachGroup(base_momentum ?? [0.8], nameof(base_momentum));
                        highMomentum = ForEachGroup(max_momentum ?? [0.9], nameof(max_momentum));
                        length = step_size_up + (step_size_down > 0 ? step_size_down : step_size_up);
                        upShare = step_size_up / length;
                        scale =
                            scale_fn
                            ?? mode switch
                            {
                                Mode.Triangular2 => static cycle => 1 / Math.Pow(2, cycle - 1),
                                Mode.ExpRange => steps => Math.Pow(gamma, steps),
                                _ => static _ => 1,
                            };
                        scaleMode =
                            scale_fn is not null ? scale_mode
                            : mode == Mode.ExpRange ? ScaleMode.Iterations
                            : ScaleMode.Cycle;
                        cycleMomentum = cycle_momentum;
                        if (cycle_momentum)
                            Momenta.Require(optimizer, nameof(CyclicLR));
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + lastEpoch / length);
                        var place = 1 + lastEpoch / length - cycle;
                        var height = place <= upShare ? place / upShare : (place - 1) / (upShare - 1);
                        height *= scale(scaleMode == ScaleMode.Cycle ? cycle : lastEpoch);
                        var rates = new List<double>();
                        foreach (var group in optimizer.ParamGroups)
                        {
                            var i = rates.Count;
                            rates.Add(lowest[i] + (highest[i] - lowest[i]) * height);
                            if (cycleMomentum)
                                Momenta.Set(group, highMomentum[i] - (highMomentum[i] - lowMomentum[i]) * height);
                        }
                        return rates;
                    }
                }
            }
        }
    }
}
