using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Changes an optimizer's learning rates from epoch to epoch: call <see cref="step()"/> at the end of each (or
            /// after each batch, for those that count batches).
            /// </summary>
            public abstract class LRScheduler
            {
                private readonly bool verbose;
                internal readonly Optimizer optimizer = null!;
                internal readonly List<double> baseRates = [];
                internal List<double> lastRates = [];

                /// <summary>The epoch whose rates are set now.</summary>
                internal int lastEpoch;

                /// <summary>How often step was called, the one on construction included.</summary>
                public int _step_count;

                private protected LRScheduler() { }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    this.optimizer = optimizer;
                    this.verbose = verbose;
                    lastEpoch = last_epoch;
                    foreach (var group in optimizer.ParamGroups)
                    {
                        // Only the first scheduler of an optimizer finds its rates untouched.
                        if (last_epoch == -1 && group is ParamGroup { IsScheduled: false } unscheduled)
                        {
                            unscheduled.IsScheduled = true;
                            group.InitialLearningRate = group.LearningRate;
                        }
                        baseRates.Add(group.InitialLearningRate);
                    }
                }

                /// <summary>Goes to the next epoch's rates.</summary>
                public virtual void step() => step((int?)null);

                /// <summary>Goes to an epoch's rates.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    lastEpoch = epoch ?? lastEpoch + 1;
                    Set(epoch is null ? get_lr() : get_closed_form_lr());
                }

                /// <summary>For schedulers that look at a metric; the others take no notice of it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates of this epoch, from those of the epoch before.</summary>
                protected virtual IEnumerable<double> get_lr() => Rates().ToList();

                /// <summary>The rates of this epoch, from nothing but its number.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                /// <summary>The rates that were set last, one for each group.</summary>
                public IEnumerable<double> get_last_lr() => lastRates;

                internal IEnumerable<double> Rates() => optimizer.ParamGroups.Select(group => group.LearningRate);

                /// <summary>Each group's rate times a number.</summary>
                internal IEnumerable<double> Scaled(double factor) => Rates().Select(rate => rate * factor).ToList();

                /// <summary>Each group's first rate times a number.</summary>
                internal IEnumerable<double> Based(double factor) => baseRates.Select(rate => rate * factor).ToList();

                internal void Set(IEnumerable<double> rates)
                {
                    lastRates = rates.ToList();
                    var i = 0;
                    foreach (var group in optimizer.ParamGroups)
                    {
                        if (verbose && group.LearningRate != lastRates[i])
                            Console.WriteLine($"Adjusting learning rate of group {i} to {lastRates[i]:g4}");
                        group.LearningRate = lastRates[i++];
                    }
                }

                /// <summary>One value for each group, from one for all or one for each.</summary>
                internal List<T> ForEachGroup<T>(IEnumerable<T> values, string name)
                {
                    var (list, groups) = (values.ToList(), optimizer.ParamGroups.Count());
                    if (list.Count == 1 && groups > 1)
                        return Enumerable.Repeat(list[0], groups).ToList();
                    return list.Count == groups
                        ? list
                        : throw new ArgumentException(
                            $"{GetType().Name}: expected {groups} values for {name}, one for each parameter group, got {list.Count}"
                        );
                }
            }

            /// <summary>Momentum, or Adam's first beta, of parameter groups that have one.</summary>
            internal static class Momenta
            {
                public static void Require(Optimizer optimizer, string scheduler)
                {
                    if (!optimizer.ParamGroups.All(group => group is IMomentum or IBetas))
                        throw new ArgumentException(
                            $"{scheduler}: the optimizer must support momentum with cycle_momentum enabled; {optimizer.GetType().Name} does not"
                        );
                }

                public static void Set(ILearningRateController group, double momentum)
                {
                    if (group is IMomentum inertial)
                        inertial.Momentum = momentum;
                    else if (group is IBetas betas)
                        betas.Betas = (momentum, betas.Betas.Item2);
                }
            }
        }
    }
}
