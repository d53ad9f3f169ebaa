using DigitLab.Evaluation;
using DigitLab.Training;

namespace DigitLab.Experiments;

/// <summary>What a run of an experiment gave: named numbers, and the history of its training.</summary>
/// <param name="Values">By name. A value named "… accuracy" is in [0, 1] and shown in percent.</param>
/// <param name="History">The training, if there was one.</param>
public sealed record Outcome(IReadOnlyDictionary<string, double> Values, History? History = null)
{
    /// <summary>Why there are no values: the training diverged.</summary>
    public string? Failure { get; init; }

    /// <summary>The last epoch's losses and accuracies and the training's seconds, with those of a test if there was one.</summary>
    public static Outcome Of(History history, EvaluationResult? test = null)
    {
        var values = new Dictionary<string, double>();
        foreach (var metric in Enum.GetValues<Metric>())
            if (metric.Of(history.Last) is var value && !double.IsNaN(value))
                values[metric.Name()] = value;
        if (test is not null)
            (values["test loss"], values["test accuracy"]) = (test.Loss, test.Accuracy);
        values["seconds"] = history.Time.TotalSeconds;
        return new(values, history);
    }

    /// <summary>The same with one more number: <c>Outcome.Of(history).With("dead units", 12)</c>.</summary>
    public Outcome With(string name, double value) =>
        this with
        {
            Values = new Dictionary<string, double>(Values) { [name] = value },
        };

    /// <summary>A training is an outcome: <c>return trainer.Fit(…)</c>.</summary>
    public static implicit operator Outcome(History history) => Of(history);

    internal static Outcome Failed(string why) => new(new Dictionary<string, double>()) { Failure = why };
}

/// <summary>A finished run of an experiment.</summary>
/// <param name="Settings">The value of each axis of the grid, as text.</param>
/// <param name="Outcome">Its results.</param>
public sealed record Run(IReadOnlyDictionary<string, string> Settings, Outcome Outcome)
{
    /// <summary>"rate 0.1, seed 2".</summary>
    public override string ToString() => NameOf(Settings);

    internal static string NameOf(IReadOnlyDictionary<string, string> settings) =>
        string.Join(", ", settings.Select(pair => $"{pair.Key} {pair.Value}"));
}
