namespace DigitLab.Ink.Photos;

/// <summary>Joins parts of ink to digits, leaves out what is none, and puts them in reading order.</summary>
internal static class DigitSegmenter
{
    /// <summary>More than this is texture, or a page of text.</summary>
    public const int MostDigits = 500;
    private const int MostParts = 4 * MostDigits;

    /// <summary>Digits, line by line and from left to right.</summary>
    /// <param name="ink">The connected parts of the ink.</param>
    /// <param name="speck">What is smaller is none, in pixels.</param>
    public static List<ComponentGroup> Find(List<Component> ink, int speck)
    {
        var parts = ink.Where(part => part.Size >= speck).ToList();
        if (parts.Count is 0 or > MostParts)
            return [];
        var size = UsualSize([.. parts.Select(part => part.Size)]);
        parts.RemoveAll(part => part.Size > 3 * size || part.Size < 0.06 * size);
        var digits = Join([.. parts.Select(part => new ComponentGroup(part))], size);
        if (digits.Count == 0)
            return [];
        size = UsualSize([.. digits.Select(digit => digit.Size)]);
        digits.RemoveAll(digit => digit.Size < 0.45 * size || digit.Size > 2.2 * size);
        return ReadingOrder.Sort(digits, size);
    }

    /// <summary>The middle of the sizes, of those that are no specks beside the large ones.</summary>
    private static int UsualSize(List<int> sizes)
    {
        sizes.Sort();
        var large = sizes[(int)(0.9 * (sizes.Count - 1))];
        sizes.RemoveAll(size => size < 0.4 * large);
        return sizes[sizes.Count / 2];
    }

    /// <summary>Joins what belongs together, the nearest first, until nothing does.</summary>
    private static List<ComponentGroup> Join(List<ComponentGroup> digits, int size)
    {
        // Only neighbours are compared: sorted from left to right, the search ends where the next begins too far away.
        var joined = true;
        while (joined)
        {
            joined = false;
            digits.Sort((a, b) => a.Left.CompareTo(b.Left));
            for (var i = 0; i < digits.Count; i++)
            for (var j = i + 1; j < digits.Count && digits[j].Left - digits[i].Right < 0.4 * size; j++)
                if (BelongTogether(digits[i], digits[j], size))
                {
                    digits[i].Add(digits[j]);
                    digits.RemoveAt(j--);
                    joined = true;
                }
        }
        return digits;
    }

    private static bool BelongTogether(ComponentGroup a, ComponentGroup b, int size)
    {
        var (small, large) = a.Size < b.Size ? (a, b) : (b, a);
        var gapX = Math.Max(a.Left, b.Left) - Math.Min(a.Right, b.Right) - 1;
        var gapY = Math.Max(a.Top, b.Top) - Math.Min(a.Bottom, b.Bottom) - 1;
        if (gapX > 0.4 * size || gapY > 0.4 * size)
            return false;
        // One encloses the other: a stroke within a loop, a bar through a stem.
        var shared = Math.Max(0, -gapX) * Math.Max(0, -gapY);
        if (shared > 0.6 * small.Width * small.Height)
            return true;
        var (width, height) = (
            Math.Max(a.Right, b.Right) - Math.Min(a.Left, b.Left) + 1,
            Math.Max(a.Bottom, b.Bottom) - Math.Min(a.Top, b.Top) + 1
        );
        if (height > 1.45 * size || width > 1.45 * size)
            return false;
        var distance = a.DistanceTo(b, limit: 0.3 * size);
        // Two digits are written beside each other; what is above one another belongs together.
        var isStacked = gapX < -0.4 * Math.Min(a.Width, b.Width);
        var near = small.Size switch
        {
            var s when s < 0.5 * size => 0.22,
            _ when small.Height < 0.35 * size => 0.22, // the roof of a 5 or a 7: no digit is as flat
            _ when isStacked => 0.2,
            _ => 0.07,
        };
        return distance <= near * size;
    }
}
