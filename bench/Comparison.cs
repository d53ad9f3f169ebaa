using System.Runtime.Intrinsics;
using System.Text.Json;
using DigitLab.Files;

namespace DigitLab.Bench;

/// <summary>Runs ours and the peers in turns (A B C A B C …), each in its own process, so that drift of the machine affects all alike.</summary>
internal static class Comparison
{
    public static int Run(
        string[] networks,
        string what,
        IEnumerable<Peer> wanted,
        int pairs,
        double seconds,
        int threads,
        FileInfo? json
    )
    {
        var machine = Machine.Describe();
        Console.WriteLine(machine);
        var (peers, peak) = (new List<Peer>(), 0.0);
        foreach (var peer in wanted)
        {
            if (peer.Prepare() is { } reason)
            {
                Console.WriteLine($"{peer.Name} is left out: {reason}.");
                continue;
            }
            var product = peer.Measure("peak", "", seconds, threads);
            peak = Math.Max(peak, product);
            Console.WriteLine($"{peer.Version(threads)}, matrix product {product:0} GFLOP/s on {threads} threads");
            peers.Add(peer);
        }
        if (peers.Count == 0)
            return 1;
        Console.WriteLine();
        Console.WriteLine(
            $"{"network", -12} {"peer", -10} {$"ours ({Unit(what)})", 12} {$"peer ({Unit(what)})", 12} {"ratio", 6}  {"turn by turn", -32}"
                + (what == "train" ? "  GFLOP/s  of peak" : "")
        );
        var rows = new List<object>();
        var ratios = peers.ToDictionary(peer => peer, _ => new List<double>());
        foreach (var name in networks)
        {
            var network = Network.Named(name);
            var ours = new List<double>();
            var theirs = peers.ToDictionary(peer => peer, _ => new List<double>());
            for (var pair = 0; pair < pairs; pair++)
            {
                ours.Add(Peer.Ours(what, name, seconds, threads));
                foreach (var peer in peers)
                    theirs[peer].Add(peer.Measure(what, name, seconds, threads));
            }
            var gflops = Median(ours) * network.Megaflops / 1000;
            foreach (var peer in peers)
            {
                var each = ours.Zip(theirs[peer], (a, b) => IsTime(what) ? b / a : a / b).ToList();
                ratios[peer].Add(Median(each));
                var list = string.Join(' ', each.Select(ratio => ratio.ToString("0.00")));
                Console.WriteLine(
                    $"{name, -12} {peer.Name, -10} {Number(Median(ours), what), 12} {Number(Median(theirs[peer]), what), 12} {Median(each), 6:0.00}  {list, -32}"
                        + (what == "train" ? $" {gflops, 8:0} {gflops / peak, 8:0%}" : "")
                );
                rows.Add(
                    new
                    {
                        network = name,
                        what,
                        peer = peer.Name,
                        ours,
                        theirs = theirs[peer],
                        ratio = Median(each),
                        gflops,
                    }
                );
            }
        }
        foreach (var peer in peers)
            Console.WriteLine(
                $"{peer.Name}: geometric mean of the ratios {Math.Exp(ratios[peer].Average(Math.Log)):0.00}"
            );
        if (json is not null)
            Save(
                json,
                new
                {
                    machine,
                    peers = peers.Select(peer => peer.Version(threads)),
                    threads,
                    seconds,
                    peak,
                    rows,
                }
            );
        return 0;
    }

    private static void Save(FileInfo file, object figures)
    {
        var text = JsonSerializer.Serialize(figures, new JsonSerializerOptions { WriteIndented = true });
        AtomicFile.WriteText(file.FullName, text + "\n");
    }

    private static bool IsTime(string what) => what is "latency" or "first-epoch";

    private static string Unit(string what) =>
        what switch
        {
            "latency" => "us",
            "first-epoch" => "s",
            _ => "1/s",
        };

    private static string Number(double value, string what) => value.ToString(IsTime(what) ? "0.0" : "0");

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
            + $"backend {Backend.Name}";
    }
}
