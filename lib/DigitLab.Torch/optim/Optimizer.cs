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
                /// <param name="closure">Computes the loss and its gradients anew, where the optimizer asks for it.</param>
                /// <returns>What the closure gave, or null.</returns>
                public virtual Tensor? step(Func<Tensor>? closure = null) => throw new NotSupportedException();

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing) { }
            }
        }
    }
}

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>What an optimizer is told for a group of parameters.</summary>
    public class OptimizerOptions
    {
        public double? LearningRate { get; set; }
        public double InitialLearningRate { get; set; }
    }

    /// <summary>Parameters that are changed by the same rules.</summary>
    public class ParamGroup : torch.optim.ILearningRateController
    {
        public IEnumerable<Parameter> Parameters { get; set; } = [];
        public OptimizerOptions Options { get; set; } = new();

        public double LearningRate
        {
            get => Options.LearningRate!.Value;
            set => Options.LearningRate = value;
        }

        public double InitialLearningRate
        {
            get => Options.InitialLearningRate;
            set => Options.InitialLearningRate = value;
        }
    }

    public class ParamGroup<TOptions> : ParamGroup
        where TOptions : OptimizerOptions
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
        {
            Parameters = parameters;
            base.Options = options!;
        }

        public new TOptions Options
        {
            get => (TOptions)base.Options;
            set => base.Options = value;
        }
    }

    /// <summary>What an optimizer remembers of one parameter.</summary>
    public abstract class OptimizerState
    {
        public Parameter _parameter;

        private protected OptimizerState(Parameter parameter) => _parameter = parameter;
    }

    /// <summary>What the optimizers share: groups with defaults, and a state for each parameter.</summary>
    public abstract class OptimizerHelper : torch.optim.Optimizer
    {
        public OptimizerOptions _defaults = new();

        private protected OptimizerHelper() { }

        private readonly Dictionary<Parameter, OptimizerState> states = new(
            System.Collections.Generic.ReferenceEqualityComparer.Instance
        );

        private protected TState State<TState>(Parameter parameter, Func<Parameter, TState> make)
            where TState : OptimizerState
        {
            if (!states.TryGetValue(parameter, out var state))
                states[parameter] = state = make(parameter);
            return (TState)state;
        }

        /// <summary>Runs <paramref name="body"/> for each group without recording, after the closure.</summary>
        protected torch.Tensor? _step<T>(Action<T> body, Func<torch.Tensor>? loss_closure = null)
            where T : ParamGroup
        {
            torch.Tensor? loss = null;
            if (loss_closure is not null)
            {
                using var on = torch.enable_grad();
                loss = loss_closure();
            }
            using var off = torch.no_grad();
            using var outside = DisposeScopeManager.Suspend();
            foreach (var group in _parameter_groups)
                body((T)group);
            return loss;
        }

        private protected static void Check(double value, string name, bool allowed = true)
        {
            if (!(value >= 0) || !allowed)
                throw new ArgumentException($"Invalid {name}: {value}");
        }

        /// <summary>The gradient, laid out as its parameter; null where there is none.</summary>
        private protected static torch.Tensor? Gradient(Parameter parameter)
        {
            if (parameter.Impl.Grad is not { } gradient)
                return null;
            if (!parameter.Impl.IsContiguous)
                throw new TorchException(
                    $"optimizer: a parameter of shape {Shapes.Text(parameter.Impl.Sizes)} is not contiguous"
                );
            if (gradient.Impl.IsContiguous && gradient.dtype == parameter.dtype)
                return gradient;
            parameter.Impl.Grad = gradient.to_type(parameter.dtype).contiguous_copy();
            gradient.Dispose();
            return parameter.Impl.Grad;
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var state in states.Values)
                (state as IDisposable)?.Dispose();
            states.Clear();
            base.Dispose(disposing);
        }
    }
}
