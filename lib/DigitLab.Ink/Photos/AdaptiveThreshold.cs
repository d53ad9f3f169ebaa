namespace DigitLab.Ink.Photos;

/// <summary>Tells ink from paper, from the photo's grain and from the lines that are printed on the paper.</summary>
internal static class AdaptiveThreshold
{
    private const int Bins = 512;

    /// <summary>What is less dark than this is never ink.</summary>
    private const double Least = 0.10;

    /// <summary>How many deviations of the grain a pixel must be darker than the paper to be looked at.</summary>
    private const double Grain = 5;

    /// <summary>Ink goes on, around a pixel that surely is ink, down to this share of the threshold (hysteresis).</summary>
    private const double Rim = 0.75;

    /// <summary>What is at least this share as dark as the darkest is ink, where there is no grain and no shadow.</summary>
    private const double InkOfDrawings = 0.5;

    /// <summary>As <see cref="Rim"/>, where no grain is that ink could run into: so low that pale strokes stay whole.</summary>
    private const double RimOfDrawings = 0.3;

    /// <summary>The connected parts of the ink that lie on the paper whole.</summary>
    /// <param name="darkness">See <see cref="Background.Darkness"/>.</param>
    /// <param name="paper">Where it ends: what reaches beyond is no ink.</param>
    public static List<Component> Find(FloatImage darkness, Background paper)
    {
        var (threshold, rim) = paper.HasGrain
            ? (Threshold(darkness, paper), Rim)
            : (InkOfDrawings * darkness.Values.Max(), RimOfDrawings);
        return
        [
            .. Darker(darkness, rim * threshold, paper)
                .Where(component =>
                    component.Pixels.Count(pixel => darkness.Values[pixel] > threshold) is var sure
                    && sure >= 4
                    && sure >= 0.15 * component.Pixels.Count
                ),
        ];
    }

    /// <summary>How dark ink is; infinite where nothing is darker than the paper's grain.</summary>
    private static double Threshold(FloatImage darkness, Background paper)
    {
        // All that might be ink first: the desk must not tell how dark ink is.
        var candidates = Darker(darkness, Faintest(darkness, paper), paper);
        if (candidates.Count == 0)
            return double.PositiveInfinity;
        var histogram = new long[Bins];
        foreach (var pixel in candidates.SelectMany(component => component.Pixels))
            histogram[Bin(darkness.Values[pixel])]++;
        return Otsu(histogram);
    }

    private static List<Component> Darker(FloatImage darkness, double threshold, Background paper)
    {
        var mask = Array.ConvertAll(darkness.Values, value => value > threshold);
        var components = Component.In(mask, darkness.Width, diagonally: true);
        components.RemoveAll(component => component.Pixels.Count < 4 || !paper.Holds(component));
        return components;
    }

    /// <summary>The least darkness that is not the paper's grain.</summary>
    private static double Faintest(FloatImage darkness, Background paper)
    {
        var histogram = new long[Bins];
        long count = 0;
        for (var y = 0; y < darkness.Height; y++)
        {
            var row = darkness.Row(y);
            for (var x = 0; x < row.Length; x++)
                if (paper.Covers(x, y))
                {
                    count++;
                    histogram[Bin(row[x])]++;
                }
        }
        var (median, low) = (Quantile(histogram, 0.5 * count), Quantile(histogram, 0.16 * count));
        // Ink is on one side of the median only, so the other side measures the noise.
        return median + Math.Max(Least, Grain * (median - low));
    }

    private static int Bin(float darkness) => Math.Clamp((int)((darkness + 1) * Bins / 2), 0, Bins - 1);

    private static double Quantile(long[] histogram, double count)
    {
        var bin = 0;
        for (long sum = 0; bin < Bins - 1 && (sum += histogram[bin]) < count; )
            bin++;
        return (bin + 0.5 - Bins / 2) * 2 / Bins;
    }

    /// <summary>
    /// The threshold that parts the values best in two (Otsu, "A threshold selection method
    /// from gray-level histograms", 1979): printed lines from ink or, where there are none, the rim of a stroke from its middle.
    /// </summary>
    private static double Otsu(long[] histogram)
    {
        double count = 0,
            sum = 0;
        for (var bin = 0; bin < Bins; bin++)
            (count, sum) = (count + histogram[bin], sum + (double)histogram[bin] * bin);
        double below = 0,
            sumBelow = 0,
            best = -1;
        var threshold = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            (below, sumBelow) = (below + histogram[bin], sumBelow + (double)histogram[bin] * bin);
            if (below == 0 || below == count)
                continue;
            var difference = sumBelow / below - (sum - sumBelow) / (count - below);
            var between = below * (count - below) * difference * difference;
            if (between > best)
                (best, threshold) = (between, bin);
        }
        return (threshold + 1.0 - Bins / 2) * 2 / Bins;
    }
}
