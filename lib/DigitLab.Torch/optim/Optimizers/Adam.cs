using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>Adam (Kingma and Ba, 2014), as torch.optim.Adam computes it.</summary>
    public class Adam : OptimizerHelper, torch.optim.IBetas
    {
        public Adam(
            IEnumerable<Parameter> parameters,
            double lr = 0.001,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-08,
            double weight_decay = 0,
            bool amsgrad = false,
            bool maximize = false
        )
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        { }

        public Adam(
            IEnumerable<ParamGroup> parameters,
            double lr = 0.001,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-08,
            double weight_decay = 0,
            bool amsgrad = false,
            bool maximize = false
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
                amsgrad = amsgrad,
                maximize = maximize,
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
            options.amsgrad ??= defaults.amsgrad;
            options.maximize ??= defaults.maximize;
            Add(param_group, options);
        }

        private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
            new State(parameter, (Options)options);

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null) =>
            _step<ParamGroup>(
                group =>
                {
                    foreach (var parameter in group.Parameters)
                        if (Gradient(parameter) is { } gradient)
                            Step(parameter, gradient, (State)StateOf(parameter, group.Options), group.Options);
                },
                closure
            );

        private static void Step(Parameter parameter, torch.Tensor gradient, State state, Options options) =>
            AdamUpdate.Run(
                parameter,
                gradient,
                state.exp_avg,
                state.exp_avg_sq,
                options.amsgrad!.Value ? state.max_exp_avg_sq : null,
                options.LearningRate!.Value,
                (options.beta1!.Value, options.beta2!.Value),
                options.eps!.Value,
                options.weight_decay!.Value,
                decoupledWeightDecay: false,
                ++state.step,
                options.maximize!.Value
            );

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? eps;
            public double? weight_decay;
            public bool? amsgrad;
            public bool? maximize;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref beta1);
                exchange.Number(ref beta2);
                exchange.Number(ref eps);
                exchange.Number(ref weight_decay);
                exchange.Flag(ref amsgrad);
                exchange.Flag(ref maximize);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public torch.Tensor exp_avg = null!;
            public torch.Tensor exp_avg_sq = null!;
            public torch.Tensor? max_exp_avg_sq;

            public State(Parameter parameter)
                : base(parameter) { }

            internal State(Parameter parameter, Options options)
                : this(parameter)
            {
                exp_avg = Zeros();
                exp_avg_sq = Zeros();
                max_exp_avg_sq = options.amsgrad == true ? Zeros() : null;
            }

            internal override void Exchange(StateExchange exchange)
            {
                exchange.Count(ref step);
                exchange.Tensor(ref exp_avg);
                exchange.Tensor(ref exp_avg_sq);
                exchange.Optional(ref max_exp_avg_sq);
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
                double lr = 0.001,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false
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
                        amsgrad = amsgrad,
                        maximize = maximize,
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
            public static Adam Adam(
                IEnumerable<Parameter> parameters,
                double lr = 0.001,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false
            ) => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 0.001,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false
            ) => new(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<Adam.ParamGroup> parameters,
                double lr = 0.001,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-08,
                double weight_decay = 0,
                bool amsgrad = false,
                bool maximize = false
            ) => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
