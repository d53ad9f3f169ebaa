using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>Optimizers step by step and a whole training run, against PyTorch's.</summary>
public class TrainingTests
{
    public static TheoryData<int> Optimizers()
    {
        var data = new TheoryData<int>();
        for (var i = 0; i < ReferenceCase.Load("optim").Count; i++)
            if (ReferenceCase.Load("optim")[i].Operation is "SGD" or "Adam")
                data.Add(i);
        return data;
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Each_optimizer_takes_PyTorchs_steps(int index)
    {
        var reference = ReferenceCase.Load("optim")[index];
        var start = reference.Json.GetProperty("start");
        var w = new Parameter(ReferenceCase.Read(start.GetProperty("w")));
        var b = new Parameter(ReferenceCase.Read(start.GetProperty("b")));
        var x = ReferenceCase.Read(reference.Json.GetProperty("x"));
        var target = ReferenceCase.Read(reference.Json.GetProperty("target"));
        using var optimizer = Make(reference, [w, b]);
        foreach (var step in reference.Json.GetProperty("steps").EnumerateArray())
        {
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(nn.functional.linear(x, w, b).tanh(), target);
            loss.backward();
            optimizer.step();
            loss.item<float>().ShouldBe((float)step.GetProperty("loss").GetDouble(), 1e-5f, reference.ToString());
            ReferenceCase.ShouldAgree(w, step.GetProperty("w"), $"{reference} w");
            ReferenceCase.ShouldAgree(b, step.GetProperty("b"), $"{reference} b");
        }
    }

    private static optim.Optimizer Make(ReferenceCase c, Parameter[] parameters)
    {
        double Number(string name, double otherwise = 0) =>
            c.Has(name) ? c.Arguments.GetProperty(name).GetDouble() : otherwise;
        bool Flag(string name) => c.Has(name) && c.Arguments.GetProperty(name).GetBoolean();

        switch (c.Operation)
        {
            case "SGD":
                return optim.SGD(
                    parameters,
                    Number("lr"),
                    Number("momentum"),
                    Number("dampening"),
                    Number("weight_decay"),
                    Flag("nesterov")
                );
            case "Adam":
                return optim.Adam(
                    parameters,
                    Number("lr"),
                    weight_decay: Number("weight_decay"),
                    amsgrad: Flag("amsgrad")
                );
            default:
                throw new NotSupportedException(c.Operation);
        }
    }

    [Fact]
    public void A_whole_training_run_sees_PyTorchs_losses_and_ends_with_its_weights()
    {
        var reference = ReferenceCase.Load("network")[0];
        var model = nn.Sequential(
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
        manual_seed(7);
        var start = reference.Json.GetProperty("start");
        using (no_grad())
            foreach (var (name, parameter) in model.named_parameters())
                parameter.copy_(ReferenceCase.Read(start.GetProperty(name)));
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
        foreach (var end in reference.Json.GetProperty("end").EnumerateObject())
        {
            var weights = model.get_parameter(end.Name)!.detach().to_type(float64);
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
}
