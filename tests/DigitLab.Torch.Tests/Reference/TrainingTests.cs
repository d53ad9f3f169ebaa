using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>Optimizers step by step and a whole training run, against PyTorch's.</summary>
public class TrainingTests
{
    public static TheoryData<string, int> Optimizers()
    {
        var data = new TheoryData<string, int>();
        foreach (var file in (string[])["optim", "more-optim"])
            for (var i = 0; i < ReferenceCase.Load(file).Count; i++)
                data.Add(file, i);
        return data;
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Each_optimizer_takes_PyTorchs_steps(string file, int index) => Check(file, index, float32);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void So_it_does_in_double_precision(string file, int index) => Check(file, index, float64);

    private static void Check(string file, int index, ScalarType type)
    {
        var reference = ReferenceCase.Load(file)[index];
        var start = reference.Json.GetProperty("start");
        var w = new Parameter(ReferenceCase.Read(start.GetProperty("w"), type));
        var b = new Parameter(ReferenceCase.Read(start.GetProperty("b"), type));
        var x = ReferenceCase.Read(reference.Json.GetProperty("x"), type);
        var target = ReferenceCase.Read(reference.Json.GetProperty("target"), type);
        using var optimizer = Optimizer(reference, [w, b]);
        foreach (var step in reference.Json.GetProperty("steps").EnumerateArray())
        {
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(nn.functional.linear(x, w, b).tanh(), target);
            loss.backward();
            optimizer.step();
            loss.to(float64).item<double>().ShouldBe(step.GetProperty("loss").GetDouble(), 1e-5, reference.ToString());
            ReferenceCase.ShouldAgree(w, step.GetProperty("w"), $"{reference} w");
            ReferenceCase.ShouldAgree(b, step.GetProperty("b"), $"{reference} b");
        }
    }

    /// <summary>The optimizer that a case names, with its arguments.</summary>
    internal static optim.Optimizer Optimizer(ReferenceCase c, Parameter[] p)
    {
        double Number(string name, double otherwise = 0) =>
            c.Has(name) ? c.Arguments.GetProperty(name).GetDouble() : otherwise;
        bool Flag(string name) => c.Has(name) && c.Arguments.GetProperty(name).GetBoolean();
        var (lr, decay) = (Number("lr"), Number("weight_decay"));
        return c.Operation switch
        {
            "SGD" => optim.SGD(
                p,
                lr,
                Number("momentum"),
                Number("dampening"),
                decay,
                Flag("nesterov"),
                Flag("maximize")
            ),
            "Adam" => optim.Adam(p, lr, weight_decay: decay, amsgrad: Flag("amsgrad"), maximize: Flag("maximize")),
            "AdamW" => optim.AdamW(p, lr, weight_decay: Number("weight_decay", 0.01), amsgrad: Flag("amsgrad")),
            "RMSprop" => optim.RMSProp(
                p,
                lr,
                Number("alpha", 0.99),
                weight_decay: decay,
                momentum: Number("momentum"),
                centered: Flag("centered")
            ),
            "Adagrad" => optim.Adagrad(p, lr, Number("lr_decay"), decay, Number("initial_accumulator_value")),
            "Adadelta" => optim.Adadelta(p, Number("lr", 1), Number("rho", 0.9), weight_decay: decay),
            "Adamax" => optim.Adamax(p, lr, weight_decay: decay),
            "NAdam" => optim.NAdam(p, lr, weight_decay: decay),
            "RAdam" => optim.RAdam(p, lr, weight_decay: decay),
            "ASGD" => optim.ASGD(p, lr, t0: Number("t0", 1e6), weight_decay: decay),
            "Rprop" => optim.Rprop(p, lr),
            _ => throw new NotSupportedException(c.Operation),
        };
    }

    [Theory]
    [InlineData("network")]
    [InlineData("more-network")]
    public void A_whole_training_run_sees_PyTorchs_losses_and_ends_with_its_weights(string file)
    {
        var reference = ReferenceCase.Load(file)[0];
        var model = file == "network" ? Classic() : Modern();
        var start = reference.Json.GetProperty("start");
        var loaded = start.EnumerateObject().ToDictionary(p => p.Name, p => ReferenceCase.Read(p.Value));
        model.load_state_dict(loaded);
        var xs = ReferenceCase.Read(reference.Json.GetProperty("x"));
        var ys = ReferenceCase.Read(reference.Json.GetProperty("y"));
        var batch = reference.Json.GetProperty("batch").GetInt64();
        using var optimizer = optim.Adam(model.parameters(), reference.Json.GetProperty("lr").GetDouble());
        var losses = reference.Json.GetProperty("losses").EnumerateArray().Select(e => e.GetDouble()).ToArray();
        for (var i = 0; i < losses.Length; i++)
        {
            var x = xs[TensorIndex.Slice(i * batch, (i + 1) * batch)];
            var y = ys[TensorIndex.Slice(i * batch, (i + 1) * batch)];
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(model.call(x), y);
            loss.backward();
            optimizer.step();
            ((double)loss.item<float>()).ShouldBe(losses[i], 1e-5 + 1e-4 * losses[i], $"step {i}");
        }
        var state = model.state_dict();
        foreach (var end in reference.Json.GetProperty("end").EnumerateObject())
        {
            var weights = state[end.Name].detach().to_type(float64);
            var sum = end.Value.GetProperty("sum").GetDouble();
            var absolute = end.Value.GetProperty("abs_sum").GetDouble();
            weights.sum().item<double>().ShouldBe(sum, 1e-4 * absolute + 1e-5, end.Name);
            weights.abs().sum().item<double>().ShouldBe(absolute, 1e-4 * absolute + 1e-5, end.Name);
        }
        ReferenceCase.ShouldAgree(
            model.call(xs[TensorIndex.Slice(0, 4)]),
            reference.Json.GetProperty("logits"),
            "logits"
        );
    }

    private static Sequential Classic() =>
        nn.Sequential(
            nn.Conv2d(1, 3, 5, padding: 2),
            nn.Tanh(),
            nn.AvgPool2d(2),
            nn.Conv2d(3, 4, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(16, 12),
            nn.Sigmoid(),
            nn.Linear(12, 10)
        );

    private static Sequential Modern() =>
        nn.Sequential(
            nn.Conv2d(1, 4, 3, padding: 1, bias: false),
            nn.BatchNorm2d(4),
            nn.Hardswish(),
            nn.MaxPool2d(2),
            nn.ConvTranspose2d(4, 3, 3),
            nn.GroupNorm(1, 3),
            nn.GELU(),
            nn.AdaptiveAvgPool2d(2),
            nn.Flatten(),
            nn.Linear(12, 9, hasBias: false),
            nn.BatchNorm1d(9),
            nn.PReLU(9),
            nn.Linear(9, 10)
        );
}
