namespace DigitLab.Charts.Drawing;

/// <summary>A mark on an axis.</summary>
internal readonly record struct Tick(double Value, string Text);

/// <summary>A range of values with round tick marks, mapped to positions.</summary>
internal sealed class Axis
{
    private readonly bool log;

    private Axis(double low, double high, string label, IReadOnlyList<Tick> ticks, bool log = false) =>
        (Low, High, Label, Ticks, this.log) = (low, high, label, ticks, log);

    public double Low { get; }
    public double High { get; }
    public string Label { get; }
    public IReadOnlyList<Tick> Ticks { get; }
    public bool IsLog => log;

    /// <summary>The same axis without its label.</summary>
    public Axis Unlabelled => new(Low, High, "", Ticks, log);

    /// <summary>Where the value is between the ends: 0 at the low one, 1 at the high one. NaN where it has no place.</summary>
    public double Place(double value) =>
        log
            ? value > 0
                ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
                : double.NaN
            : (Bounded(value) - Low) / (High - Low);

    /// <summary>
    /// An axis that covers the values. <paramref name="round"/> lengthens it to whole steps; <paramref name="counts"/> says that
    /// whole numbers count something (epochs), so that no mark stands between them.
    /// </summary>
    public static Axis Of(
        IEnumerable<double> values,
        string label,
        bool log = false,
        bool zero = false,
        bool round = true,
        bool counts = false,
        int steps = 5
    )
    {
        var (low, high, whole) = (double.PositiveInfinity, double.NegativeInfinity, true);
        foreach (var value in values.Where(value => double.IsFinite(value) && (!log || value > 0)))
        {
            (low, high) = (Math.Min(low, Bounded(value)), Math.Max(high, Bounded(value)));
            whole &= value == Math.Floor(value);
        }
        if (low > high)
            (low, high, whole) = log ? (0.1, 1, false) : (0, 1, false);
        if (log)
            return Logarithmic(low, high, label);
        if (zero)
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        return Linear(low, high, label, whole && counts, round, steps);
    }

    /// <summary>An axis of names, one unit apart: the i-th is at i.</summary>
    public static Axis Names(IReadOnlyList<string> names, string label) =>
        new(-0.5, names.Count - 0.5, label, [.. names.Select((name, i) => new Tick(i, name))]);

    /// <summary>The smallest of 1, 2, 2.5, 5 times a power of ten that makes at most that many steps.</summary>
    public static double Step(double span, int steps, bool whole = false)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(span / steps)));
        var step = new[] { 1, 2, 2.5, 5, 10 }.First(factor => span / (factor * power) <= steps * 1.0001) * power;
        return whole ? Math.Max(1, Math.Ceiling(step)) : step;
    }

    private static Axis Linear(double low, double high, string label, bool whole, bool round, int steps)
    {
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) || high == low)
        {
            var around = low == 0 ? 1 : Math.Abs(low) * 0.5;
            (low, high) = whole ? (low - 1, high + 1) : (low - around, high + around);
        }
        var step = Step(high - low, steps, whole);
        if (round)
            (low, high) = (Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step);
        var decimals = DecimalsOf(step);
        var ticks = new List<Tick>();
        for (var i = Math.Ceiling(low / step - 1e-9); i * step <= high + 1e-9 * step && ticks.Count < 50; i++)
            ticks.Add(
                new(
                    i * step,
                    Math.Abs(i * step) >= 1e7 || step < 1e-5
                        ? Numbers.Short(i * step)
                        : Numbers.Fixed(i * step, decimals)
                )
            );
        return new(low, high, label, ticks);
    }

    /// <summary>From and to one of 1, 2, 5 times a power of ten; marks at all of these if they are few, else at the powers.</summary>
    private static Axis Logarithmic(double low, double high, string label)
    {
        double[] factors = [1, 2, 5];
        var (first, last) = ((int)Math.Floor(Math.Log10(low) + 1e-9), (int)Math.Floor(Math.Log10(high) + 1e-9));
        var round = Enumerable
            .Range(first, last - first + 2)
            .SelectMany(power => factors.Select(factor => (Factor: factor, Value: factor * Math.Pow(10, power))))
            .ToArray();
        var (from, to) = (
            Array.FindLastIndex(round, mark => mark.Value <= low * (1 + 1e-9)),
            Array.FindIndex(round, mark => mark.Value >= high * (1 - 1e-9))
        );
        if (from == to)
            (from, to) = (Math.Max(0, from - 1), to + 1);
        var every = Math.Max(1, (last - first + 5) / 6);
        var ticks = round[from..(to + 1)]
            .Where(mark =>
                to - from <= 8 || (mark.Factor == 1 && Math.Round(Math.Log10(mark.Value) - first) % every == 0)
            )
            .Select(mark => new Tick(mark.Value, Numbers.Short(mark.Value, 1)));
        return new(round[from].Value, round[to].Value, label, [.. ticks], log: true);
    }

    private static int DecimalsOf(double step)
    {
        var decimals = 0;
        while (decimals < 9 && Math.Abs(step - Math.Round(step, decimals)) > step * 1e-6)
            decimals++;
        return decimals;
    }

    /// <summary>Beyond ±1e300 the arithmetic of a range would overflow.</summary>
    public static double Bounded(double value) => Math.Clamp(value, -1e300, 1e300);
}
