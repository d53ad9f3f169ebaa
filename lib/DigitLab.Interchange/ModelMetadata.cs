using System.Globalization;
using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Interchange;

/// <summary>The metadata of a saved model. Parameters and the library's version are filled in on saving.</summary>
public sealed record ModelMetadata
{
    /// <summary>The name of the network, e.g. "LeNet-5"; by default its module's name.</summary>
    public string? Architecture { get; init; }

    /// <summary>The number of parameters.</summary>
    public long? Parameters { get; init; }

    /// <summary>The training set, e.g. "MNIST".</summary>
    public string? Dataset { get; init; }

    /// <summary>Accuracy on the test set, in [0, 1].</summary>
    public double? Accuracy { get; init; }

    /// <summary>The library that wrote the file.</summary>
    public string? Library { get; init; }

    /// <summary>Any other entries.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    private static string ThisLibrary => $"DigitLab {typeof(ModelMetadata).Assembly.GetName().Version?.ToString(3)}";

    internal static ModelMetadata Of(nn.Module model, ModelMetadata? given) =>
        (given ?? new()) with
        {
            Architecture = given?.Architecture ?? ModuleName.Of(model),
            Parameters = model.parameters().Sum(parameter => parameter.numel()),
            Library = ThisLibrary,
        };

    /// <summary>As names and values, as stored in files.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        var entries = new Dictionary<string, string>();
        void Set(string name, string? text)
        {
            if (text is not null)
                entries[name] = text;
        }
        Set("architecture", Architecture);
        Set("parameters", Parameters?.ToString(CultureInfo.InvariantCulture));
        Set("dataset", Dataset);
        Set("accuracy", Accuracy?.ToString("R", CultureInfo.InvariantCulture));
        Set("library", Library);
        foreach (var (name, text) in More)
            Set(name, text);
        return entries;
    }

    internal static ModelMetadata From(IReadOnlyDictionary<string, string> entries)
    {
        string? Get(string name) => entries.GetValueOrDefault(name);
        string[] known = ["architecture", "parameters", "dataset", "accuracy", "library"];
        return new()
        {
            Architecture = Get("architecture"),
            Parameters = long.TryParse(Get("parameters"), CultureInfo.InvariantCulture, out var count) ? count : null,
            Dataset = Get("dataset"),
            Accuracy = double.TryParse(Get("accuracy"), CultureInfo.InvariantCulture, out var share) ? share : null,
            Library = Get("library"),
            More = entries.Where(entry => !known.Contains(entry.Key)).ToDictionary(e => e.Key, e => e.Value),
        };
    }

    /// <summary>In a line: "LeNet-5, 61,706 parameters, trained on MNIST, accuracy 98.90%".</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            new[]
            {
                Architecture ?? "a model",
                Parameters is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count:N0} parameters") : null,
                Dataset is { } dataset ? $"trained on {dataset}" : null,
                Accuracy is { } share
                    ? string.Create(CultureInfo.InvariantCulture, $"accuracy {100 * share:F2}%")
                    : null,
            }.Where(part => part is not null)
        );
}
