using System.Security.Cryptography;
using System.Text.Json;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Running;

/// <summary>An event of a notebook's run; sent from the worker process to its parent.</summary>
/// <param name="Kind">The event's kind.</param>
/// <param name="Cell">The number of the cell, from 1.</param>
/// <param name="Text">The written text, the last line of an updated value, or the error.</param>
/// <param name="Seconds">Seconds since the start.</param>
/// <param name="Line">For an error, the cell's line.</param>
/// <param name="Reason">For an error, its type and message on one line.</param>
internal sealed record RunEvent(
    RunEventKind Kind,
    int Cell,
    string Text = "",
    double Seconds = 0,
    int? Line = null,
    string Reason = ""
)
{
    /// <summary>SHA-256 of a file, which identifies the worker's result.</summary>
    public static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    public string ToJson() => JsonSerializer.Serialize(this, Json.OneLine);

    /// <summary>Parses an event; null if <paramref name="line"/> is something else.</summary>
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

    /// <summary>The cell wrote to standard output, or displayed a value: its plain text.</summary>
    Output,

    /// <summary>The cell wrote to standard error.</summary>
    ErrorOutput,

    /// <summary>A displayed value changed: the last line of its plain text.</summary>
    Progress,

    /// <summary>The cell failed.</summary>
    Failed,

    /// <summary>The notebook has been written; the text is the file's <see cref="RunEvent.Digest"/>.</summary>
    Finished,
}
