namespace DigitLab.Host.Documents;

/// <summary>A relative link: the decoded path and what follows it (<c>#section</c>).</summary>
internal readonly record struct RelativeLink(string Path, string Rest)
{
    /// <summary>The parts of an address; null if it is not a relative path.</summary>
    public static RelativeLink? Parse(string address)
    {
        var end = address.IndexOfAny(['#', '?']);
        var path = end < 0 ? address : address[..end];
        // A colon before the first slash ends a scheme: https:, mailto:, data:, attachment:.
        if (path.Length == 0 || path[0] is '/' or '\\' || path.Split('/')[0].Contains(':'))
        {
            return null;
        }
        var decoded = Uri.UnescapeDataString(path);
        // File names cannot contain the character 0; .NET throws.
        return decoded.Contains('\0') ? null : new RelativeLink(decoded, end < 0 ? "" : address[end..]);
    }

    /// <summary>The address in markdown.</summary>
    public override string ToString() => string.Join('/', Path.Split('/').Select(Uri.EscapeDataString)) + Rest;
}
