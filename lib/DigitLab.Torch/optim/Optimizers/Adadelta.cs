using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>Adadelta (Zeiler, 2012), as torch.optim.Adadelta computes it.</summary>
    public class Adadelta : OptimizerHelper
    {
        public Adadelta(
            IEnumerable<Parameter> parameters,
            double lr,
            double rho = 0.9,
            double eps = 1e-06,
            double weight_decay = 0,
            bool maximize = false
        )
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, rho, eps, weight_decay, maximize) { }

        public Adadelta(
            IEnumerable<ParamGroup> parameters,
            double lr = 1.0,
            double rho = 0.9,
            double eps = 1e-06,
            double weight_decay = 0,
            bool maximize = false
        )
        {
            Check(lr, "learning rate");
            Check(rho, "rho value", rho <= 1);
            Check(eps, "eps value");
            Check(weight_decay, "weight_decay value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                rho = rho,
                eps = eps,
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
            options.rho ??= defaults.rho;
            options.eps ??= defaults.eps;
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
            var (rho, eps) = (options.rho!.Value, options.eps!.Value);
            state.step++;
            state.square_avg.mul_(rho).add_(gradient.square(), 1 - rho);
            var delta = (state.acc_delta + eps).sqrt() / (state.square_avg + eps).sqrt() * gradient;
            state.acc_delta.mul_(rho).add_(delta.square(), 1 - rho);
            parameter.add_(delta, -options.LearningRate!.Value);
        }

        public class Options : OptimizerOptions
        {
            public double? rho;
            public double? eps;
            public double? weight_decay;
            public bool? maximize;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref rho);
                exchange.Number(ref eps);
                exchange.Number(ref weight_decay);
                exchange.Flag(ref maximize);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public torch.Tensor square_avg = null!;
            public torch.Tensor acc_delta = null!;

            public State(Parameter parameter)
                : base(parameter) { }

            internal State(Parameter parameter, Options options)
                : this(parameter)
            {
                square_avg = Zeros();
                acc_delta = Zeros();
            }

            internal override void Exchange(StateExchange exchange)
            {
                exchange.Count(ref step);
                exchange.Tensor(ref square_avg);
                exchange.Tensor(ref acc_delta);
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
                double lr = 1.0,
                double rho = 0.9,
                double eps = 1e-06,
                double weight_decay = 0,
                bool maximize = false
            )
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        rho = rho,
                        eps = eps,
                        weight_decay = weight_decay,
                        maximize = maximize,
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
            public static Adadelta Adadelta(
                IEnumerable<Parameter> parameters,
                double lr = 1.0,
                double rho = 0.9,
                double eps = 1e-06,
                double weight_decay = 0,
                bool maximize = false
            ) => new(parameters, lr, rho, eps, weight_decay, maximize);

            public static Adadelta Adadelta(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 1.0,
                double rho = 0.9,
                double eps = 1e-06,
                double weight_decay = 0,
                bool maximize = false
            ) => new(parameters.Select(p => p.parameter), lr, rho, eps, weight_decay, maximize);

            public static Adadelta Adadelta(
                IEnumerable<Adadelta.ParamGroup> parameters,
                double lr = 1.0,
                double rho = 0.9,
                double eps = 1e-06,
                double weight_decay = 0,
                bool maximize = false
            ) => new(parameters, lr, rho, eps, weight_decay, maximize);
        }
    }
}
