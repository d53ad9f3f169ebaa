using DigitLab.Experiments;
using DigitLab.Models;
using DigitLab.Tests.Data;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Tests.Experiments;

public sealed class ExperimentTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Func<object, Action<object>> display = Live.Display;

    public ExperimentTests()
    {
        Environment.SetEnvironmentVariable("DIGITLAB_RUNS", folder.Path);
        Live.Display = _ => _ => { };
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("DIGITLAB_RUNS", null);
        Environment.SetEnvironmentVariable("DIGITLAB_SHARD", null);
        Live.Display = display;
        folder.Dispose();
    }

    private static Outcome Value(double value) =>
        new(new Dictionary<string, double> { ["test accuracy"] = value, ["dead units"] = 100 * value });

    private static readonly double[] Rates = [0.1, 0.2, 0.3];
    private static readonly int[] Seeds = [1, 2];

    private static Sweep Grid(Action<double, int> before, object? settings = null) =>
        Experiment.Grid(
            "rates",
            ("rate", Rates),
            ("seed", Seeds),
            (rate, seed) =>
            {
                before(rate, seed);
                return Value(rate + seed / 100.0);
            },
            settings
        );

    [Fact]
    public void Every_combination_is_run_once_and_seeds_are_averaged()
    {
        var sweep = Grid((_, _) => { });
        sweep.Runs.Count.ShouldBe(6);
        sweep.Runs[1].ToString().ShouldBe("rate 0.1, seed 2");
        var mean = sweep.Mean("test accuracy", ("rate", "0.2"));
        mean.Mean.ShouldBe(0.215, 1e-12);
        mean.Spread.ShouldBe(0.01 / Math.Sqrt(2), 1e-12);
        sweep
            .ToString()
            .ReplaceLineEndings("\n")
            .ShouldBe(
                """
                rates: 6 runs
                rate  runs  test accuracy     dead units
                ----------------------------------------
                0.1      2  11.50 ± 0.71%  11.5 ± 0.7071
                0.2      2  21.50 ± 0.71%  21.5 ± 0.7071
                0.3      2  31.50 ± 0.71%  31.5 ± 0.7071

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void A_sweep_that_is_stopped_goes_on_where_it_was()
    {
        var runs = new List<(double, int)>();
        Should.Throw<OperationCanceledException>(() =>
            Grid(
                (rate, seed) =>
                {
                    if (runs.Count == 4)
                        throw new OperationCanceledException();
                    runs.Add((rate, seed));
                }
            )
        );
        var sweep = Grid((rate, seed) => runs.Add((rate, seed)));
        sweep.Runs.Count.ShouldBe(6);
        runs.Count.ShouldBe(6);
        runs.Distinct().Count().ShouldBe(6);
        Grid((_, _) => throw new InvalidOperationException("run again"))
            .Runs.Select(run => run.Outcome.Values["dead units"])
            .ShouldBe(sweep.Runs.Select(run => run.Outcome.Values["dead units"]));
    }

    [Fact]
    public void Other_settings_other_data_and_other_code_are_other_runs()
    {
        var runs = 0;
        var digits = ToyDigits.Make(10, 1);
        object?[] settings =
        [
            null,
            new { epochs = 1 },
            new { epochs = 2 },
            new { epochs = 2, data = digits },
            new { epochs = 2, data = ToyDigits.Make(10, 2) },
            new { epochs = 2, data = digits with { Augmentation = new(Shift: 1) } },
        ];
        foreach (var setting in settings)
            Grid((_, _) => runs++, setting);
        runs.ShouldBe(6 * settings.Length);
        Grid((_, _) => runs++, new { data = digits, epochs = 2 });
        runs.ShouldBe(6 * settings.Length); // the order of the settings does not matter
        foreach (var setting in settings)
            Grid((_, _) => throw new InvalidOperationException("run again"), setting);

        Experiment.Grid("code", ("rate", Rates), rate => Value(rate)).Runs[0].Outcome.Values["dead units"].ShouldBe(10);
        Experiment
            .Grid("code", ("rate", Rates), rate => Value(2 * rate))
            .Runs[0]
            .Outcome.Values["dead units"]
            .ShouldBe(20);
    }

    [Fact]
    public void A_history_is_kept_to_the_last_digit_and_seeds_make_runs_repeatable()
    {
        var digits = ToyDigits.Make(60, 1);
        Outcome Train(int seed)
        {
            var model = Perceptron.Create(4);
            return new Trainer(model, optim.Adam(model.parameters())).Fit(digits, epochs: 2, batchSize: 16);
        }
        var first = Experiment.Grid("training", ("seed", Seeds), seed => Train(seed), settings: new { digits });
        var again = Experiment.Grid("training", ("seed", Seeds), seed => Train(seed), settings: new { digits });
        var anew = Experiment.Grid(
            "training",
            ("seed", Seeds),
            seed => Train(seed),
            settings: new { digits, anew = true }
        );

        double[] Losses(Sweep sweep) =>
            [.. sweep.Runs.SelectMany(run => run.Outcome.History!.Epochs.Select(e => e.Loss))];
        Losses(again).ShouldBe(Losses(first));
        Losses(anew).ShouldBe(Losses(first));
        Losses(first).Distinct().Count().ShouldBe(4);
        first.Curves(Metric.Loss).ToSvg().ShouldContain("training loss");
    }

    [Fact]
    public void The_live_view_tells_of_the_run_at_hand_and_draws_what_was_asked_for()
    {
        var digits = ToyDigits.Make(60, 1);
        var (shown, texts) = ("", new List<string>());
        Live.Display = first =>
        {
            texts.Add(first.ToString()!);
            return next =>
            {
                texts.Add(next.ToString()!);
                shown = ((Sweep)next).ToHtml();
            };
        };
        var sweep = Experiment.Grid(
            "activations",
            ("activation", ["ReLU", "Sigmoid"]),
            activation =>
            {
                Thread.Sleep(300); // longer than the view waits between two pictures
                var model = nn.Sequential(
                    nn.Flatten(),
                    nn.Linear(784, 8),
                    activation == "ReLU" ? nn.ReLU() : nn.Sigmoid(),
                    nn.Linear(8, 10)
                );
                return new Trainer(model, optim.Adam(model.parameters())).Fit(digits, epochs: 3, batchSize: 16);
            },
            chart: sweep => sweep.Curves(Metric.Loss)
        );
        texts.ShouldContain(text => text.StartsWith("activations: 1 of 2 runs, now activation Sigmoid: Train"));
        texts[^1].ShouldStartWith("activations: 2 runs\n");
        shown.ShouldContain("activation ReLU");
        shown.ShouldContain("training loss");
        sweep
            .Table("training accuracy", "seconds")
            .Header.ShouldBe(["activation", "runs", "training accuracy", "seconds"]);
    }

    [Fact]
    public void Shards_split_a_sweep_and_are_merged()
    {
        using var whole = new TemporaryFolder();
        var runs = 0;
        foreach (var part in new[] { "1/4", "2/4", "3/4", "4/4" })
        {
            using var own = new TemporaryFolder();
            Environment.SetEnvironmentVariable("DIGITLAB_SHARD", part);
            Environment.SetEnvironmentVariable("DIGITLAB_RUNS", own.Path);
            var sweep = Grid((_, _) => runs++);
            sweep.ToString().ShouldContain($"{sweep.Runs.Count} of 6 runs, {6 - sweep.Runs.Count} are missing");
            Experiment.Merge(whole.Path, own.Path).ShouldBe(sweep.Runs.Count);
            Experiment.Merge(whole.Path, own.Path).ShouldBe(0);
        }
        runs.ShouldBe(6);
        Environment.SetEnvironmentVariable("DIGITLAB_SHARD", null);
        Environment.SetEnvironmentVariable("DIGITLAB_RUNS", whole.Path);
        Grid((_, _) => throw new InvalidOperationException("run again")).Runs.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("two")]
    public void A_shard_that_is_none_is_named(string shard)
    {
        Environment.SetEnvironmentVariable("DIGITLAB_SHARD", shard);
        Should.Throw<ArgumentException>(() => Grid((_, _) => { })).Message.ShouldContain($"'{shard}'");
    }

    [Fact]
    public void A_training_that_diverges_is_an_outcome_of_its_own()
    {
        var sweep = Experiment.Grid(
            "divergence",
            ("rate", Rates),
            rate => rate > 0.2 ? throw new DivergenceException(double.NaN, rate) : Value(rate)
        );
        sweep.ToString().ShouldContain("1, 1 diverged");
        sweep.Runs[2].Outcome.Failure!.ShouldContain("learning rate");
        sweep.Chart("test accuracy").ToSvg().ShouldContain("rate");
    }

    [Fact]
    public void Words_are_drawn_as_bars_and_numbers_as_curves()
    {
        var bars = Experiment.Grid("words", ("optimizer", ["Adam", "SGD"]), ("rate", Rates), (_, rate) => Value(rate));
        var errors = bars.Chart("test accuracy");
        errors.Kind.ShouldBe("bars");
        errors.Title.ShouldBe("Test errors (%) by optimizer");
        bars.Chart("dead units").Title.ShouldBe("Dead units by optimizer");
        Grid((_, _) => { }).Chart("test accuracy").Kind.ShouldBe("lines");
        bars.Table("dead units").Header.ShouldBe(["optimizer", "rate", "runs", "dead units"]);
        Should.Throw<ArgumentException>(() => bars.Chart("speed")).Message.ShouldContain("test accuracy, dead units");
        Should.Throw<ArgumentException>(() => bars.Curves()).Message.ShouldContain("history");
    }

    [Fact]
    public void Runs_are_saved_as_lines()
    {
        Grid((_, _) => { }).SaveCsv(folder["runs.csv"]);
        File.ReadAllLines(folder["runs.csv"])[..2].ShouldBe(["rate,seed,test accuracy,dead units", "0.1,1,0.11,11"]);
    }

    [Fact]
    public void Values_that_cannot_be_known_again_are_refused()
    {
        Action[] functions = [() => { }];
        Should
            .Throw<ArgumentException>(() => Experiment.Grid("functions", ("function", functions), _ => Value(1)))
            .Message.ShouldContain("'function' is a Action");
        Should.Throw<ArgumentException>(() => Experiment.Grid("none", ("rate", Array.Empty<double>()), Value));
        Should.Throw<ArgumentException>(() =>
            Experiment.Grid("twice", ("rate", Rates), ("rate", Rates), (rate, _) => Value(rate))
        );
    }

    [Fact]
    public void A_broken_file_is_named()
    {
        Grid((_, _) => { });
        var file = Directory.GetFiles(folder["rates"])[0];
        File.WriteAllText(file, "{}");
        Should.Throw<InvalidDataException>(() => Grid((_, _) => { })).Message.ShouldContain(file);
    }

    [Fact]
    public void A_sweep_that_is_killed_loses_no_finished_run()
    {
        var folderOfRuns = folder["rates"];
        int Finished() => Directory.Exists(folderOfRuns) ? Directory.GetFiles(folderOfRuns, "*.json").Length : 0;
        using (
            var child = ChildProcess.Run(typeof(ExperimentTests), nameof(Slow_sweep), ("DIGITLAB_RUNS", folder.Path))
        )
            child.KillWhen(() => Finished() >= 3);
        var finished = Finished();
        finished.ShouldBeInRange(3, 5);

        var runs = 0;
        Grid((_, _) => runs++).Runs.Count.ShouldBe(6);
        runs.ShouldBe(6 - finished);
    }

    /// <summary>What the killed process does.</summary>
    [Fact(Explicit = true)]
    public void Slow_sweep()
    {
        Environment.SetEnvironmentVariable("DIGITLAB_RUNS", ChildProcess.Argument("DIGITLAB_RUNS"));
        Grid((_, _) => Thread.Sleep(300));
    }
}
