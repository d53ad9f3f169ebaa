using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DigitLab.Data;
using DigitLab.Files;
using DigitLab.Training;

namespace DigitLab.Experiments;

/// <summary>The finished runs of an experiment on disk, one JSON file each, named by a key of everything that matters.</summary>
/// <param name="folder">Of this experiment.</param>
/// <param name="setting">The settings shared by all its runs.</param>
internal sealed partial class RunStore(string folder, string setting)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The content of a run's file: its settings as text, then its results.</summary>
    private sealed record Document(
        Dictionary<string, string> Settings,
        string Setting,
        Dictionary<string, double> Values,
        string? Failure,
        JsonElement? History
    );

    /// <summary>The run with these settings, or null if it is not there.</summary>
    /// <exception cref="InvalidDataException">Its file holds something else.</exception>
    public Run? Find(IReadOnlyDictionary<string, string> settings)
    {
        var path = PathOf(settings);
        if (!File.Exists(path))
            return null;
        try
        {
            var text = File.ReadAllText(path);
            if (!text.EndsWith('\n'))
                throw new FormatException("it is cut short");
            var found = JsonSerializer.Deserialize<Document>(text, Json);
            if (found is not { Settings: not null, Values: not null })
                throw new FormatException("it lacks settings or values");
            var history = found.History is { } json ? History.FromJson(json.GetRawText()) : null;
            return new(settings, new Outcome(found.Values, history) { Failure = found.Failure });
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new InvalidDataException(
                $"{path} is no run of an experiment: {error.Message}. Delete it to have it run again.",
                error
            );
        }
    }

    public void Add(Run run)
    {
        JsonElement? history = run.Outcome.History is { } made
            ? JsonSerializer.Deserialize<JsonElement>(made.ToJson())
            : null;
        // A number that JSON does not have (an accuracy of nothing) is left out: it is missing in the table, too.
        var values = run.Outcome.Values.Where(pair => double.IsFinite(pair.Value)).ToDictionary();
        var document = new Document(run.Settings.ToDictionary(), setting, values, run.Outcome.Failure, history);
        AtomicFile.WriteText(PathOf(run.Settings), JsonSerializer.Serialize(document, Json) + "\n");
    }

    private string PathOf(IReadOnlyDictionary<string, string> settings)
    {
        var text = string.Join('\n', settings.Select(pair => $"{pair.Key}={pair.Value}").Append(setting));
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        return Path.Combine(folder, key + ".json");
    }

    /// <summary>The part shared by all runs as one text: the library, the settings, the code of a run.</summary>
    public static string SettingOf(object? settings, string code)
    {
        var text = new StringBuilder($"DigitLab {typeof(RunStore).Assembly.GetName().Version}\n");
        var properties = settings?.GetType().GetProperties() ?? [];
        foreach (var property in properties.OrderBy(property => property.Name, StringComparer.Ordinal))
            text.Append($"{property.Name}={TextOf(property.GetValue(settings), property.Name)}\n");
        return text.Append(Whitespace().Replace(code, " ")).ToString();
    }

    /// <summary>A value as text that is different for every value.</summary>
    /// <exception cref="ArgumentException">It cannot: it is a function, say.</exception>
    public static string TextOf(object? value, string name) =>
        value switch
        {
            null => "none",
            string text => text,
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            bool truth => truth ? "true" : "false",
            Dataset dataset => Fingerprint(dataset),
            IEnumerable list => string.Join(";", list.Cast<object?>().Select(item => TextOf(item, name))),
            _ => throw new ArgumentException(
                $"'{name}' is a {value.GetType().Name}: a run is known again by numbers, strings, truth values, enums, datasets and lists of them. Give it a name and choose by that inside the run."
            ),
        };

    private static string Fingerprint(Dataset dataset)
    {
        var labels = dataset.Labels.data<long>().ToArray();
        var hash = SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(labels));
        using var mean = dataset.Images.mean();
        return $"{dataset} {dataset.Augmentation} {Convert.ToHexString(hash)[..8]} {TextOf(mean.item<float>(), "mean")}";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
