using DigitLab.Data;
using DigitLab.Experiments;

namespace DigitLab.Bench.Reproduction;

/// <summary>The images that a setting may use: all of MNIST, as 0 to 1.</summary>
/// <param name="Train">60,000.</param>
/// <param name="Test">10,000, looked at once by each run, at its end.</param>
internal sealed record Images(Dataset Train, Dataset Test);

/// <summary>One row of the record: something that a sheet trains, and what it says came of it.</summary>
/// <param name="Sheet">The group it belongs to, as <c>--only</c> names it.</param>
/// <param name="Name">The network.</param>
/// <param name="Conditions">How it is trained, in words. Part of the key that finished runs are kept under: change it with the code.</param>
/// <param name="Reported">What the sheet says, or "" if it says nothing.</param>
/// <param name="TimeThere">How long that took, or "".</param>
/// <param name="Metrics">Which numbers of the outcome the row shows.</param>
/// <param name="Run">Trains once, with random numbers already seeded, and tests.</param>
/// <param name="FirstSeed">The sheet's seed, if it gives one; further ones count up from it.</param>
internal sealed record Setting(
    string Sheet,
    string Name,
    string Conditions,
    string Reported,
    string TimeThere,
    IReadOnlyList<string> Metrics,
    Func<Images, Outcome> Run,
    int FirstSeed = 1
)
{
    /// <summary>Runs what is not yet on disk; the outcome of every seed.</summary>
    /// <param name="images">All of MNIST.</param>
    /// <param name="seeds">How many.</param>
    public Sweep Train(Images images, int seeds) =>
        Experiment.Grid(
            $"reproduce {Sheet} {Name}",
            ("seed", Enumerable.Range(FirstSeed, seeds).ToArray()),
            _ => Run(images),
            new
            {
                Conditions,
                images.Train,
                images.Test,
            }
        );
}
