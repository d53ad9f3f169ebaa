using System.Diagnostics;
using System.Globalization;

namespace DigitLab.Bench;

/// <summary>The libraries compared with, each run in its own process.</summary>
internal abstract class Peer(string name)
{
    /// <summary>As tables call it.</summary>
    public string Name => name;

    public static Peer[] Named(string peers) =>
        peers switch
        {
            "pytorch" => [new PyTorch()],
            "torchsharp" => [new TorchSharpPackages()],
            _ => [new PyTorch(), new TorchSharpPackages()],
        };

    /// <summary>Makes it ready.</summary>
    /// <returns>Why it cannot be measured here; null when it can.</returns>
    public abstract string? Prepare();

    /// <summary>What it is, in words.</summary>
    public abstract string Version(int threads);

    /// <summary>One measurement.</summary>
    /// <param name="what">train, infer, latency, first-epoch, or peak: its matrix product, in GFLOP/s.</param>
    /// <param name="network">The network's name; empty for peak.</param>
    public abstract double Measure(string what, string network, double seconds, int threads);

    /// <summary>What brings a peer to its best: OpenBLAS left to find the machine's kernels by itself, and malloc keeping its
    /// memory instead of mapping new memory for every tensor.</summary>
    private static readonly Dictionary<string, string?> AtItsBest = new()
    {
        ["OPENBLAS_CORETYPE"] = null,
        ["OPENBLAS_L2_SIZE"] = null,
        ["OMP_NUM_THREADS"] = null,
        ["GLIBC_TUNABLES"] =
            "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=2147483647:glibc.malloc.hugetlb=1",
    };

    protected static string Output(string program, params IEnumerable<string> arguments) =>
        Output(program, arguments, AtItsBest);

    /// <summary>What the bench program says of one measurement on the built-in engine.</summary>
    public static double Ours(string what, string network, double seconds, int threads) =>
        Number(
            Output(
                Environment.ProcessPath!,
                [
                    .. Environment.ProcessPath!.EndsWith("dotnet") ? new[] { typeof(Peer).Assembly.Location } : [],
                    .. Arguments(what, network, seconds, threads),
                ],
                []
            )
        );

    protected static IEnumerable<string> Arguments(string what, string network, double seconds, int threads) =>
        [
            what,
            .. network.Length > 0 ? new[] { network } : [],
            "--seconds",
            seconds.ToString(CultureInfo.InvariantCulture),
            "--threads",
            threads.ToString(CultureInfo.InvariantCulture),
        ];

    /// <summary>"NETWORK WHAT NUMBER UNIT".</summary>
    protected static double Number(string output) =>
        double.Parse(output.Trim().Split(' ')[2], CultureInfo.InvariantCulture);

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
                $"{program} {string.Join(' ', start.ArgumentList)} ended with code {process.ExitCode}."
            );
    }
}

/// <summary>PyTorch of the system's Python, by <c>peers/pytorch.py</c>.</summary>
internal sealed class PyTorch() : Peer("PyTorch")
{
    private const string Python = "/usr/bin/python3";
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "peers", "pytorch.py");

    public override string? Prepare()
    {
        try
        {
            Version(1);
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "it needs Debian's python3-torch and libopenblas0-openmp";
        }
    }

    public override string Version(int threads) =>
        Output(Python, [Script, .. Arguments("version", "", 1, threads)]).Trim();

    public override double Measure(string what, string network, double seconds, int threads) =>
        Number(Output(Python, [Script, .. Arguments(what, network, seconds, threads)]));
}

/// <summary>
/// This program built for TorchSharp's packages: the same networks and the same loop. As its libraries need a newer C++ library
/// than many systems have, it runs in the Debian 13 of <c>.ci/debian13</c>.
/// </summary>
internal sealed class TorchSharpPackages() : Peer("TorchSharp")
{
    private const int Skipped = 77;

    // …/bench/bin/Release/net10.0/ -> …/
    private static readonly string Root = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..")
    );
    private static readonly string Debian13 = Path.Combine(Root, ".ci", "debian13");
    private static readonly string Program = Path.Combine(
        Root,
        "bench",
        "bin",
        "TorchSharp",
        "Release",
        "net10.0",
        "DigitLab.Bench.dll"
    );

    public override string? Prepare()
    {
        if (!File.Exists(Debian13))
            return $"{Debian13} is not there: run compare in the checkout";
        using (var probe = Process.Start(new ProcessStartInfo(Debian13, ["true"]) { RedirectStandardError = true })!)
        {
            var reason = probe.StandardError.ReadToEnd().Trim();
            probe.WaitForExit();
            if (probe.ExitCode != 0)
                return probe.ExitCode == Skipped ? reason : $"{Debian13} ended with code {probe.ExitCode}. {reason}";
        }
        string[] build = ["build", "-c", "Release", "-p:TorchBackend=TorchSharp", "-v", "quiet", "--nologo"];
        using var compiler = Process.Start(new ProcessStartInfo("dotnet", [.. build, Path.Combine(Root, "bench")]))!;
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? null : "bench could not be built for it";
    }

    public override string Version(int threads) => Run("version", "", 1, threads).Trim();

    public override double Measure(string what, string network, double seconds, int threads) =>
        Number(Run(what, network, seconds, Fewer(what, network, threads)));

    /// <summary>One image, and a network whose steps are shorter than it takes to wake a thread, are fastest on one.</summary>
    private static int Fewer(string what, string network, int threads) =>
        what == "latency" || network == "mlp20" ? 1 : threads;

    // Started by the shell, and not in its place: what it took to enter the root is not the measured process's time.
    private static string Run(string what, string network, double seconds, int threads) =>
        Output(
            Debian13,
            ["sh", "-c", "\"$@\"; exit", "sh", "dotnet", Program, .. Arguments(what, network, seconds, threads)]
        );
}
