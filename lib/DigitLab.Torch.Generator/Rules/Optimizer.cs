using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation.Rules;

/// <summary>The generated half of one optimizer's class.</summary>
/// <param name="rule">The class with the state and the update: another one for a twin.</param>
internal sealed class Optimizer(INamedTypeSymbol symbol, INamedTypeSymbol rule, ListedType listed, ListedType groups)
{
    private readonly string name = symbol.Name;
    private readonly bool hasBetas = symbol.Interfaces.Any(type => type.Name == "IBetas");
    private readonly bool hasMomentum = symbol.Interfaces.Any(type => type.Name == "IMomentum");

    private const string Betas =
        "internal (double, double) Betas { get => (beta1!.Value, beta2!.Value); set => (beta1, beta2) = value; }";
    private const string GroupBetas =
        "public (double, double) Betas { get => Options.Betas; set => Options.Betas = value; }";
    private const string GroupMomentum =
        "public double Momentum { get => Options.momentum!.Value; set => Options.momentum = value; }";

    /// <summary>The constructor that takes groups; its parameters name the options, in the order of the file format.</summary>
    private readonly ListedMember constructor = listed.Constructors.First(c =>
        c.Parameters[0].Type.Contains("ParamGroup")
    );

    private IEnumerable<ListedParameter> Options => constructor.Parameters.Skip(2);

    public IEnumerable<string> Members()
    {
        yield return Constructors();
        yield return Shared();
        if (hasBetas)
            yield return Forwarded("(double, double) Betas", "Betas = value", "Betas");
        if (hasMomentum)
            yield return Forwarded("double Momentum", "momentum = value", "momentum!.Value");
        if (!rule.GetMembers("step").Any())
            yield return """
                public override torch.Tensor? step(Func<torch.Tensor>? closure = null) =>
                    StepEach<State, Options>(closure, Update);
                """;
        yield return OptionsClass();
        yield return StateClass();
        yield return GroupClass();
    }

    private string Constructors()
    {
        var simple = listed.Constructors.First(c => c != constructor);
        var rest = Forward.Arguments(simple.Parameters.Skip(1));
        return $$"""
            public {{name}}({{Declarations(simple)}})
                : this(new ParamGroup[] { new() { Parameters = parameters } }, {{rest}}) { }

            public {{name}}({{Declarations(constructor)}})
            {
                var options = new Options { InitialLearningRate = lr, {{Initializers(constructor)}} };
                Check(lr, "learning rate");
                Validate(options);
                _defaults = options;
                Begin(parameters);
            }
            """;
    }

    /// <summary>What the base class calls.</summary>
    private string Shared() =>
        $$"""
            static partial void Validate(Options options);

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                var defaults = (Options)_defaults;
                var options =
                    param_group.Options as Options ?? new Options { LearningRate = param_group.Options?.LearningRate };
                {{Lines(Options, o => $"options.{o.Name} ??= defaults.{o.Name};")}}
                Add(param_group, options);
            }

            private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
                new State(parameter, (Options)options);
            """;

    /// <summary>A property of the optimizer that stands for one of its defaults and of each group.</summary>
    private static string Forwarded(string declaration, string set, string get) =>
        $$"""
            public {{declaration}}
            {
                get => ((Options)_defaults).{{get}};
                set
                {
                    ((Options)_defaults).{{set}};
                    foreach (var group in _parameter_groups.Cast<ParamGroup>())
                        group.Options.{{set}};
                }
            }
            """;

    private string OptionsClass() =>
        $$"""
            public class Options : OptimizerOptions
            {
                {{Lines(Options, o => $"public {o.Type}? {o.Name};")}}
                {{If(hasBetas, Betas)}}
                {{If(Has("weight_decay"), "internal override double WeightDecay => weight_decay!.Value;")}}
                {{If(Has("maximize"), "internal override bool Maximize => maximize!.Value;")}}

                internal override void Exchange(StateExchange exchange)
                {
                    base.Exchange(exchange);
                    {{Lines(Options, o => $"exchange.{(o.Type == "bool" ? "Flag" : "Number")}(ref {o.Name});")}}
                }
            }
            """;

    private bool Has(string option) => Options.Any(o => o.Name == option);

    private string StateClass()
    {
        var fields = rule.GetTypeMembers("State").Single().GetMembers().OfType<IFieldSymbol>().ToList();
        return $$"""
            public sealed partial class State : OptimizerState, IDisposable
            {
                public State(Parameter parameter)
                    : base(parameter) { }

                internal State(Parameter parameter, Options options)
                    : this(parameter)
                {
                    {{Lines(fields.Where(field => Kind(field) == "Tensor"), field => $"{field.Name} = Zeros();")}}
                    Begin(options);
                }

                partial void Begin(Options options);

                internal override void Exchange(StateExchange exchange)
                {
                    {{Lines(fields, field => $"exchange.{Kind(field)}(ref {field.Name});")}}
                }

                public void Dispose() => Exchange(new StateExchange.Release());
            }
            """;
    }

    private static string Kind(IFieldSymbol field) =>
        field.Type.SpecialType switch
        {
            SpecialType.System_Int64 => "Count",
            SpecialType.System_Double => "Number",
            _ => field.NullableAnnotation == NullableAnnotation.Annotated ? "Optional" : "Tensor",
        };

    private string GroupClass()
    {
        var simple = groups.Constructors.First(c => c.Parameters.Count > 2);
        return $$"""
            public class ParamGroup : ParamGroup<Options>{{If(hasBetas, ", torch.optim.IBetas")}}{{If(
                hasMomentum,
                ", torch.optim.IMomentum"
            )}}
            {
                public ParamGroup() => base.Options = new Options();

                public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                    : base(parameters, options) { }

                public ParamGroup({{Declarations(simple)}})
                    : base(parameters, new Options { {{Initializers(simple)}} }) { }
                {{If(hasBetas, GroupBetas)}}
                {{If(hasMomentum, GroupMomentum)}}
            }
            """;
    }

    private static string If(bool condition, string text) => condition ? text : "";

    private static string Declarations(ListedMember member) =>
        string.Join(", ", member.Parameters.Select(parameter => parameter.Declaration()));

    private static string Initializers(ListedMember member) =>
        string.Join(
            ", ",
            member.Parameters.Skip(1).Select(p => $"{(p.Name == "lr" ? "LearningRate" : p.Name)} = {p.Name}")
        );

    private static string Lines<T>(IEnumerable<T> items, System.Func<T, string> line) =>
        string.Join("\n        ", items.Select(line));
}
