namespace DigitLab.Ink.Photos;

/// <summary>Lines from top to bottom, digits in each from left to right, on paper that is slightly rotated.</summary>
internal static class ReadingOrder
{
    private const double MostTilt = 12,
        TiltStep = 0.5;

    /// <summary>Sorts digits of about the given size.</summary>
    public static List<ComponentGroup> Sort(List<ComponentGroup> digits, double size)
    {
        // The tilt at which the digits' heights on the page cluster best.
        var tilts = Enumerable
            .Range(0, (int)(2 * MostTilt / TiltStep) + 1)
            .Select(i => Math.Tan((i * TiltStep - MostTilt) * Math.PI / 180))
            .OrderBy(Math.Abs)
            .ToArray();
        var tilt = tilts.MinBy(slope => Spread(digits, slope, size));
        var sorted = digits.OrderBy(digit => Height(digit, tilt)).ToList();
        var lines = new List<List<ComponentGroup>>();
        foreach (var digit in sorted)
            if (lines.Count > 0 && Height(digit, tilt) - lines[^1].Average(d => Height(d, tilt)) < 0.6 * size)
                lines[^1].Add(digit);
            else
                lines.Add([digit]);
        return [.. lines.SelectMany(line => line.OrderBy(digit => digit.CentreX))];
    }

    private static double Height(ComponentGroup digit, double slope) => digit.CentreY - slope * digit.CentreX;

    /// <summary>How far digits lie from their neighbours above and below; steps as large as a line's are all alike.</summary>
    private static double Spread(List<ComponentGroup> digits, double slope, double size)
    {
        var heights = digits.Select(digit => Height(digit, slope)).Order().ToArray();
        var spread = 0.0;
        for (var i = 1; i < heights.Length; i++)
            spread += Math.Min(heights[i] - heights[i - 1], 0.7 * size);
        return spread + 0.02 * size * Math.Abs(slope);
    }
}
