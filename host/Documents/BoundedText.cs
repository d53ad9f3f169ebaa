using System.Globalization;

namespace DigitLab.Host.Documents;

/// <summary>The beginning and the end of a text that is too long to be read, with a note of what was left out.</summary>
internal static class BoundedText
{
    /// <param name="text">The text.</param>
    /// <param name="maxLines">How many lines are kept.</param>
    /// <param name="maxCharacters">How many characters are kept.</param>
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

    /// <summary>Where the part to keep at the beginning ends.</summary>
    private static int Forward(string text, int lines, int characters)
    {
        var end = 0;
        for (; lines > 0 && end < text.Length; lines--)
        {
            var next = text.IndexOf('\n', end) + 1;
            if (next == 0 || next > characters)
            {
                // A line that is too long by itself is cut within.
                return next == 0 && text.Length <= characters ? text.Length : Math.Max(end, OffPair(text, characters));
            }
            end = next;
        }
        return end;
    }

    /// <summary>Where the part to keep at the end begins.</summary>
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

    /// <summary>The place, or the one after it, so that no surrogate pair is cut.</summary>
    private static int OffPair(string text, int place)
    {
        place = Math.Min(place, text.Length);
        return place > 0 && place < text.Length && char.IsLowSurrogate(text[place]) ? place + 1 : place;
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
