using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>RMSprop (Hinton, 2012), as torch.optim.RMSprop computes it.</summary>
    public class RMSProp : OptimizerHelper, torch.optim.IMomentum
    {
        public RMSProp(
            IEnumerable<Parameter> parameters,
            double lr = 1e-3,
            double alpha = 0.99,
            double eps = 1e-08,
            double weight_decay = 0,
            double momentum = 0,
            bool centered = false,
            bool maximize = false
        )
            : this(
                new ParamGroup[] { new() { Parameters = parameters } },
                lr,
                alpha,
                eps,
                weight_decay,
                momentum,
                centered,
                maximize
            ) { }

        public RMSProp(
            IEnumerable<ParamGroup> parameters,
            double lr = 1e-3,
            double alpha = 0.99,
            double eps = 1e-08,
            double weight_decay = 0,
            double momentum = 0,
            bool centered = false,
            bool maximize = false
        )
        {
            Check(lr, "learning rate");
            Check(alpha, "alpha value");
            Check(eps, "eps value");
            Check(weight_decay, "weight_decay value");
            Check(momentum, "momentum value");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                alpha = alpha,
                eps = eps,
                weight_decay = weight_decay,
                momentum = momentum,
                centered = centered,
                maximize = maximize,
            };
            Begin(parameters);
        }

        public double Momentum
        {
            get => ((Options)_defaults).momentum!.Value;
            set
            {
                ((Options)_defaults).momentum = value;
                foreach (var group in _parameter_groups.Cast<ParamGroup>())
                    group.Momentum = value;
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var defaults = (Options)_defaults;
            var options =
                param_group.Options as Options ?? new Options { LearningRate = param_group.Options?.LearningRate };
            options.alpha ??= defaults.alpha;
            options.eps ??= defaults.eps;
            options.weight_decay ??= defaults.weight_decay;
            options.momentum ??= defaults.momentum;
            options.centered ??= defaults.centered;
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
            var (alpha, rate) = (options.alpha!.Value, options.LearningRate!.Value);
            state.step++;
            state.square_avg.mul_(alpha).add_(gradient.square(), 1 - alpha);
            var variance = state.square_avg;
            if (state.grad_avg is { } mean)
            {
                mean.mul_(alpha).add_(gradient, 1 - alpha);
                variance = variance - mean.square();
            }
            var step = gradient / (variance.sqrt() + options.eps!.Value);
            if (state.momentum_buffer is { } buffer)
                step = buffer.mul_(options.momentum!.Value).add_(step);
            parameter.add_(step, -rate);
        }

        public class Options : OptimizerOptions
        {
            public double? alpha;
            public double? eps;
            public double? weight_decay;
            public double? momentum;
            public bool? centered;
            public bool? maximize;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref alpha);
                exchange.Number(ref eps);
                exchange.Number(ref weight_decay);
                exchange.Number(ref momentum);
                exchange.Flag(ref centered);
                exchange.Flag(ref maximize);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public torch.Tensor square_avg = null!;
            public torch.Tensor? momentum_buffer;
            public torch.Tensor? grad_avg;

            public State(Parameter parameter)
                : base(parameter) { }

            internal State(Parameter parameter, Options options)
                : this(parameter)
            {
                square_avg = Zeros();
                momentum_buffer = options.momentum > 0 ? Zeros() : null;
                grad_avg = options.centered == true ? Zeros() : null;
            }

            internal override void Exchange(StateExchange exchange)
            {
                exchange.Count(ref step);
                exchange.Tensor(ref square_avg);
                exchange.Optional(ref momentum_buffer);
                exchange.Optional(ref grad_avg);
            }

            public void Dispose() => Exchange(new StateExchange.Release());
        }

        public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
        {
            public ParamGroup() => base.Options = new Options();

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options) { }

            public ParamGroup(
                IEnumerable<Parameter> parameters,
                double lr = 1e-3,
                double eps = 1e-08,
                double alpha = 0.99,
                double weight_decay = 0,
                double momentum = 0,
                bool centered = false
            )
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        alpha = alpha,
                        eps = eps,
                        weight_decay = weight_decay,
                        momentum = momentum,
                        centered = centered,
                    }
                ) { }

            public double Momentum
            {
                get => Options.momentum!.Value;
                set => Options.momentum = value;
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
            public static RMSProp RMSProp(
                IEnumerable<Parameter> parameters,
                double lr = 0.01,
                double alpha = 0.99,
                double eps = 1e-08,
                double weight_decay = 0,
                double momentum = 0,
                bool centered = false,
                bool maximize = false
            ) => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 0.01,
                double alpha = 0.99,
                double eps = 1e-08,
                double weight_decay = 0,
                double momentum = 0,
                bool centered = false,
                bool maximize = false
            ) => new(parameters.Select(p => p.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(
                IEnumerable<RMSProp.ParamGroup> parameters,
                double lr = 0.01,
                double alpha = 0.99,
                double eps = 1e-08,
                double weight_decay = 0,
                double momentum = 0,
                bool centered = false,
                bool maximize = false
            ) => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
