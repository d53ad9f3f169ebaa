using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public interface ILearningRateController
            {
                double LearningRate { get; set; }
                double InitialLearningRate { get; set; }
            }

            public interface IMomentum
            {
                double Momentum { get; set; }
            }

            public interface IBetas
            {
                (double, double) Betas { get; set; }
            }

            /// <summary>Changes parameters by their gradients.</summary>
            public abstract class Optimizer : IDisposable
            {
                public IList<ParamGroup> _parameter_groups = [];

                private protected Optimizer() { }

                /// <summary>The groups, each with its learning rate.</summary>
                public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

                public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(g => g.Parameters);

                public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

                /// <summary>Forgets the gradients of the last step.</summary>
                public virtual void zero_grad()
                {
                    foreach (var parameter in parameters())
                        Gradients.Clear(parameter, setToNone: true);
                }

                /// <summary>One step down the gradients.</summary>
                /// <param name="closure">Recomputes the loss and its gradients.</param>
                /// <returns>What the closure gave, or null.</returns>
                public virtual Tensor? step(Func<Tensor>? closure = null) => throw new NotSupportedException();

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing) { }

                /// <summary>What an optimizer would need to go on elsewhere: the groups' options and each parameter's state.</summary>
                public class StateDictionary
                {
                    internal StateDictionary() { }

                    public List<OptimizerOptions> Options { get; } = [];

                    /// <summary>In the order of the groups' parameters.</summary>
                    public List<OptimizerState> State { get; } = [];
                }
            }
        }
    }
}
