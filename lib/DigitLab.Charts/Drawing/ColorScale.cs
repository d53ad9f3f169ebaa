using System.Globalization;
using System.Text.Json.Nodes;

namespace DigitLab.Charts.Drawing;

/// <summary>A number becomes a colour: the same law in every figure.</summary>
internal sealed class ColorScale
{
    /// <summary>How many colours a scale has as an image palette; the last index of 256 is left for "nothing".</summary>
    public const int Levels = 255;

    private readonly (int R, int G, int B)[] stops;

    private ColorScale(params (int, int, int)[] stops) => this.stops = stops;

    /// <summary>Pixels as ink on paper: white for the smallest, black for the largest.</summary>
    public static ColorScale Ink { get; } = new((255, 255, 255), (0, 0, 0));

    /// <summary>Counts and shares: white for none, deep blue for the most. It is the right half of <see cref="Diverging"/>.</summary>
    public static ColorScale Sequential { get; } = new((255, 255, 255), (99, 173, 219), (0, 78, 130));

    /// <summary>Misreadings: white for none, deep orange for the most. It is the left half of <see cref="Diverging"/>.</summary>
    public static ColorScale Errors { get; } = new((255, 255, 255), (240, 160, 92), (176, 68, 0));

    /// <summary>Signed values: orange is negative, white is zero, blue is positive.</summary>
    public static ColorScale Diverging { get; } =
        new((176, 68, 0), (240, 160, 92), (255, 255, 255), (99, 173, 219), (0, 78, 130));

    /// <summary>The colour at <paramref name="t"/> in 0..1 (outside of it: the end's).</summary>
    public (byte R, byte G, byte B) At(double t)
    {
        var place = Math.Clamp(t, 0, 1) * (stops.Length - 1);
        var index = Math.Min((int)place, stops.Length - 2);
        var part = place - index;
        var (a, b) = (stops[index], stops[index + 1]);
        return (Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));

        byte Mix(int from, int to) => (byte)Math.Round(from + (to - from) * part);
    }

    /// <summary>The colour as "#rrggbb".</summary>
    public string Css(double t)
    {
        var (r, g, b) = At(t);
        return string.Create(CultureInfo.InvariantCulture, $"#{r:x2}{g:x2}{b:x2}");
    }

    /// <summary>Black or white, whichever is read more easily on the colour at <paramref name="t"/> (WCAG's luminance).</summary>
    public string Contrast(double t)
    {
        var (r, g, b) = At(t);
        var luminance = 0.2126 * Linear(r) + 0.7152 * Linear(g) + 0.0722 * Linear(b);
        return luminance > 0.179 ? "#000" : "#fff";

        static double Linear(byte channel) => Math.Pow(channel / 255.0, 2.2);
    }

    /// <summary>The palette of an indexed image: 255 colours, three bytes each.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[3 * Levels];
        for (var i = 0; i < Levels; i++)
            (bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]) = At(i / (Levels - 1.0));
        return bytes;
    }

    /// <summary>The index of a value in that palette.</summary>
    public static byte Index(double value, double low, double high) =>
        (byte)Math.Round(Math.Clamp((value - low) / (high - low), 0, 1) * (Levels - 1));

    /// <summary>Plotly's <c>colorscale</c>: pairs of place and colour.</summary>
    public JsonArray ToPlotly() =>
        new([.. stops.Select((_, i) => i / (stops.Length - 1.0)).Select(t => (JsonNode)new JsonArray(t, Css(t)))]);
}
