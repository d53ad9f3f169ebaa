using System.Runtime.CompilerServices;
using DigitLab.Charts;
using DigitLab.Files;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Experiments;

/// <summary>
/// Sweeps: a training for every combination of some settings, with one table and one chart that grow while it runs. Each finished
/// run is kept on disk and not run again, so a sweep can be stopped at any time and resumed.
/// </summary>
/// <example><code>
/// var sweep = Experiment.Grid("dropout", ("rate", new[] { 0.0, 0.2, 0.4 }), ("seed", new[] { 1, 2, 3 }), (rate, seed) =>
/// {
///     var model = Milano.Create(dropout: rate);
///     var trainer = new Trainer(model, optim.Adam(model.parameters()));
///     return Outcome.Of(trainer.Fit(train, epochs, 128, validation), trainer.Evaluate(test));
/// }, settings: new { epochs, train, validation, test });
/// sweep.Chart("validation accuracy")
/// </code></example>
/// <remarks>
/// Runs are kept in the folder that the environment variable DIGITLAB_RUNS names, else in <c>runs</c>, under a key of the
/// grid's values, the code of the run as it is written, and <c>settings</c>: put there what the code uses and may change.
/// Runs take turns, since random numbers are one stream for a process. To run side by side (for small networks that is faster:
/// see the README), or on several machines, start several processes with DIGITLAB_SHARD=1/4 to 4/4, then the same without,
/// which finds all runs.
/// The axis named "seed" seeds each run, and its runs are averaged.
/// </remarks>
public static class Experiment
{
    /// <param name="name">Of the experiment, and of its folder.</param>
    /// <param name="axis">The name of a setting and the values that it takes: numbers, strings, truth values or enums.</param>
    /// <param name="run">Trains with them and returns the outcome.</param>
    /// <param name="settings">What else the outcome depends on, as an anonymous object: <c>new { epochs, train }</c>.</param>
    /// <param name="chart">The chart, drawn during the experiment and at its end; a number over the first axis if not given:
    /// <c>sweep => sweep.Curves()</c> draws the training curves of each setting.</param>
    /// <param name="code">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">An axis is empty or named twice, or a value or setting is a function or the like.</exception>
    public static Sweep Grid<T>(
        string name,
        (string Name, IReadOnlyList<T> Values) axis,
        Func<T, Outcome> run,
        object? settings = null,
        Func<Sweep, Figure>? chart = null,
        [CallerArgumentExpression(nameof(run))] string code = ""
    ) => Sweep(name, [Axis.Of(axis)], at => run((T)at[0]!), settings, chart, code);

    /// <inheritdoc cref="Grid{T}"/>
    public static Sweep Grid<T1, T2>(
        string name,
        (string Name, IReadOnlyList<T1> Values) axis1,
        (string Name, IReadOnlyList<T2> Values) axis2,
        Func<T1, T2, Outcome> run,
        object? settings = null,
        Func<Sweep, Figure>? chart = null,
        [CallerArgumentExpression(nameof(run))] string code = ""
    ) => Sweep(name, [Axis.Of(axis1), Axis.Of(axis2)], at => run((T1)at[0]!, (T2)at[1]!), settings, chart, code);

    /// <inheritdoc cref="Grid{T}"/>
    public static Sweep Grid<T1, T2, T3>(
        string name,
        (string Name, IReadOnlyList<T1> Values) axis1,
        (string Name, IReadOnlyList<T2> Values) axis2,
        (string Name, IReadOnlyList<T3> Values) axis3,
        Func<T1, T2, T3, Outcome> run,
        object? settings = null,
        Func<Sweep, Figure>? chart = null,
        [CallerArgumentExpression(nameof(run))] string code = ""
    ) =>
        Sweep(
            name,
            [Axis.Of(axis1), Axis.Of(axis2), Axis.Of(axis3)],
            at => run((T1)at[0]!, (T2)at[1]!, (T3)at[2]!),
            settings,
            chart,
            code
        );

