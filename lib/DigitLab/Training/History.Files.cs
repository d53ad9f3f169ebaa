using System.Text.Json;
using System.Text.Json.Serialization;
using DigitLab.Files;

namespace DigitLab.Training;

public sealed partial class History
{
    // A missing validation is NaN, which JSON has no number for: it is written as the string "NaN".
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>A history as JSON has it.</summary>
    internal sealed record Document(
        string LossName,
        bool CountsIterations,
        List<Epoch> Epochs,
        List<float> IterationLosses,
        List<float> IterationAccuracies,
        string? Backend
    );

    /// <summary>Writes the history atomically.</summary>
    /// <param name="path">Ends in .json (everything) or .csv (the epochs).</param>
    /// <exception cref="ArgumentException">The path ends in something else.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, IsJson(path) ? ToJson() : ToCsv());

    internal string ToCsv() =>
        string.Concat(epochs.Select(epoch => epoch.ToCsv()).Prepend(Epoch.CsvHeader).Select(line => line + "\n"));

    /// <summary>Reads a history that <see cref="Save"/> wrote.</summary>
    /// <param name="path">Ends in .json or .csv.</param>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static History Load(string path)
    {
        try
        {
            if (IsJson(path))
                return FromJson(File.ReadAllText(path));
            var lines = File.ReadAllLines(path);
            if (lines.Length == 0 || lines[0] != Epoch.CsvHeader)
                throw new FormatException($"its first line is not '{Epoch.CsvHeader}'");
            return new(Checked(new("loss", false, [.. lines.Skip(1).Select(Epoch.FromCsv)], [], [], null)));
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new InvalidDataException($"{path} is no training history: {error.Message}", error);
        }
    }

    internal string ToJson() =>
        JsonSerializer.Serialize(
            new Document(LossName, CountsIterations, epochs, iterationLosses, iterationAccuracies, Backend),
            Json
        );

    /// <exception cref="JsonException">The text is no JSON, or JSON of something else.</exception>
    /// <exception cref="FormatException">So are its epochs.</exception>
    internal static History FromJson(string json) =>
        JsonSerializer.Deserialize<Document>(json, Json) is { Epochs: not null } document
            ? new(
                Checked(
                    document with
                    {
                        LossName = document.LossName ?? "loss",
                        IterationLosses = document.IterationLosses ?? [],
                        IterationAccuracies = document.IterationAccuracies ?? [],
                    }
                )
            )
            : throw new FormatException("it has no epochs");

    private static Document Checked(Document document)
    {
        if (document.Epochs.Contains(null!))
            throw new FormatException("an epoch is null");
        if (!(Math.Abs(document.Epochs.Sum(epoch => epoch.Time.TotalSeconds)) < TimeSpan.MaxValue.TotalSeconds))
            throw new FormatException("its epochs took longer than time can be counted");
        return document;
    }

    private static bool IsJson(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => true,
            ".csv" => false,
            var other => throw new ArgumentException(
                $"A history is saved as .json or .csv, not as '{other}' ({path}).",
                nameof(path)
            ),
        };
}
