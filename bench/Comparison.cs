using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace DigitLab.Bench;

/// <summary>Ours and PyTorch in turns (A B A B …), each in a process of its own, so that a machine that drifts drifts for both.</summary>
internal static class Comparison
{
    public static int Run(string[] networks, string what, int pairs, double seconds, int threads, FileInfo? json)
    {
        var machine = Machine.Describe();
        Console.WriteLine(machine);
        Console.WriteLine(Peer("version", "", seconds, threads).Trim());
        var peak = Number(Peer("peak", "", seconds, threads));
        Console.WriteLine($"GEMM peak (OpenBLAS, {threads} threads): {peak:0} GFLOP/s");
        Console.WriteLine();
        Console.WriteLine(
            IsTime(what)
                ? $"network       ours ({Unit(what)})  PyTorch ({Unit(what)})   ratio  pair by pair"
                : "network        ours (1/s)  PyTorch (1/s)   ratio  pair by pair                      GFLOP/s  of peak"
        );
        var rows = new List<object>();
        var ratios = new List<double>();
        foreach (var name in networks)
        {
            var network = Network.Named(name);
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var pair = 0; pair < pairs; pair++)
            {
                ours.Add(Number(Ours(what, name, seconds, threads)));
                theirs.Add(Number(Peer(what, name, seconds, threads)));
            }
            var each = ours.Zip(theirs, (a, b) => IsTime(what) ? b / a : a / b).ToList();
            var ratio = Median(each);
            ratios.Add(ratio);
            var gflops = Median(ours) * network.Megaflops / 1000;
            var list = string.Join(' ', each.Select(r => r.ToString("0.00")));
            Console.WriteLine(
                what switch
                {
                    "latency" or "first-epoch" =>
                        $"{name, -12} {Median(ours), 10:0.0} {Median(theirs), 13:0.0} {ratio, 7:0.00}  {list}",
                    "train" =>
                        $"{name, -12} {Median(ours), 12:0} {Median(theirs), 14:0} {ratio, 7:0.00}  {list, -32} {gflops, 8:0} {gflops / peak, 8:0%}",
                    _ => $"{name, -12} {Median(ours), 12:0} {Median(theirs), 14:0} {ratio, 7:0.00}  {list}",
                }
            );
            rows.Add(
                new
                {
                    network = name,
                    what,
                    ours,
                    theirs,
                    ratio,
                    gflops,
                }
            );
        }
        Console.WriteLine($"geometric mean of the ratios: {Math.Exp(ratios.Average(Math.Log)):0.00}");
        if (json is not null)
        {
            var text = JsonSerializer.Serialize(
                new
                {
                    machine,
                    threads,
                    seconds,
                    peak,
                    rows,
                },
                new JsonSerializerOptions { WriteIndented = true }
            );
            var temporary = json.FullName + ".tmp";
            File.WriteAllText(temporary, text + "\n");
            File.Move(temporary, json.FullName, overwrite: true);
        }
        return 0;
    }

    private static bool IsTime(string what) => what is "latency" or "first-epoch";

    private static string Unit(string what) => what == "latency" ? "us" : "s";

    private static string Ours(string what, string network, double seconds, int threads) =>
        Output(
            Environment.ProcessPath!,
            [
                .. Environment.ProcessPath!.EndsWith("dotnet") ? new[] { typeof(Comparison).Assembly.Location } : [],
                what,
                network,
                "--seconds",
                seconds.ToString(CultureInfo.InvariantCulture),
                "--threads",
                threads.ToString(),
            ],
            []
        );

    private static string Peer(string what, string network, double seconds, int threads) =>
        Output(
            "/usr/bin/python3",
            [
                Path.Combine(AppContext.BaseDirectory, "peers", "pytorch.py"),
                what,
                network,
                "--seconds",
                seconds.ToString(CultureInfo.InvariantCulture),
                "--threads",
                threads.ToString(),
            ],
            PeerEnvironment
        );

    /// <summary>What brings PyTorch to its best: OpenBLAS left to find the machine's kernels by itself, and malloc keeping
    /// its memory instead of mapping it anew for every tensor.</summary>
    private static readonly Dictionary<string, string?> PeerEnvironment = new()
    {
        ["OPENBLAS_CORETYPE"] = null,
        ["OPENBLAS_L2_SIZE"] = null,
        ["GLIBC_TUNABLES"] =
            "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=2147483647:glibc.malloc.hugetlb=1",
    };

    private static string Output(string program, IEnumerable<string> arguments, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (key, value) in environment)
        {
            if (value is null)
                start.Environment.Remove(key);
            else
                start.Environment[key] = value;
        }
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', start.ArgumentList)} ended with code {process.ExitCode}. "
                    + "The peer needs Debian's python3-torch and libopenblas0-openmp."
            );
    }

    /// <summary>"NETWORK WHAT NUMBER UNIT".</summary>
    private static double Number(string output) =>
        double.Parse(output.Trim().Split(' ')[2], CultureInfo.InvariantCulture);

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var cpu = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name"))?.Split(": ")[1]
            : null;
        return $"{cpu ?? "unknown CPU"}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, "
            + $"{(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)}-bit vectors, "
            + $"backend {typeof(TorchSharp.torch).Assembly.GetName().Name}";
    }
}
