using System.Security.Cryptography;
using System.Text.Json;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Running;

/// <summary>Something that happened while a notebook ran; sent from the process that runs it to the one that reports.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Cell">The number of the cell, from 1.</param>
/// <param name="Text">The text written, the last line of what is on show, or the error.</param>
/// <param name="Seconds">Since the notebook was started.</param>
/// <param name="Line">For an error, the line in the cell.</param>
/// <param name="Reason">For an error, its kind and message in one line.</param>
internal sealed record RunEvent(
    RunEventKind Kind,
    int Cell,
    string Text = "",
    double Seconds = 0,
    int? Line = null,
    string Reason = ""
)
{
    /// <summary>SHA-256 of a file, by which the result is known for what the process wrote.</summary>
    public static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    public string ToJson() => JsonSerializer.Serialize(this, Json.OneLine);

    /// <summary>The event that <paramref name="line"/> is; null when it is something else.</summary>
    public static RunEvent? FromJson(string line)
    {
        try
        {
            var found = line.StartsWith('{') ? JsonSerializer.Deserialize<RunEvent>(line, Json.OneLine) : null;
            return found is { Text: not null, Reason: not null } && Enum.IsDefined(found.Kind) ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal enum RunEventKind
{
    /// <summary>A cell starts.</summary>
    Cell,

    /// <summary>The cell wrote to standard output, or showed a value: its plain text.</summary>
    Output,

    /// <summary>The cell wrote to standard error.</summary>
    ErrorOutput,

    /// <summary>A value on show changed: the last line of its plain text.</summary>
    Progress,

    /// <summary>The cell failed.</summary>
    Failed,

    /// <summary>All is done and the notebook written; the text is the file's <see cref="RunEvent.Digest"/>.</summary>
    Finished,
}
