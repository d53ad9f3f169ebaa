using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Serialization;

public sealed class SaveLoadTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("digitlab-torch-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private static Sequential Network(long hidden = 4) =>
        nn.Sequential(
            ("first", nn.Linear(3, hidden)),
            ("norm", nn.BatchNorm1d(hidden)),
            ("second", nn.Linear(hidden, 2))
        );

    [Fact]
    public void A_model_comes_back_as_it_was()
    {
        var (saved, loaded) = (Network(), Network());
        saved.call(randn(5, 3));
        saved.save(In("model.dat"));
        loaded.load(In("model.dat")).ShouldBeSameAs(loaded);
        foreach (var (name, tensor) in saved.state_dict())
            loaded.state_dict()[name].Equals(tensor).ShouldBeTrue(name);
        Directory.GetFiles(folder).ShouldBe([In("model.dat")]);
    }

    [Fact]
    public void The_format_is_TorchSharps()
    {
        var module = nn.Linear(2, 1);
        using (no_grad())
        {
            module.weight.copy_(tensor(new[] { 1f, 2f }, 1, 2));
            module.bias.copy_(tensor(new[] { 3f }));
        }
        using var stream = new MemoryStream();
        module.save(stream);
        byte[] expected =
        [
            2, // entries
            6,
            .. "weight"u8,
            6, // Float32
            2, // dimensions
            1,
            2,
            .. BitConverter.GetBytes(1f),
            .. BitConverter.GetBytes(2f),
            4,
            .. "bias"u8,
            6,
            1,
            1,
            .. BitConverter.GetBytes(3f),
        ];
        stream.ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Names_of_a_state_are_PyTorchs() =>
        Network()
            .state_dict()
            .Keys.Order()
            .ShouldBe([
                "first.bias",
                "first.weight",
                "norm.bias",
                "norm.num_batches_tracked",
                "norm.running_mean",
                "norm.running_var",
                "norm.weight",
                "second.bias",
                "second.weight",
            ]);

    [Fact]
    public void Another_shape_is_refused_with_both_shapes_and_nothing_changes()
    {
        Network(hidden: 5).save(In("five.dat"));
        var model = Network();
        var before = model.state_dict().ToDictionary(e => e.Key, e => e.Value.clone());
        var error = Should.Throw<ArgumentException>(() => model.load(In("five.dat")));
        error.Message.ShouldContain("five.dat");
        error.Message.ShouldContain("first.weight: the state has shape [5, 3], the module [4, 3]");
        foreach (var (name, tensor) in model.state_dict())
            tensor.Equals(before[name]).ShouldBeTrue(name);
    }

    [Fact]
    public void Missing_and_unexpected_names_are_named()
    {
        var model = Network();
        nn.Sequential(("first", nn.Linear(3, 4)), ("third", nn.Linear(4, 2))).save(In("other.dat"));
        var error = Should.Throw<InvalidOperationException>(() => model.load(In("other.dat")));
        error.Message.ShouldContain("lacks norm.weight");
        error.Message.ShouldContain("third.weight");
        var loaded = new Dictionary<string, bool>();
        model.load(In("other.dat"), strict: false, loadedParameters: loaded);
        loaded["first.weight"].ShouldBeTrue();
        loaded["second.weight"].ShouldBeFalse();
    }

    [Fact]
    public void Names_can_be_skipped()
    {
        var (saved, model) = (Network(), Network());
        saved.save(In("model.dat"));
        var before = model.get_parameter("second.weight")!.clone();
        model.load(In("model.dat"), skip: ["second.weight"]);
        model.get_parameter("second.weight")!.Equals(before).ShouldBeTrue();
        model.get_parameter("first.weight")!.Equals(saved.get_parameter("first.weight")!).ShouldBeTrue();
    }

    [Fact]
    public void A_truncated_file_is_refused_at_every_length_and_nothing_changes()
    {
        Network().save(In("model.dat"));
        var bytes = File.ReadAllBytes(In("model.dat"));
        var model = Network();
        var before = model.state_dict().ToDictionary(e => e.Key, e => e.Value.clone());
        for (var length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(In("short.dat"), bytes[..length]);
            Should.Throw<InvalidDataException>(() => model.load(In("short.dat"))).Message.ShouldContain("short.dat");
        }
        foreach (var (name, tensor) in model.state_dict())
            tensor.Equals(before[name]).ShouldBeTrue(name);
    }

    [Fact]
    public void Another_element_type_is_refused()
    {
        Network().to(float64).save(In("double.dat"));
        Should
            .Throw<ArgumentException>(() => Network().load(In("double.dat")))
            .Message.ShouldContain("the file holds Float64, the module Float32");
    }

    [Fact]
    public void What_is_no_TorchSharp_file_is_refused()
    {
        File.WriteAllText(In("text.dat"), new string('x', 500));
        Should.Throw<Exception>(() => Network().load(In("text.dat"))).Message.ShouldContain("text.dat");
        Should.Throw<Exception>(() => Tensor.Load(In("text.dat"))).Message.ShouldContain("text.dat");
        Should.Throw<FileNotFoundException>(() => Network().load(In("absent.dat")));
    }

    public static TheoryData<ScalarType> Types() =>
        [
            ScalarType.Float32,
            ScalarType.Float64,
            ScalarType.Int64,
            ScalarType.Int32,
            ScalarType.Int16,
            ScalarType.Int8,
            ScalarType.Byte,
            ScalarType.Bool,
        ];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_tensor_comes_back_as_it_was(ScalarType type)
    {
        foreach (var tensor in (Tensor[])[arange(12).reshape(3, 4).t().to(type), zeros(0, 3, type), ones([], type)])
        {
            save(tensor, In("tensor.dat"));
            var loaded = load(In("tensor.dat"));
            loaded.dtype.ShouldBe(type);
            loaded.shape.ShouldBe(tensor.shape);
            loaded.Equals(tensor).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_failed_save_leaves_the_file_that_was_there()
    {
        save(ones(3), In("tensor.dat"));
        var disposed = ones(4);
        disposed.Dispose();
        Should.Throw<InvalidOperationException>(() => save(disposed, In("tensor.dat")));
        load(In("tensor.dat")).shape.ShouldBe([3]);
        Directory.GetFiles(folder).Length.ShouldBe(1);
    }

    public static TheoryData<string> Optimizers() =>
        ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "ASGD", "Rprop"];

    private static OptimizerHelper Optimizer(string name, Parameter[] p) =>
        name switch
        {
            "SGD" => optim.SGD(p, 0.1, momentum: 0.9),
            "Adam" => optim.Adam(p, amsgrad: true),
            "AdamW" => optim.AdamW(p),
            "RMSprop" => optim.RMSProp(p, momentum: 0.5, centered: true),
            "Adagrad" => optim.Adagrad(p),
            "Adadelta" => optim.Adadelta(p),
            "Adamax" => optim.Adamax(p),
            "NAdam" => optim.NAdam(p),
            "RAdam" => optim.RAdam(p),
            "ASGD" => optim.ASGD(p),
            _ => optim.Rprop(p),
        };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_optimizer_goes_on_where_the_saved_one_stopped(string name)
    {
        var start = randn(3, 2);
        var (a, b) = (new Parameter(start.clone()), new Parameter(start.clone()));
        using var first = Optimizer(name, [a]);
        Steps(first, a, 3);
        first.save_state_dict(In("optimizer.dat"));
        using (no_grad())
            b.copy_(a);
        using var second = Optimizer(name, [b]);
        second.ParamGroups.Single().LearningRate = 77;
        second.load_state_dict(In("optimizer.dat"));
        Steps(first, a, 3);
        Steps(second, b, 3);
        b.Equals(a).ShouldBeTrue();

        var c = new Parameter(a.detach().clone());
        using var third = Optimizer(name, [c]);
        third.load_state_dict(first.state_dict());
        Steps(first, a, 2);
        Steps(third, c, 2);
        c.Equals(a).ShouldBeTrue();
    }

    private static void Steps(optim.Optimizer optimizer, Parameter p, int count)
    {
        for (var i = 0; i < count; i++)
        {
            optimizer.zero_grad();
            (p.sin() * p).sum().backward();
            optimizer.step();
        }
    }

    [Fact]
    public void The_state_of_another_optimizer_or_other_shapes_is_refused()
    {
        var p = new Parameter(ones(3));
        using var adam = optim.Adam([p]);
        adam.save_state_dict(In("adam.dat"));
        using var sgd = optim.SGD([p], 0.1);
        Should
            .Throw<InvalidDataException>(() => sgd.load_state_dict(In("adam.dat")))
            .Message.ShouldContain("one of Adam, not of SGD");
        using var wider = optim.Adam([new Parameter(ones(4))]);
        var error = Should.Throw<ArgumentException>(() => wider.load_state_dict(In("adam.dat")));
        error.Message.ShouldContain("[3]");
        error.Message.ShouldContain("[4]");
        using var more = optim.Adam([p, new Parameter(ones(3))]);
        Should.Throw<ArgumentException>(() => more.load_state_dict(In("adam.dat")));
    }
}
