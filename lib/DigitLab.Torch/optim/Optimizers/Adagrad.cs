using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>Adagrad (Duchi, Hazan and Singer, 2011), as torch.optim.Adagrad computes it.</summary>
    public class Adagrad : OptimizerHelper
    {
        public Adagrad(
            IEnumerable<Parameter> parameters,
            double lr = 0.01,
            double lr_decay = 0,
            double weight_decay = 0,
            double initial_accumulator_value = 0,
            double eps = 1e-10
        )
            : this(
                new ParamGroup[] { new() { Parameters = parameters } },
                lr,
                lr_decay,
                weight_decay,
                initial_accumulator_value,
                eps
            ) { }

        public Adagrad(
            IEnumerable<ParamGroup> parameters,
            double lr = 0.01,
            double lr_decay = 0,
            double weight_decay = 0,
            double initial_accumulator_value = 0,
            double eps = 1e-10
        )
        {
            Check(lr, "learning rate");
            Check(lr_decay, "lr_decay value");
            Check(weight_decay, "weight_decay value");
            Check(initial_accumulator_value, "initial_accumulator_value");
            Check(eps, "eps value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                lr_decay = lr_decay,
                weight_decay = weight_decay,
                initial_accumulator_value = initial_accumulator_value,
                eps = eps,
            };
            Begin(parameters);
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var defaults = (Options)_defaults;
            var options =
                param_group.Options as Options ?? new Options { LearningRate = param_group.Options?.LearningRate };
            options.lr_decay ??= defaults.lr_decay;
            options.weight_decay ??= defaults.weight_decay;
            options.initial_accumulator_value ??= defaults.initial_accumulator_value;
            options.eps ??= defaults.eps;
            Add(param_group, options);
        }

        private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
            new State(parameter, (Options)options);

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null) =>
            StepEach<State, Options>(closure, options => (options.weight_decay!.Value, false), Update);

        private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
        {
            var rate = options.LearningRate!.Value / (1 + state.step++ * options.lr_decay!.Value);
            state.sum.add_(gradient.square());
            parameter.add_(gradient / (state.sum.sqrt() + options.eps!.Value), -rate);
        }

        public class Options : OptimizerOptions
        {
            public double? lr_decay;
            public double? weight_decay;
            public double? initial_accumulator_value;
            public double? eps;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref lr_decay);
                exchange.Number(ref weight_decay);
                exchange.Number(ref initial_accumulator_value);
                exchange.Number(ref eps);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public torch.Tensor sum = null!;

            public State(Parameter parameter)
                : base(parameter) { }

            internal State(Parameter parameter, Options options)
                : this(parameter)
            {
                sum = Zeros();
                sum.Fill(options.initial_accumulator_value!.Value);
            }

            internal override void Exchange(StateExchange exchange)
            {
                exchange.Count(ref step);
                exchange.Tensor(ref sum);
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
                double lr_decay = 0,
                double weight_decay = 0,
                double initial_accumulator_value = 0,
                double eps = 1e-10
            )
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        lr_decay = lr_decay,
                        weight_decay = weight_decay,
                        initial_accumulator_value = initial_accumulator_value,
                        eps = eps,
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
            public static Adagrad Adagrad(
                IEnumerable<Parameter> parameters,
                double lr = 0.01,
                double lr_decay = 0,
                double weight_decay = 0,
                double initial_accumulator_value = 0,
                double eps = 1e-10
            ) => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            public static Adagrad Adagrad(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 0.01,
                double lr_decay = 0,
                double weight_decay = 0,
                double initial_accumulator_value = 0,
                double eps = 1e-10
            ) => new(parameters.Select(p => p.parameter), lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            public static Adagrad Adagrad(
                IEnumerable<Adagrad.ParamGroup> parameters,
                double lr = 0.01,
                double lr_decay = 0,
                double weight_decay = 0,
                double initial_accumulator_value = 0,
                double eps = 1e-10
            ) => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
        }
    }
}
