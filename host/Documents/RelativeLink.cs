namespace DigitLab.Host.Documents;

/// <summary>An address that leads to a file near by: its path, decoded, and what follows it (<c>#section</c>).</summary>
internal readonly record struct RelativeLink(string Path, string Rest)
{
    /// <summary>The parts of an address; null when it leads elsewhere or into the same text.</summary>
    public static RelativeLink? Parse(string address)
    {
        var end = address.IndexOfAny(['#', '?']);
        var path = end < 0 ? address : address[..end];
        // A colon before any slash ends a scheme: https:, mailto:, data:, attachment:.
        if (path.Length == 0 || path[0] is '/' or '\\' || path.Split('/')[0].Contains(':'))
        {
            return null;
        }
        var decoded = Uri.UnescapeDataString(path);
        // No file's name holds the character 0; asked for such a file, .NET fails.
        return decoded.Contains('\0') ? null : new RelativeLink(decoded, end < 0 ? "" : address[end..]);
    }

    /// <summary>The address as markdown has it.</summary>
    public override string ToString() => string.Join('/', Path.Split('/').Select(Uri.EscapeDataString)) + Rest;
}
