namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>
                /// Up to max_lr and down to almost nothing, momentum the other way round (Smith and Topin, 2017). Call step()
                /// after each batch.
                /// </summary>
                public partial class OneCycleLR : LRScheduler
                {
                    private readonly record struct Phase(double End, Point From, Point To);

                    private enum Point
                    {
                        Initial,
                        Largest,
                        Final,
                    }

                    private readonly List<Phase> phases;
                    private readonly List<double> largest;
                    private readonly List<double> lowMomentum;
                    private readonly List<double> highMomentum;
                    private readonly int steps;
                    private readonly double divisor;
                    private readonly double finalDivisor;
                    private readonly bool cycleMomentum;
                    private readonly AnnealStrategy strategy;

                    public enum AnnealStrategy
                    {
                        Cos = 0,
                        Linear = 1,
                    }

                    /// <param name="max_lr">One for all parameter groups, or one for each.</param>
                    /// <param name="total_steps">The length of the cycle; else epochs · steps_per_epoch.</param>
                    /// <param name="pct_start">The share of the cycle that goes up.</param>
                    /// <param name="div_factor">The first rate is max_lr / div_factor.</param>
                    /// <param name="final_div_factor">The last rate is the first divided by this.</param>
                    /// <param name="three_phase">Down to the first rate as long as up, then on to the last.</param>
                    public OneCycleLR(
                        Optimizer optimizer,
                        IEnumerable<double> max_lr,
                        int total_steps = -1,
                        int epochs = -1,
                        int steps_per_epoch = -1,
                        double pct_start = 0.3,
                        AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null,
                        double div_factor = 25,
                        double final_div_factor = 1e4,
                        bool three_phase = false,
                        int last_epoch = -1,
                        bool verbose = false
                    )
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (total_steps <= 0 && (epochs <= 0 || steps_per_epoch <= 0))
                            throw new ArgumentException(
                                "OneCycleLR: give either total_steps or both epochs and steps_per_epoch, greater than zero"
                            );
                        if (pct_start is not (>= 0 and <= 1))
                            throw new ArgumentException(
                                $"OneCycleLR: pct_start must lie between 0 and 1, got {pct_start}"
                            );
                        steps = total_steps > 0 ? total_steps : epochs * steps_per_epoch;
                        (divisor, finalDivisor) = (div_factor, final_div_factor);
                        (strategy, cycleMomentum) = (anneal_strategy, cycle_momentum);
                        largest = ForEachGroup(max_lr, nameof(max_lr));
                        lowMomentum = ForEachGroup(base_momentum ?? [0.85], nameof(base_momentum));
                        highMomentum = ForEachGroup(max_momentum ?? [0.95], nameof(max_momentum));
                        var up = pct_start * steps;
                        phases = three_phase
                            ?
                            [
                                new(up - 1, Point.Initial, Point.Largest),
                                new(2 * up - 2, Point.Largest, Point.Initial),
                                new(steps - 1, Point.Initial, Point.Final),
                            ]
                            : [new(up - 1, Point.Initial, Point.Largest), new(steps - 1, Point.Largest, Point.Final)];
                        if (cycle_momentum)
                            Momenta.Require(optimizer, nameof(OneCycleLR));
                        if (last_epoch == -1)
                        {
                            var i = 0;
                            foreach (var group in optimizer.ParamGroups)
                                group.InitialLearningRate = Rate(i++, Point.Initial);
                        }
                        step();
                    }

                    private double Rate(int group, Point point) =>
                        point switch
                        {
                            Point.Initial => largest[group] / divisor,
                            Point.Largest => largest[group],
                            _ => largest[group] / divisor / finalDivisor,
                        };

                    private double Momentum(int group, Point point) =>
                        point == Point.Largest ? lowMomentum[group] : highMomentum[group];

                    protected override IEnumerable<double> get_lr()
                    {
                        if (lastEpoch > steps)
                            throw new InvalidOperationException(
                                $"OneCycleLR: tried to step {lastEpoch + 1} times; the specified number of total steps is {steps}"
                            );
                        var start = 0.0;
                        var index = 0;
                        while (index < phases.Count - 1 && lastEpoch > phases[index].End)
                            start = phases[index++].End;
                        var phase = phases[index];
                        var share = (lastEpoch - start) / (phase.End - start);
                        var rates = new List<double>();
                        foreach (var group in optimizer.ParamGroups)
                        {
                            var i = rates.Count;
                            rates.Add(Between(Rate(i, phase.From), Rate(i, phase.To), share));
                            if (cycleMomentum)
                                Momenta.Set(group, Between(Momentum(i, phase.From), Momentum(i, phase.To), share));
                        }
                        return rates;
                    }

                    private double Between(double from, double to, double share) =>
                        strategy == AnnealStrategy.Cos
                            ? to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share))
                            : from + (to - from) * share;
                }
            }
        }
    }
}
