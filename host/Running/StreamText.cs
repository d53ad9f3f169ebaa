using System.Globalization;
using System.Text;

namespace DigitLab.Host.Running;

/// <summary>
/// A stream's text as a terminal shows it: \r restarts the line, as progress bars do. Of a text that is too long, the
/// beginning and the end are kept.
/// </summary>
internal sealed class StreamText
{
    /// <summary>The number of characters kept at the beginning, and at the end.</summary>
    public const int Kept = 8 * 1024 * 1024;

    private readonly StringBuilder head = new();
    private readonly StringBuilder tail = new();
    private StringBuilder line = new();
    private long dropped;
    private bool returned;

    public void Append(string text)
    {
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var end = rest.IndexOfAny('\r', '\n');
            var part = end < 0 ? rest : rest[..end];
            if (part.Length > 0)
            {
                if (returned)
                {
                    line.Clear();
                    returned = false;
                }
                line.Append(part);
            }
            if (end >= 0 && rest[end] == '\n')
            {
                line.Append('\n');
                KeepLine();
                returned = false;
            }
            else if (end >= 0)
            {
                returned = true;
            }
            else if (line.Length >= Kept)
            {
                KeepLine();
            }
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder(head.Length + tail.Length + line.Length + 100).Append(head);
        if (dropped > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n... ({dropped:N0} characters left out; write longer output to a file)\n"
            );
        }
        return text.Append(tail).Append(line).ToString();
    }

    private void KeepLine()
    {
        if (head.Length + line.Length <= Kept && tail.Length == 0)
        {
            head.Append(line);
        }
        else
        {
            tail.Append(line);
            // Not with each line, because removing moves the rest.
            if (tail.Length > 2 * Kept)
            {
                var surplus = tail.Length - Kept;
                dropped += surplus;
                tail.Remove(0, surplus);
            }
        }
        if (line.Length > 1024 * 1024)
        {
            line = new StringBuilder();
        }
        line.Clear();
    }
}
