using DigitLab.Kernels;
using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    using TorchSharp;

    /// <summary>Stochastic gradient descent, with momentum where asked (torch.optim.SGD).</summary>
    public class SGD : OptimizerHelper, torch.optim.IMomentum
    {
        public SGD(
            IEnumerable<Parameter> parameters,
            double lr,
            double momentum = 0,
            double dampening = 0,
            double weight_decay = 0,
            bool nesterov = false,
            bool maximize = false
        )
            : this(
                [new ParamGroup { Parameters = parameters }],
                lr,
                momentum,
                dampening,
                weight_decay,
                nesterov,
                maximize
            ) { }

        public SGD(
            IEnumerable<ParamGroup> parameters,
            double lr,
            double momentum = 0,
            double dampening = 0,
            double weight_decay = 0,
            bool nesterov = false,
            bool maximize = false
        )
        {
            Check(lr, "learning rate");
            Check(momentum, "momentum value");
            Check(weight_decay, "weight_decay value");
            if (nesterov && (momentum <= 0 || dampening != 0))
                throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
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
            options.momentum ??= defaults.momentum;
            options.dampening ??= defaults.dampening;
            options.weight_decay ??= defaults.weight_decay;
            options.nesterov ??= defaults.nesterov;
            options.maximize ??= defaults.maximize;
            Add(param_group, options);
        }

        private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
            new State(parameter);

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null) =>
            _step<ParamGroup>(
                group =>
                {
                    foreach (var parameter in group.Parameters)
                        if (Gradient(parameter) is { } gradient)
                            Step(parameter, gradient, group.Options);
                },
                closure
            );

        private unsafe void Step(Parameter parameter, torch.Tensor gradient, Options options)
        {
            var state = (State)StateOf(parameter, options);
            var first = state.momentum_buffer is null;
            if (options.momentum != 0)
                state.momentum_buffer ??= torch.zeros_like(parameter);
            var buffer = state.momentum_buffer;
            var n = parameter.numel();
            if (parameter.dtype == torch.ScalarType.Float32)
                OptimizerStep.Sgd(
                    n,
                    parameter.Data<float>(),
                    gradient.Data<float>(),
                    buffer is null ? null : buffer.Data<float>(),
                    options.LearningRate!.Value,
                    options.momentum!.Value,
                    options.dampening!.Value,
                    options.nesterov!.Value,
                    options.weight_decay!.Value,
                    first,
                    options.maximize!.Value
                );
            else
                Naive.Sgd(
                    n,
                    parameter.Data<double>(),
                    gradient.Data<double>(),
                    buffer is null ? null : buffer.Data<double>(),
                    options.LearningRate!.Value,
                    options.momentum!.Value,
                    options.dampening!.Value,
                    options.nesterov!.Value,
                    options.weight_decay!.Value,
                    first,
                    options.maximize!.Value
                );
            parameter.Impl.Storage.Version++;
            GC.KeepAlive(parameter);
            GC.KeepAlive(gradient);
            GC.KeepAlive(buffer);
        }

        public class Options : OptimizerOptions
        {
            public double? momentum;
            public double? dampening;
            public double? weight_decay;
            public bool? nesterov;
            public bool? maximize;

            internal override void Exchange(StateExchange exchange)
            {
                base.Exchange(exchange);
                exchange.Number(ref momentum);
                exchange.Number(ref dampening);
                exchange.Number(ref weight_decay);
                exchange.Flag(ref nesterov);
                exchange.Flag(ref maximize);
            }
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public torch.Tensor? momentum_buffer;

            public State(Parameter parameter)
                : base(parameter) { }

            internal override void Exchange(StateExchange exchange) => exchange.Optional(ref momentum_buffer);

            public void Dispose() => momentum_buffer?.Dispose();
        }

        public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
        {
            public ParamGroup() => base.Options = new Options();

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options) { }

            public ParamGroup(
                IEnumerable<Parameter> parameters,
                double lr = 0.001,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false
            )
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        momentum = momentum,
                        dampening = dampening,
                        weight_decay = weight_decay,
                        nesterov = nesterov,
                        maximize = maximize,
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
            public static SGD SGD(
                IEnumerable<Parameter> parameters,
                double learningRate,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false
            ) => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters,
                double learningRate,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false
            ) =>
                new(
                    parameters.Select(p => p.parameter),
                    learningRate,
                    momentum,
                    dampening,
                    weight_decay,
                    nesterov,
                    maximize
                );

            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters,
                double learningRate,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false,
                bool maximize = false
            ) => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
