using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>Resilient backpropagation (Riedmiller and Braun, 1993), for gradients of the whole data.</summary>
    public class Rprop : OptimizerHelper
    {
        public Rprop(
            IEnumerable<Parameter> parameters,
            double lr = 0.01,
            double etaminus = 0.5,
            double etaplus = 1.2,
            double min_step = 1e-6,
            double max_step = 50,
            bool maximize = false
        )
            : this(
                new ParamGroup[] { new() { Parameters = parameters } },
                lr,
                etaminus,
                etaplus,
                min_step,
                max_step,
                maximize
            ) { }

        public Rprop(
            IEnumerable<ParamGroup> parameters,
            double lr = 0.01,
            double etaminus = 0.5,
            double etaplus = 1.2,
            double min_step = 1e-6,
            double max_step = 50,
            bool maximize = false
        )
        {
            Check(lr, "learning rate");
            Check(etaminus, "etaminus value", etaminus < 1 && 1 < etaplus);
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                etaminus = etaminus,
                etaplus = etaplus,
                min_step = min_step,
                max_step = max_step,
                maximize = maximize,
            };
            Begin(parameters);
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var defaults = (Options)_defaults;
            var options =
                param_group.Options as Options ?? new Options { LearningRate = param_group.Options?.LearningRate };
            options.etaminus ??= defaults.etaminus;
            options.etaplus ??= defaults.etaplus;
            options.min_step ??= defaults.min_step;
            options.max_step ??= defaults.max_step;
            options.maximize ??= defaults.maximize;
            Add(param_group, options);
        }

        private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
            new State(parameter, (Options)options);

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null) =>
            StepEach<State, Options>(closure, options => (0, options.maximize!.Value), Update);

        private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
        {
            state.step++;
            var turned = (gradient * state.prev).sign();
            var factor = torch
                .ones_like(turned)
                .masked_fill(turned.gt(0), options.etaplus!.Value)
                .masked_fill(turned.lt(0), options.etaminus!.Value);
            state.step_size.mul_(factor).clamp_(options.min_step!.Value, options.max_step!.Value);
            // Where the sign turned the step went too far: stay for once.
            var rest = gradient.masked_fill(turned.lt(0), 0);
            parameter.sub_(rest.sign() * state.step_size);
            state.prev.copy_(rest);
        }

        public class Options : OptimizerOptions
        {
            public double? etaminus;
            public double? etaplus;
            public double? min_step;
            public double? max_step;
            public bool? maximize;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref etaminus);
                exchange.Number(ref etaplus);
                exchange.Number(ref min_step);
                exchange.Number(ref max_step);
                exchange.Flag(ref maximize);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public torch.Tensor prev = null!;
            public torch.Tensor step_size = null!;

            public State(Parameter parameter)
                : base(parameter) { }

            internal State(Parameter parameter, Options options)
                : this(parameter)
            {
                prev = Zeros();
                step_size = Zeros();
                step_size.Fill(options.LearningRate!.Value);
            }

            internal override void Exchange(StateExchange exchange)
            {
                exchange.Count(ref step);
                exchange.Tensor(ref prev);
                exchange.Tensor(ref step_size);
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
                double etaminus = 0.5,
                double etaplus = 1.2,
                double min_step = 1e-6,
                double max_step = 50,
                bool maximize = false
            )
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        etaminus = etaminus,
                        etaplus = etaplus,
                        min_step = min_step,
                        max_step = max_step,
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
            public static Rprop Rprop(
                IEnumerable<Parameter> parameters,
                double lr = 0.01,
                double etaminus = 0.5,
                double etaplus = 1.2,
                double min_step = 1e-6,
                double max_step = 50,
                bool maximize = false
            ) => new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);

            public static Rprop Rprop(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 0.01,
                double etaminus = 0.5,
                double etaplus = 1.2,
                double min_step = 1e-6,
                double max_step = 50,
                bool maximize = false
            ) => new(parameters.Select(p => p.parameter), lr, etaminus, etaplus, min_step, max_step, maximize);

            public static Rprop Rprop(
                IEnumerable<Rprop.ParamGroup> parameters,
                double lr = 0.01,
                double etaminus = 0.5,
                double etaplus = 1.2,
                double min_step = 1e-6,
                double max_step = 50,
                bool maximize = false
            ) => new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);
        }
    }
}
