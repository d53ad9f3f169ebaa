using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>Adamax (Kingma and Ba, 2014), Adam with the largest gradient in place of the mean square.</summary>
    public class Adamax : OptimizerHelper, torch.optim.IBetas
    {
        public Adamax(
            IEnumerable<Parameter> parameters,
            double lr,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-08,
            double weight_decay = 0
        )
            : this(new ParamGroup[] { new() { Parameters = parameters } }, lr, beta1, beta2, eps, weight_decay) { }

        public Adamax(
            IEnumerable<ParamGroup> parameters,
            double lr = 0.002,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-08,
            double weight_decay = 0
        )
        {
            Check(lr, "learning rate");
            Check(beta1, "beta1 value", beta1 < 1);
            Check(beta2, "beta2 value", beta2 < 1);
            Check(eps, "eps value");
            Check(weight_decay, "weight_decay value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
            };
            Begin(parameters);
        }

        public (double, double) Betas
        {
            get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
            set
            {
                foreach (var group in _parameter_groups.Cast<ParamGroup>())
                    group.Betas = value;
                (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var defaults = (Options)_defaults;
            var options =
                param_group.Options as Options ?? new Options { LearningRate = param_group.Options?.LearningRate };
            options.beta1 ??= defaults.beta1;
            options.beta2 ??= defaults.beta2;
            options.eps ??= defaults.eps;
            options.weight_decay ??= defaults.weight_decay;
            Add(param_group, options);
        }

        private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
            new State(parameter, (Options)options);

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null) =>
            StepEach<State, Options>(closure, options => (options.weight_decay!.Value, false), Update);

        private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
        {
            var (beta1, beta2) = (options.beta1!.Value, options.beta2!.Value);
            state.step++;
            state.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
            state.exp_inf.copy_((state.exp_inf * beta2).maximum(gradient.abs() + options.eps!.Value));
            var rate = options.LearningRate!.Value / (1 - Math.Pow(beta1, state.step));
            parameter.add_(state.exp_avg / state.exp_inf, -rate);
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? eps;
            public double? weight_decay;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref beta1);
                exchange.Number(ref beta2);
                exchange.Number(ref eps);
                exchange.Number(ref weight_decay);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public torch.Tensor exp_avg = null!;
            public torch.Tensor exp_inf = null!;

            public State(Parameter parameter)
                : base(parameter) { }

            internal State(Parameter parameter, Options options)
                : this(parameter)
            {
                exp_avg = Zeros();
                exp_inf = Zeros();
            }

            internal override void Exchange(StateExchange exchange)
            {
                exchange.Count(ref step);
                exchange.Tensor(ref exp_avg);
                exchange.Tensor(ref exp_inf);
            }

            public void Dispose() => Exchange(new StateExchange.Release());
        }

        public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
        {
            public ParamGroup() => base.Options = new Options();

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options) { }

            public ParamGroup(
                IEnumerable<Parameter> parameters,
                double lr = 1.0,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0
            )
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        beta1 = beta1,
                        beta2 = beta2,
                        eps = eps,
                        weight_decay = weight_decay,
                    }
                ) { }

            public (double, double) Betas
            {
                get => (Options.beta1!.Value, Options.beta2!.Value);
                set => (Options.beta1, Options.beta2) = value;
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adamax Adamax(
                IEnumerable<Parameter> parameters,
                double lr = 0.002,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0
            ) => new(parameters, lr, beta1, beta2, eps, weight_decay);

            public static Adamax Adamax(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 0.002,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0
            ) => new(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay);

            public static Adamax Adamax(
                IEnumerable<Adamax.ParamGroup> parameters,
                double lr = 0.002,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0
            ) => new(parameters, lr, beta1, beta2, eps, weight_decay);
        }
    }
}
