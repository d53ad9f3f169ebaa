using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>Adam with Nesterov momentum (Dozat, 2016), as torch.optim.NAdam computes it.</summary>
    public class NAdam : OptimizerHelper, torch.optim.IBetas
    {
        public NAdam(
            IEnumerable<Parameter> parameters,
            double lr,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-08,
            double weight_decay = 0,
            double momentum_decay = 4e-3
        )
            : this(
                new ParamGroup[] { new() { Parameters = parameters } },
                lr,
                beta1,
                beta2,
                eps,
                weight_decay,
                momentum_decay
            ) { }

        public NAdam(
            IEnumerable<ParamGroup> parameters,
            double lr = 0.002,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-08,
            double weight_decay = 0,
            double momentum_decay = 4e-3
        )
        {
            Check(lr, "learning rate");
            Check(beta1, "beta1 value", beta1 < 1);
            Check(beta2, "beta2 value", beta2 < 1);
            Check(eps, "eps value");
            Check(weight_decay, "weight_decay value");
            Check(momentum_decay, "momentum_decay value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                momentum_decay = momentum_decay,
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
            options.momentum_decay ??= defaults.momentum_decay;
            Add(param_group, options);
        }

        private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
            new State(parameter, (Options)options);

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null) =>
            StepEach<State, Options>(closure, options => (options.weight_decay!.Value, false), Update);

        private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
        {
            var (beta1, beta2, rate) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
            state.step++;
            var mu = Momentum(state.step);
            var next = Momentum(state.step + 1);
            state.mu_product *= mu;
            state.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
            state.exp_avg_sq.mul_(beta2).add_(gradient.square(), 1 - beta2);
            var scale = (state.exp_avg_sq / (1 - Math.Pow(beta2, state.step))).sqrt() + options.eps!.Value;
            parameter.add_(gradient / scale, -rate * (1 - mu) / (1 - state.mu_product));
            parameter.add_(state.exp_avg / scale, -rate * next / (1 - state.mu_product * next));

            double Momentum(long step) => beta1 * (1 - 0.5 * Math.Pow(0.96, step * options.momentum_decay!.Value));
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? eps;
            public double? weight_decay;
            public double? momentum_decay;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref beta1);
                exchange.Number(ref beta2);
                exchange.Number(ref eps);
                exchange.Number(ref weight_decay);
                exchange.Number(ref momentum_decay);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public double mu_product;
            public torch.Tensor exp_avg = null!;
            public torch.Tensor exp_avg_sq = null!;

            public State(Parameter parameter)
                : base(parameter) { }

            internal State(Parameter parameter, Options options)
                : this(parameter)
            {
                mu_product = 1;
                exp_avg = Zeros();
                exp_avg_sq = Zeros();
            }

            internal override void Exchange(StateExchange exchange)
            {
                exchange.Count(ref step);
                exchange.Number(ref mu_product);
                exchange.Tensor(ref exp_avg);
                exchange.Tensor(ref exp_avg_sq);
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
                double weight_decay = 0,
                double momentum_decay = 4e-3
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
                        momentum_decay = momentum_decay,
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
            public static NAdam NAdam(
                IEnumerable<Parameter> named_parameters,
                double lr = 0.002,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0,
                double momentum_decay = 4e-3
            ) => new(named_parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);

            public static NAdam NAdam(
                IEnumerable<(string name, Parameter parameter)> named_parameters,
                double lr = 0.002,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0,
                double momentum_decay = 4e-3
            ) => new(named_parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, momentum_decay);

            public static NAdam NAdam(
                IEnumerable<NAdam.ParamGroup> parameters,
                double lr = 0.002,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0,
                double momentum_decay = 4e-3
            ) => new(parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);
        }
    }
}
