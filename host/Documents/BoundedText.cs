using System.Globalization;

namespace DigitLab.Host.Documents;

/// <summary>The beginning and the end of a long text, with a note of how much was left out.</summary>
internal static class BoundedText
{
    /// <param name="text">The text.</param>
    /// <param name="maxLines">The maximum number of lines.</param>
    /// <param name="maxCharacters">The maximum number of characters.</param>
    public static string Shorten(string text, int maxLines, int maxCharacters)
    {
        var head = Forward(text, maxLines / 2, maxCharacters / 2);
        var tail = Backward(text, maxLines / 2, maxCharacters / 2);
        if (head >= tail)
        {
            return text;
        }
        var left = text.AsSpan(head, tail - head);
        var lines = left.Count('\n');
        var note = lines > 0 ? $"{Number(lines)} lines left out" : $"{Number(left.Length)} characters left out";
        var before = head > 0 && text[head - 1] == '\n' ? "" : "\n";
        var after = text[tail - 1] == '\n' ? "\n" : " ...\n";
        return $"{text.AsSpan(0, head)}{before}... ({note}){after}{text.AsSpan(tail)}";
    }

    /// <summary>The end of the first part.</summary>
    private static int Forward(string text, int lines, int characters)
    {
        var end = 0;
        for (; lines > 0 && end < text.Length; lines--)
        {
            var next = text.IndexOf('\n', end) + 1;
            if (next == 0 || next > characters)
            {
                // A single line that is too long is cut.
                return next == 0 && text.Length <= characters ? text.Length : Math.Max(end, OffPair(text, characters));
            }
            end = next;
        }
        return end;
    }

    /// <summary>The start of the last part.</summary>
    private static int Backward(string text, int lines, int characters)
    {
        var earliest = OffPair(text, Math.Max(0, text.Length - characters));
        var start = text.Length;
        for (; lines > 0 && start > earliest; lines--)
        {
            var previous = start < 2 ? 0 : text.LastIndexOf('\n', start - 2) + 1;
            if (previous < earliest)
            {
                return start == text.Length || start - earliest > characters / 2 ? earliest : start;
            }
            start = previous;
        }
        return start;
    }

    /// <summary>The position, or the next one if it would split a surrogate pair.</summary>
    private static int OffPair(string text, int place)
    {
        place = Math.Min(place, text.Length);
        return place > 0 && place < text.Length && char.IsLowSurrogate(text[place]) ? place + 1 : place;
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
