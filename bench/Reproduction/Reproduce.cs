using DigitLab.Data;
using DigitLab.Files;

namespace DigitLab.Bench.Reproduction;

/// <summary>Runs the lab sheets' own settings in full, on real MNIST, and writes what came of them.</summary>
internal static class Reproduce
{
    /// <summary>Finished runs stay on disk (see <see cref="Experiments.Experiment"/>): a stop loses none, a second call fills what is missing.</summary>
    /// <param name="output">Rewritten after each setting.</param>
    /// <param name="only">The sheets whose settings are run; of the others, what is finished is shown. All if empty.</param>
    /// <param name="seeds">Trainings of each setting.</param>
    public static int Run(FileInfo output, IReadOnlyList<string> only, int seeds)
    {
        string[] sheets = [.. Sheets.All.Select(setting => setting.Sheet).Distinct()];
        if (only.Except(sheets).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"There is no sheet '{unknown}'; there are {string.Join(", ", sheets)}.");
        var (train, test) = Mnist.Load();
        if (train.IsSynthetic || train.Count != 60_000)
            throw new InvalidOperationException(
                "The record is one of real MNIST, which is not there: see data/README.md."
            );
        var images = new Images(train, test);

        var rows = Sheets.All.Select(setting => (setting, Sweep: Finished(setting, images, seeds))).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            var setting = rows[i].setting;
            if (only.Count > 0 && !only.Contains(setting.Sheet))
                continue;
            Console.WriteLine($"{setting.Sheet}: {setting.Name}");
            rows[i].Sweep = setting.Train(images, seeds);
            AtomicFile.WriteText(output.FullName, new Report(rows).ToMarkdown());
        }
        AtomicFile.WriteText(output.FullName, new Report(rows).ToMarkdown());
        return 0;
    }

    /// <summary>The runs of a setting that are on disk.</summary>
    private static Experiments.Sweep Finished(Setting setting, Images images, int seeds)
    {
        // A part of the sweep that none of its runs falls into: what is finished is found, nothing is run.
        const string Shard = "DIGITLAB_SHARD";
        var before = Environment.GetEnvironmentVariable(Shard);
        Environment.SetEnvironmentVariable(Shard, $"{seeds + 1}/{seeds + 1}");
        var display = Live.Display;
        Live.Display = _ => _ => { };
        try
        {
            return setting.Train(images, seeds);
        }
        finally
        {
            Live.Display = display;
            Environment.SetEnvironmentVariable(Shard, before);
        }
    }
}