    /// <inheritdoc cref="Grid{T}"/>
    public static Sweep Grid<T1, T2, T3, T4>(
        string name,
        (string Name, IReadOnlyList<T1> Values) axis1,
        (string Name, IReadOnlyList<T2> Values) axis2,
        (string Name, IReadOnlyList<T3> Values) axis3,
        (string Name, IReadOnlyList<T4> Values) axis4,
        Func<T1, T2, T3, T4, Outcome> run,
        object? settings = null,
        Func<Sweep, Figure>? chart = null,
        [CallerArgumentExpression(nameof(run))] string code = ""
    ) =>
        Sweep(
            name,
            [Axis.Of(axis1), Axis.Of(axis2), Axis.Of(axis3), Axis.Of(axis4)],
            at => run((T1)at[0]!, (T2)at[1]!, (T3)at[2]!, (T4)at[3]!),
            settings,
            chart,
            code
        );

    /// <summary>Merges the runs of several folders, e.g. of the machines of a cluster; duplicates are taken once.</summary>
    /// <param name="into">The folder that gets all runs, as DIGITLAB_RUNS names it.</param>
    /// <param name="from">The folders of the parts.</param>
    /// <returns>How many runs are new in it.</returns>
    /// <exception cref="DirectoryNotFoundException">A part is not there.</exception>
    public static int Merge(string into, params string[] from)
    {
        var added = 0;
        foreach (var part in from)
        foreach (var file in Directory.EnumerateFiles(part, "*.json", SearchOption.AllDirectories))
        {
            var target = Path.Combine(into, Path.GetRelativePath(part, file));
            if (File.Exists(target))
                continue;
            AtomicFile.WriteText(target, File.ReadAllText(file));
            added++;
        }
        return added;
    }

    private static Sweep Sweep(
        string name,
        IReadOnlyList<Axis> axes,
        Func<object?[], Outcome> run,
        object? settings,
        Func<Sweep, Figure>? chart,
        string code
    )
    {
        if (axes.GroupBy(axis => axis.Name).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            throw new ArgumentException($"Two axes of the grid are named '{twice}'.");
        var folder = string.Concat(name.Select(c => Path.GetInvalidFileNameChars().Contains(c) ? '-' : c));
        var root = Environment.GetEnvironmentVariable("DIGITLAB_RUNS") is { Length: > 0 } given ? given : "runs";
        var store = new RunStore(Path.Combine(root, folder), RunStore.SettingOf(settings, code));
        var sweep = new Sweep(name, [.. axes.Select(axis => axis.Name)], chart);
        var shard = Shard.FromEnvironment();
        var grid = Axis.Product(axes).ToList();
        AtomicFile.RequireWritable(Path.Combine(root, folder, "run.json"));
        sweep.Planned = grid.Count;

        using var view = Live.Show(sweep);
        for (var i = 0; i < grid.Count; i++)
        {
            var (texts, values) = grid[i];
            var finished = store.Find(texts);
            if (finished is null && shard.Has(i))
            {
                var label = Run.NameOf(texts);
                void Tell(object progress) => view.Update(() => sweep.At($"{label}: {progress}"));
                view.Update(sweep.At(label));
                finished = new Run(texts, Within(Tell, () => run(values), texts));
                store.Add(finished);
            }
            if (finished is not null)
                sweep.Add(finished);
            view.Update(sweep);
        }
        view.Update(sweep.At(null));
        return sweep;
    }

    /// <summary>One run, seeded, whose progress is part of the sweep's. A training that diverges is an outcome, too.</summary>
    private static Outcome Within(Action<object> tell, Func<Outcome> run, IReadOnlyDictionary<string, string> settings)
    {
        var display = Live.Display;
        Live.Display = _ =>
            next =>
            {
                if (next is TrainingProgress)
                    tell(next);
            };
        try
        {
            manual_seed(
                settings.TryGetValue(Axis.Seed, out var seed) && long.TryParse(seed, out var number) ? number : 0
            );
            return run();
        }
        catch (DivergenceException divergence)
        {
            return Outcome.Failed(divergence.Message);
        }
        finally
        {
            Live.Display = display;
        }
    }
}
