using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>Averaged stochastic gradient descent (Polyak and Juditsky, 1992), as torch.optim.ASGD computes it.</summary>
    public class ASGD : OptimizerHelper
    {
        public ASGD(
            IEnumerable<Parameter> parameters,
            double lr = 0.01,
            double lambd = 1e-4,
            double alpha = 0.75,
            double t0 = 1e6,
            double weight_decay = 0,
            bool maximize = false
        )
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, lambd, alpha, t0, weight_decay, maximize)
        { }

        public ASGD(
            IEnumerable<ParamGroup<Options>> parameters,
            double lr = 0.01,
            double lambd = 1e-4,
            double alpha = 0.75,
            double t0 = 1e6,
            double weight_decay = 0,
            bool maximize = false
        )
        {
            Check(lr, "learning rate");
            Check(weight_decay, "weight_decay value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                lambd = lambd,
                alpha = alpha,
                t0 = t0,
                weight_decay = weight_decay,
                maximize = maximize,
            };
            Begin(parameters);
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var defaults = (Options)_defaults;
            var options =
                param_group.Options as Options ?? new Options { LearningRate = param_group.Options?.LearningRate };
            options.lambd ??= defaults.lambd;
            options.alpha ??= defaults.alpha;
            options.t0 ??= defaults.t0;
            options.weight_decay ??= defaults.weight_decay;
            options.maximize ??= defaults.maximize;
            Add(param_group, options);
        }

        private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
            new State(parameter, (Options)options);

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null) =>
            StepEach<State, Options>(
                closure,
                options => (options.weight_decay!.Value, options.maximize!.Value),
                Update
            );

        private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
        {
            var (lambda, rate) = (options.lambd!.Value, options.LearningRate!.Value);
            state.step++;
            parameter.mul_(1 - lambda * state.eta).add_(gradient, -state.eta);
            if (state.mu == 1)
                state.ax.copy_(parameter);
            else
                state.ax.add_(parameter - state.ax, state.mu);
            state.eta = rate / Math.Pow(1 + lambda * rate * state.step, options.alpha!.Value);
            state.mu = 1 / Math.Max(1, state.step - options.t0!.Value);
        }

        public class Options : OptimizerOptions
        {
            public double? lambd;
            public double? alpha;
            public double? t0;
            public double? weight_decay;
            public bool? maximize;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref lambd);
                exchange.Number(ref alpha);
                exchange.Number(ref t0);
                exchange.Number(ref weight_decay);
                exchange.Flag(ref maximize);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public double eta;
            public double mu;
            public torch.Tensor ax = null!;

            public State(Parameter parameter)
                : base(parameter) { }

            internal State(Parameter parameter, Options options)
                : this(parameter)
            {
                (eta, mu) = (options.LearningRate!.Value, 1);
                ax = Zeros();
            }

            internal override void Exchange(StateExchange exchange)
            {
                exchange.Count(ref step);
                exchange.Number(ref eta);
                exchange.Number(ref mu);
                exchange.Tensor(ref ax);
            }

            public void Dispose() => Exchange(new StateExchange.Release());
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup() => base.Options = new Options();

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options) { }

            public ParamGroup(
                IEnumerable<Parameter> parameters,
                double lr = 0.01,
                double lambd = 1e-4,
                double alpha = 0.75,
                double t0 = 1e6,
                double weight_decay = 0
            )
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        lambd = lambd,
                        alpha = alpha,
                        t0 = t0,
                        weight_decay = weight_decay,
                    }
                ) { }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static ASGD ASGD(
                IEnumerable<Parameter> parameters,
                double lr = 1e-3,
                double lambd = 1e-4,
                double alpha = 0.75,
                double t0 = 1e6,
                double weight_decay = 0,
                bool maximize = false
            ) => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);

            public static ASGD ASGD(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 1e-3,
                double lambd = 1e-4,
                double alpha = 0.75,
                double t0 = 1e6,
                double weight_decay = 0,
                bool maximize = false
            ) => new(parameters.Select(p => p.parameter), lr, lambd, alpha, t0, weight_decay, maximize);

            public static ASGD ASGD(
                IEnumerable<ParamGroup<ASGD.Options>> parameters,
                double lr = 1e-3,
                double lambd = 1e-4,
                double alpha = 0.75,
                double t0 = 1e6,
                double weight_decay = 0,
                bool maximize = false
            ) => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);
        }
    }
}
