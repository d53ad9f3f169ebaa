namespace DigitLab.Ink.Writing;

/// <summary>A point of the pen's line, with the pen's half width there as a share of its usual one.</summary>
internal record struct InkPoint(double X, double Y, double Pressure, bool StartsStroke);

/// <summary>Writes one digit as a hand would: a form of it, made unsteady, bent, slanted and pressed.</summary>
/// <remarks>Keeps its buffers: one per thread.</remarks>
internal sealed class Hand
{
    private const int StepsPerSpan = 7;
    private const double CentreX = 50,
        CentreY = 70;

    // How wide each digit is written, against the width at which its forms are drawn.
    private static readonly double[] Widths = [1.06, 1.0, 1.06, 0.95, 1.06, 1.08, 0.98, 1.02, 1.0, 0.93];

    private readonly List<PenPoint> controls = [];
    private readonly List<InkPoint> line = [];
    private readonly ElasticField field = new();

    /// <summary>The digit's line in arbitrary units. Valid until the next call.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="haste">How far from its form it gets: 1 is all that people write, 0.5 somebody who takes care.</param>
    public List<InkPoint> Write(int digit, ref SplitMix64 random, double haste = 1)
    {
        var form = Pick(Letterforms.OfDigit[digit], ref random);
        Span<double> shares = stackalloc double[form.Variants.Length];
        Mix(shares, ref random);

        line.Clear();
        var sloppiness = haste * (1.8 + 5 * random.Uniform() * random.Uniform());
        for (var stroke = 0; stroke < form.Variants[0].Length; stroke++)
        {
            Blend(form, stroke, shares, sloppiness, ref random);
            Trace();
        }
        Bend(digit, haste, ref random);
        Press(ref random);
        return line;
    }

    private static Letterform Pick(Letterform[] forms, ref SplitMix64 random)
    {
        var total = 0.0;
        foreach (var form in forms)
            total += form.Weight;
        var left = random.Uniform() * total;
        foreach (var form in forms)
            if ((left -= form.Weight) < 0)
                return form;
        return forms[^1];
    }

    /// <summary>Shares of the variants that sum to 1; a little outside of their triangle, too.</summary>
    private static void Mix(Span<double> shares, ref SplitMix64 random)
    {
        var sum = 0.0;
        foreach (ref var share in shares)
            sum += share = random.Uniform() + 1e-3;
        foreach (ref var share in shares)
            share = 1.0 / shares.Length + 1.3 * (share / sum - 1.0 / shares.Length);
    }

    private void Blend(Letterform form, int stroke, Span<double> shares, double sloppiness, ref SplitMix64 random)
    {
        controls.Clear();
        for (var i = 0; i < form.Variants[0][stroke].Length; i++)
        {
            double x = sloppiness * random.Bell(),
                y = sloppiness * random.Bell();
            for (var v = 0; v < shares.Length; v++)
            {
                x += shares[v] * form.Variants[v][stroke][i].X;
                y += shares[v] * form.Variants[v][stroke][i].Y;
            }
            // A hurried hand rounds its corners.
            var corner = form.Variants[0][stroke][i].IsCorner && !random.Chance(0.08);
            controls.Add(new(x, y, corner));
        }
        ShiftEnd(0, 1, ref random);
        ShiftEnd(controls.Count - 1, controls.Count - 2, ref random);
    }

    /// <summary>A stroke may begin late or end beyond its mark.</summary>
    private void ShiftEnd(int end, int inner, ref SplitMix64 random)
    {
        var by = 0.14 * random.Bell();
        double dx = controls[end].X - controls[inner].X,
            dy = controls[end].Y - controls[inner].Y;
        controls[end] = new(controls[end].X + by * dx, controls[end].Y + by * dy);
    }

    /// <summary>Catmull-Rom curves through the control points, broken at corners.</summary>
    private void Trace()
    {
        var first = true;
        for (var i = 0; i + 1 < controls.Count; i++)
        {
            PenPoint b = controls[i],
                c = controls[i + 1];
            var a = i == 0 || b.IsCorner ? Mirror(b, c) : controls[i - 1];
            var d = i + 2 == controls.Count || c.IsCorner ? Mirror(c, b) : controls[i + 2];
            for (var step = first ? 0 : 1; step <= StepsPerSpan; step++)
            {
                var t = (double)step / StepsPerSpan;
                var x = CatmullRom(a.X, b.X, c.X, d.X, t);
                var y = CatmullRom(a.Y, b.Y, c.Y, d.Y, t);
                line.Add(new(x, y, 1, first));
                first = false;
            }
        }
    }

    private static PenPoint Mirror(PenPoint end, PenPoint inner) =>
        new(end.X + 0.7 * (end.X - inner.X), end.Y + 0.7 * (end.Y - inner.Y));

    private static double CatmullRom(double a, double b, double c, double d, double t) =>
        0.5 * (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));

    /// <summary>An elastic distortion, then width, slant and rotation.</summary>
    private void Bend(int digit, double haste, ref SplitMix64 random)
    {
        field.Draw(haste * (2.6 + 6.9 * random.Uniform()), ref random);
        var width = Math.Max(0.45, Widths[digit] + haste * 0.19 * random.Bell());
        var slant = 0.16 + haste * 0.25 * random.Bell();
        // tan(angle / 2) gives cosine and sine without a library's trigonometry.
        var half = haste * 0.055 * random.Bell();
        double cos = (1 - half * half) / (1 + half * half),
            sin = 2 * half / (1 + half * half);
        // Top-heavy or bottom-heavy: where the middle of the digit goes, and how much wider one end is.
        var waist = haste * 0.18 * random.Bell();
        var taper = haste * 0.13 * random.Bell();

        for (var i = 0; i < line.Count; i++)
        {
            var (moveX, moveY) = field.At(line[i].X, line[i].Y);
            var x = line[i].X + moveX - CentreX;
            var y = line[i].Y + moveY - CentreY;
            x = x * width * (1 + taper * y / CentreY) - y * slant;
            y += waist * (CentreY - y * y / CentreY);
            line[i] = line[i] with { X = cos * x - sin * y, Y = sin * x + cos * y };
        }
    }

    /// <summary>The pen's pressure wanders, and often fades where a stroke begins or ends.</summary>
    private void Press(ref SplitMix64 random)
    {
        var wander = 0.16 * random.Uniform();
        var fade = random.Chance(0.4) ? 0.5 * random.Uniform() : 0;
        double pressure = 0;
        for (var i = 0; i < line.Count; i++)
        {
            pressure = 0.8 * pressure + 0.6 * random.Bell();
            var value = 1 + wander * pressure;
            var atEnd = line[i].StartsStroke || i + 1 == line.Count || line[i + 1].StartsStroke;
            line[i] = line[i] with { Pressure = Math.Max(0.45, atEnd ? value - fade : value) };
        }
    }
}
