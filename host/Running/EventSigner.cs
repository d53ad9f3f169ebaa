using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace DigitLab.Host.Running;

/// <summary>
/// Signs the event lines of a notebook's process (HMAC-SHA256), so that nothing that a cell writes to standard output
/// is taken for an event. The key comes through the <see cref="Lifeline"/> before any cell runs.
/// </summary>
internal sealed class EventSigner(byte[] key)
{
    /// <summary>The key's length in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>The line for an event, without its line end.</summary>
    public string Sign(RunEvent happened)
    {
        var json = happened.ToJson();
        return $"{Signature(json)} {json}";
    }

    /// <summary>Parses an event line; false if it was not signed with this key.</summary>
    public bool TryRead(string line, [NotNullWhen(true)] out RunEvent? happened)
    {
        var end = line.IndexOf(' ');
        happened = end > 0 && line[..end] == Signature(line[(end + 1)..]) ? RunEvent.FromJson(line[(end + 1)..]) : null;
        return happened is not null;
    }

    private string Signature(string json) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(json)));
}
