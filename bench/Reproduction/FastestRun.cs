using System.Diagnostics;
using System.Globalization;
using DigitLab.Data;
using DigitLab.Experiments;
using static TorchSharp.torch;

namespace DigitLab.Bench.Reproduction;

/// <summary>
/// The first challenge, each time in a new process, so that the seconds include start-up. Its code is
/// compiled while it trains.
/// </summary>
internal static class FastestRun
{
    public const string Command = "fastest";
    public const string FromProcessStart = "seconds from process start";

    /// <summary>Trains in this process; prints the test accuracy and the seconds from the first batch and from process start to the last.</summary>
    public static int Run(int seed)
    {
        var (train, test) = Mnist.Load();
        manual_seed(seed);
        Live.Display = _ => _ => { };
        var ended = default(DateTime);
        var outcome = Challenges.TrainFast(new(train, test), () => ended = DateTime.Now);
        using var process = Process.GetCurrentProcess();
        var fromStart = (ended - process.StartTime).TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Values["test accuracy"]} {outcome.Values["seconds"]} {fromStart}"
            )
        );
        return 0;
    }

    /// <summary>Starts this program once more for one run, with as many threads as this one has.</summary>
    public static Outcome InItsOwnProcess(Images images)
    {
        var program = Environment.ProcessPath!;
        var seed = randint(int.MaxValue, new long[] { 1 }).item<long>(); // of the stream that this run was seeded with
        string[] arguments =
        [
            .. program.EndsWith("dotnet", StringComparison.Ordinal)
                ? [typeof(FastestRun).Assembly.Location]
                : Array.Empty<string>(),
            Command,
            "--seed",
            seed.ToString(CultureInfo.InvariantCulture),
            "--threads",
            get_num_threads().ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {Command} ended with code {process.ExitCode}.");
        var numbers = Array.ConvertAll(
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' '),
            text => double.Parse(text, CultureInfo.InvariantCulture)
        );
        return new(
            new Dictionary<string, double>
            {
                ["test accuracy"] = numbers[0],
                ["seconds"] = numbers[1],
                [FromProcessStart] = numbers[2],
            }
        );
    }
}
