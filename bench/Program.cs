using System.CommandLine;
using System.Globalization;
using DigitLab.Bench;
using DigitLab.Bench.Reproduction;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var name = new Argument<string>("network")
{
    Description = "One of " + string.Join(", ", Network.All.Select(n => n.Name)),
};
var names = new Argument<string[]>("networks")
{
    Description = "All if none is named",
    Arity = ArgumentArity.ZeroOrMore,
};
var seconds = new Option<double>("--seconds") { Description = "Of each measurement", DefaultValueFactory = _ => 5 };
var pairs = new Option<int>("--pairs")
{
    Description = "Measurements of each side, in turns",
    DefaultValueFactory = _ => 5,
};
var json = new Option<FileInfo?>("--json") { Description = "Write all figures to this file" };
var threads = new Option<int>("--threads")
{
    Description = "Of both sides",
    DefaultValueFactory = _ => Environment.ProcessorCount,
};

var root = new RootCommand("Measures the engine, alone or against PyTorch and TorchSharp.");

void Measure(string verb, string description, Func<Network, double, double> workload, string unit)
{
    var command = new Command(verb, description) { name, seconds, threads };
    command.SetAction(parsed =>
    {
        TorchSharp.torch.set_num_threads(parsed.GetValue(threads));
        var result = workload(Network.Named(parsed.GetValue(name)!), parsed.GetValue(seconds));
        Console.WriteLine($"{parsed.GetValue(name)} {verb} {result:0.##} {unit}");
        return 0;
    });
    root.Add(command);
}

Measure("train", "Training steps of one network", Workloads.Train, "samples/s");
Measure("infer", "Forward passes of 1000 images", Workloads.Infer, "samples/s");
Measure("latency", "Forward pass of one image", Workloads.Latency, "us");
Measure("first-epoch", "Process start to the end of the first epoch over MNIST", Workloads.FirstEpoch, "s");

var peak = new Command("peak", "The matrix product of 2048 x 2048 numbers") { seconds, threads };
peak.SetAction(parsed =>
{
    TorchSharp.torch.set_num_threads(parsed.GetValue(threads));
    Console.WriteLine($"gemm peak {Workloads.Peak(parsed.GetValue(seconds)):0.0} GFLOP/s");
    return 0;
});
root.Add(peak);

var version = new Command("version", "What computes") { seconds, threads };
version.SetAction(_ =>
{
    Console.WriteLine(DigitLab.Backend.Name);
    return 0;
});
root.Add(version);

var augment = new Option<bool>("--augment") { Description = "Images varied at random against plain ones instead" };
var trainer = new Command("trainer", "Fitting through the labs' Trainer against the bare loop, in turns")
{
    name,
    pairs,
    seconds,
    threads,
    augment,
};
trainer.SetAction(parsed =>
{
    TorchSharp.torch.set_num_threads(parsed.GetValue(threads));
    return TrainerOverhead.Run(
        Network.Named(parsed.GetValue(name)!),
        parsed.GetValue(pairs),
        parsed.GetValue(seconds),
        parsed.GetValue(augment)
    );
});
root.Add(trainer);

var soak = new Command("soak", "Trains on tiny batches without disposing anything, and prints the resident memory")
{
    name,
    seconds,
    threads,
};
soak.SetAction(parsed =>
{
    TorchSharp.torch.set_num_threads(parsed.GetValue(threads));
    return Soak.Run(Network.Named(parsed.GetValue(name)!), parsed.GetValue(seconds));
});
root.Add(soak);

var compare = new Command("compare", "Training, in turns with PyTorch and TorchSharp")
{
    names,
    pairs,
    seconds,
    threads,
    json,
};
var what = new Option<string>("--what")
{
    Description = "train, infer, latency or first-epoch",
    DefaultValueFactory = _ => "train",
};
compare.Add(what);
var peers = new Option<string>("--peers")
{
    Description = "pytorch, torchsharp or both",
    DefaultValueFactory = _ => "both",
};
peers.AcceptOnlyFromAmong("pytorch", "torchsharp", "both");
compare.Add(peers);
compare.SetAction(parsed =>
    Comparison.Run(
        parsed.GetValue(names) is { Length: > 0 } chosen ? chosen : [.. Network.All.Select(n => n.Name)],
        parsed.GetValue(what)!,
        Peer.Named(parsed.GetValue(peers)!),
        parsed.GetValue(pairs),
        parsed.GetValue(seconds),
        parsed.GetValue(threads),
        parsed.GetValue(json)
    )
);
root.Add(compare);

var output = new Option<FileInfo>("--out")
{
    Description = "The table, as Markdown",
    DefaultValueFactory = _ => new FileInfo("REPRODUCTION.md"),
};
var only = new Option<string[]>("--only")
{
    Description = "Run only these sheets: " + string.Join(", ", Sheets.All.Select(setting => setting.Sheet).Distinct()),
    AllowMultipleArgumentsPerToken = true,
};
var seeds = new Option<int>("--seeds") { Description = "Trainings of each setting", DefaultValueFactory = _ => 3 };
var reproduce = new Command("reproduce", "Trains the lab sheets' settings in full and writes what came of them")
{
    output,
    only,
    seeds,
    threads,
};
reproduce.SetAction(parsed =>
{
    TorchSharp.torch.set_num_threads(parsed.GetValue(threads));
    return Reproduce.Run(parsed.GetValue(output)!, parsed.GetValue(only) ?? [], parsed.GetValue(seeds));
});
root.Add(reproduce);

var seed = new Option<int>("--seed") { Description = "Of its random numbers" };
var fastest = new Command(
    FastestRun.Command,
    "One run of the first challenge: test accuracy, seconds from first batch and from process start"
)
{
    seed,
    threads,
};
fastest.SetAction(parsed =>
{
    TorchSharp.torch.set_num_threads(parsed.GetValue(threads));
    return FastestRun.Run(parsed.GetValue(seed));
});
root.Add(fastest);

return root.Parse(args).Invoke();
