namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>One scheduler after the other, each from its milestone on.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly List<LRScheduler> schedulers;
                    private readonly List<int> milestones;

                    public SequentialLR(
                        Optimizer optimizer,
                        IEnumerable<LRScheduler> schedulers,
                        IEnumerable<int> milestones,
                        int last_epoch = -1
                    )
                        : base(optimizer, last_epoch)
                    {
                        this.schedulers = schedulers.ToList();
                        this.milestones = milestones.ToList();
                        Chains.Check(this.schedulers, optimizer, nameof(SequentialLR));
                        if (this.milestones.Count != this.schedulers.Count - 1)
                            throw new ArgumentException(
                                $"SequentialLR: {this.schedulers.Count} schedulers need {this.schedulers.Count - 1} milestones, "
                                    + $"got {this.milestones.Count}"
                            );
                        lastEpoch++;
                        // Making the schedulers has changed the rates already: start again with the first alone.
                        foreach (var group in optimizer.ParamGroups)
                            group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in this.schedulers)
                            scheduler.lastEpoch--;
                        this.schedulers[0]._step_count = 0;
                        this.schedulers[0].step();
                        lastRates = Rates().ToList();
                    }

                    public override void step() => step((int?)null);

                    public override void step(int? epoch)
                    {
                        if (epoch is not null)
                            throw new ArgumentException("SequentialLR: step takes no epoch");
                        _step_count++;
                        lastEpoch++;
                        var active = milestones.Count(m => m <= lastEpoch);
                        if (active > 0 && milestones[active - 1] == lastEpoch)
                            schedulers[active].step(0);
                        else
                            schedulers[active].step();
                        lastRates = Rates().ToList();
                    }
                }

                /// <summary>Several schedulers at once, each on top of the others.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly List<LRScheduler> schedulers;

                    public ChainedLR(IEnumerable<LRScheduler> schedulers)
                        : this(schedulers.ToList()) { }

                    private ChainedLR(List<LRScheduler> schedulers)
                        : base(Chains.Check(schedulers, schedulers.FirstOrDefault()?.optimizer, nameof(ChainedLR)))
                    {
                        this.schedulers = schedulers;
                        lastRates = Rates().ToList();
                    }

                    public override void step()
                    {
                        _step_count++;
                        foreach (var scheduler in schedulers)
                            scheduler.step();
                        lastRates = Rates().ToList();
                    }
                }

                private static class Chains
                {
                    public static Optimizer Check(List<LRScheduler> schedulers, Optimizer? optimizer, string name)
                    {
                        if (schedulers.Count == 0)
                            throw new ArgumentException($"{name}: expected at least one scheduler");
                        if (schedulers.Exists(s => !ReferenceEquals(s.optimizer, optimizer)))
                            throw new ArgumentException(
                                $"{name}: expected all schedulers to belong to the same optimizer"
                            );
                        return optimizer!;
                    }
                }
            }

            /// <summary>Several schedulers at once, each on top of the others.</summary>
            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) => new impl.ChainedLR(schedulers);
        }
    }
}
