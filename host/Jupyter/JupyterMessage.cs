using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter;

/// <summary>A message of the Jupyter protocol.</summary>
/// <param name="Identities">The routing frames before the delimiter: the sender or the recipient.</param>
/// <param name="Header">Its header.</param>
/// <param name="ParentHeader">The header of the request that it belongs to.</param>
/// <param name="Content">The message's content.</param>
internal sealed record JupyterMessage(
    byte[][] Identities,
    JsonObject Header,
    JsonObject ParentHeader,
    JsonObject Content
)
{
    public const string ProtocolVersion = "5.3";

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    public string Type => Header.Text("msg_type") ?? "";

    public JsonObject Metadata { get; init; } = [];

    /// <summary>The signature it came with; empty if messages are not signed.</summary>
    public string Signature { get; init; } = "";

    /// <summary>A new message with <paramref name="parent"/> as its parent.</summary>
    public static JupyterMessage Create(string type, string session, JsonObject content, JupyterMessage? parent) =>
        new(
            parent?.Identities ?? [],
            new JsonObject
            {
                ["msg_id"] = Guid.NewGuid().ToString("N"),
                ["session"] = session,
                ["username"] = "kernel",
                ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
                ["msg_type"] = type,
                ["version"] = ProtocolVersion,
            },
            parent is null ? [] : (JsonObject)parent.Header.DeepClone(),
            content
        );

    /// <summary>Parses the frames of a message.</summary>
    /// <returns>The message; null when it is malformed or not signed with <paramref name="key"/>.</returns>
    public static JupyterMessage? Parse(byte[][] frames, byte[] key)
    {
        var delimiter = Array.FindIndex(frames, frame => frame.AsSpan().SequenceEqual(Delimiter));
        if (delimiter < 0 || frames.Length < delimiter + 6)
        {
            return null;
        }
        var parts = frames[(delimiter + 2)..(delimiter + 6)];
        var signature = frames[delimiter + 1];
        if (key.Length > 0 && !CryptographicOperations.FixedTimeEquals(Sign(parts, key), signature))
        {
            return null;
        }
        try
        {
            return new JupyterMessage(frames[..delimiter], ToObject(parts[0]), ToObject(parts[1]), ToObject(parts[3]))
            {
                Metadata = ToObject(parts[2]),
                Signature = key.Length > 0 ? Encoding.ASCII.GetString(signature) : "",
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    public byte[][] ToFrames(byte[] key)
    {
        byte[][] parts = [ToBytes(Header), ToBytes(ParentHeader), ToBytes(Metadata), ToBytes(Content)];
        return [.. Identities, Delimiter, key.Length > 0 ? Sign(parts, key) : [], .. parts];
    }

    /// <summary>HMAC-SHA256 of the four parts, in lower-case hexadecimal.</summary>
    private static byte[] Sign(byte[][] parts, byte[] key)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var part in parts)
        {
            hmac.AppendData(part);
        }
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    private static JsonObject ToObject(byte[] json) =>
        Json.Parse(Encoding.UTF8.GetString(json)) as JsonObject ?? throw new JsonException("not an object");

    private static byte[] ToBytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Json.OneLine);
}
