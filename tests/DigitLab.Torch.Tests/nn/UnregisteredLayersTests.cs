using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Modules;

/// <summary>Layers that no optimizer would find, and what is said of them.</summary>
public class UnregisteredLayersTests
{
    private abstract class Stack : nn.Module<Tensor, Tensor>
    {
        protected Stack(bool registers = true)
            : base("stack")
        {
            if (registers)
                RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input;
    }

    private sealed class WithArray : Stack
    {
        private readonly Linear[] layers = [nn.Linear(4, 3), nn.Linear(3, 2)];

        public int Count => layers.Length;
    }

    private sealed class WithList : Stack
    {
        public List<nn.Module<Tensor, Tensor>> Layers { get; } = [nn.Linear(4, 3), nn.ReLU()];
    }

    private sealed class WithDictionary : Stack
    {
        public readonly Dictionary<string, Linear> heads = new() { ["small"] = nn.Linear(4, 3) };
    }

    private sealed class WithParameters : Stack
    {
        public readonly Parameter[] scales = [new(ones(1))];
    }

    private sealed class Unregistered() : Stack(false)
    {
        public readonly Linear layer = nn.Linear(4, 3);
    }

    private sealed class Outer : Stack
    {
        private readonly WithArray inner = new();

        public WithArray Inner => inner;
    }

    private sealed class Empty : Stack;

    public static TheoryData<string, string[]> Cases =>
        new()
        {
            { nameof(WithArray), ["'layers' of WithArray", "ModuleList"] },
            { nameof(WithList), ["'Layers' of WithList", "ModuleList"] },
            { nameof(WithDictionary), ["'heads' of WithDictionary", "ModuleDict"] },
            { nameof(WithParameters), ["'scales' of WithParameters", "ParameterList"] },
            { nameof(Unregistered), ["'layer' of Unregistered", "RegisterComponents()"] },
            { nameof(Outer), ["Outer has no parameters", "'layers' of WithArray", "ModuleList"] },
            { nameof(Empty), ["Empty has no parameters and no fields with layers"] },
        };

    private static Stack Make(string name) =>
        name switch
        {
            nameof(WithArray) => new WithArray(),
            nameof(WithList) => new WithList(),
            nameof(WithDictionary) => new WithDictionary(),
            nameof(WithParameters) => new WithParameters(),
            nameof(Unregistered) => new Unregistered(),
            nameof(Outer) => new Outer(),
            _ => new Empty(),
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_optimizer_says_where_they_are(string name, string[] says)
    {
        var model = Make(name);
        var message = Should.Throw<ArgumentException>(() => optim.Adam(model.parameters())).Message;
        message.ShouldStartWith("Adam: optimizer got an empty parameter list");
        foreach (var part in says)
            message.ShouldContain(part);
    }

    private static readonly Dictionary<string, Action<Parameter[]>> Optimizers = new()
    {
        ["SGD"] = p => optim.SGD(p, 0.1),
        ["Adam"] = p => optim.Adam(p),
        ["AdamW"] = p => optim.AdamW(p),
        ["Adamax"] = p => optim.Adamax(p),
        ["NAdam"] = p => optim.NAdam(p),
        ["RAdam"] = p => optim.RAdam(p),
        ["Adagrad"] = p => optim.Adagrad(p),
        ["Adadelta"] = p => optim.Adadelta(p),
        ["ASGD"] = p => optim.ASGD(p),
        ["RMSProp"] = p => optim.RMSProp(p),
        ["Rprop"] = p => optim.Rprop(p),
    };

    public static TheoryData<string> Names() => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_optimizer_takes_no_parameters(string name)
    {
        Should
            .Throw<ArgumentException>(() => Optimizers[name]([]))
            .Message.ShouldBe($"{name}: optimizer got an empty parameter list");
        Optimizers[name]([new Parameter(ones(1))]);
    }

    [Fact]
    public void A_group_may_be_empty_beside_another()
    {
        var groups = new[] { new SGD.ParamGroup([]), new SGD.ParamGroup([new Parameter(ones(1))]) };
        optim.SGD(groups, 0.1).parameters().Count().ShouldBe(1);
        Should.Throw<ArgumentException>(() => optim.SGD(groups[..1], 0.1));
        Should.Throw<ArgumentException>(() => optim.SGD(groups[..0], 0.1));
    }
}
