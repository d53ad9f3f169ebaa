using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>Learning rates, and momenta, epoch by epoch, against PyTorch's.</summary>
public class ScheduleTests
{
    public static TheoryData<string, int> Cases()
    {
        var data = new TheoryData<string, int>();
        foreach (var file in (string[])["schedule", "more-schedule"])
            for (var i = 0; i < ReferenceCase.Load(file).Count; i++)
                data.Add(file, i);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_schedule_gives_PyTorchs_rates(string file, int index)
    {
        var reference = ReferenceCase.Load(file)[index];
        var parameter = new Parameter(zeros(1));
        using var optimizer = optim.SGD([parameter], 0.1, momentum: 0.9);
        var scheduler = Make(reference, optimizer);
        var rates = Numbers(reference, "lr");
        var momenta = Numbers(reference, "momentum");
        var metrics = Numbers(reference, "metrics");
        for (var i = 0; i < rates.Length; i++)
        {
            var group = optimizer.ParamGroups.Single();
            group.LearningRate.ShouldBe(rates[i], 1e-12, $"{reference} epoch {i}");
            if (momenta.Length > 0)
                ((optim.IMomentum)group).Momentum.ShouldBe(momenta[i], 1e-12, $"{reference} momentum {i}");
            scheduler.get_last_lr().Single().ShouldBe(rates[i], 1e-12);
            optimizer.step();
            if (metrics.Length > 0)
                scheduler.step(metrics[i]);
            else
                scheduler.step();
        }
    }

    private static double[] Numbers(ReferenceCase c, string name) =>
        c.Json.TryGetProperty(name, out var values) ? values.EnumerateArray().Select(v => v.GetDouble()).ToArray() : [];

    private static LRScheduler Make(ReferenceCase c, optim.Optimizer o)
    {
        double Number(string name, double otherwise = 0) =>
            c.Has(name) ? c.Arguments.GetProperty(name).GetDouble() : otherwise;
        return (c.Operation, c.Arguments.EnumerateObject().Any()) switch
        {
            ("StepLR", _) => StepLR(o, (int)Number("step_size"), Number("gamma")),
            ("ExponentialLR", _) => ExponentialLR(o, Number("gamma")),
            ("CosineAnnealingLR", true) => CosineAnnealingLR(o, Number("T_max")),
            ("CosineAnnealingLR", false) => CosineAnnealingLR(o, 4, 0.01),
            ("OneCycleLR", true) => OneCycleLR(o, Number("max_lr"), (int)Number("total_steps")),
            ("OneCycleLR", false) => OneCycleLR(o, 0.5, total_steps: 13),
            ("OneCycleLR linear", _) => OneCycleLR(
                o,
                0.5,
                epochs: 3,
                steps_per_epoch: 5,
                pct_start: 0.25,
                anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear,
                three_phase: true
            ),
            ("MultiStepLR", _) => MultiStepLR(o, [3, 5, 5, 9], 0.5),
            ("LambdaLR", _) => LambdaLR(o, e => 1.0 / (1 + e)),
            ("MultiplicativeLR", _) => MultiplicativeLR(o, e => e % 2 == 1 ? 0.9 : 1.1),
            ("LinearLR", _) => LinearLR(o, 0.25, 0.8, 4),
            ("ConstantLR", _) => ConstantLR(o, 0.5, 3),
            ("PolynomialLR", _) => PolynomialLR(o, 6, 2),
            ("CyclicLR", _) => CyclicLR(o, 0.01, 0.2, 3, 2),
            ("CyclicLR triangular2", _) => CyclicLR(
                o,
                0.01,
                0.2,
                2,
                mode: impl.CyclicLR.Mode.Triangular2,
                cycle_momentum: false
            ),
            ("CyclicLR exp_range", _) => CyclicLR(o, 0.01, 0.2, 2, mode: impl.CyclicLR.Mode.ExpRange, gamma: 0.9),
            ("SequentialLR", _) => SequentialLR(o, [ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)], [4]),
            ("ChainedLR", _) => ChainedLR([ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)]),
            ("ReduceLROnPlateau", _) => ReduceLROnPlateau(
                o,
                c.Has("mode") ? c.Text("mode") : "min",
                Number("factor", 0.1),
                (int)Number("patience", 10),
                Number("threshold", 1e-4),
                c.Has("threshold_mode") ? c.Text("threshold_mode") : "rel",
                (int)Number("cooldown"),
                c.Has("min_lr") ? [Number("min_lr")] : null
            ),
            _ => throw new NotSupportedException(c.Operation),
        };
    }
}
