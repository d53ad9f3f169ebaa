using DigitLab.Charts.Drawing;

namespace DigitLab.Charts.Tests;

public class ColorScaleTests
{
    [Fact]
    public void Orange_is_negative_white_is_zero_blue_is_positive()
    {
        ColorScale.Diverging.Css(0).ShouldBe("#b04400");
        ColorScale.Diverging.Css(0.5).ShouldBe("#ffffff");
        ColorScale.Diverging.Css(1).ShouldBe("#004e82");
        ColorScale.Index(0, -1, 1).ShouldBe((byte)127);
        ColorScale.Diverging.ToBytes()[(3 * 127)..(3 * 128)].ShouldBe([255, 255, 255]);
    }

    [Fact]
    public void Counts_and_errors_are_its_two_halves()
    {
        for (var t = 0.0; t <= 1; t += 0.125)
        {
            ColorScale.Sequential.Css(t).ShouldBe(ColorScale.Diverging.Css(0.5 + t / 2));
            ColorScale.Errors.Css(t).ShouldBe(ColorScale.Diverging.Css(0.5 - t / 2));
        }
    }

    [Fact]
    public void Ink_runs_from_paper_to_black_and_stops_there()
    {
        ColorScale.Ink.Css(-1).ShouldBe("#ffffff");
        ColorScale.Ink.Css(2).ShouldBe("#000000");
    }

    [Fact]
    public void Text_on_any_colour_has_a_contrast_of_4_5()
    {
        foreach (var scale in new[] { ColorScale.Ink, ColorScale.Sequential, ColorScale.Errors, ColorScale.Diverging })
            for (var i = 0; i <= 100; i++)
                Contrast(scale.At(i / 100.0), scale.Contrast(i / 100.0) == "#fff" ? 1 : 0).ShouldBeGreaterThan(4.5);

        static double Contrast((byte R, byte G, byte B) color, double text)
        {
            var luminance = 0.2126 * Linear(color.R) + 0.7152 * Linear(color.G) + 0.0722 * Linear(color.B);
            return (Math.Max(luminance, text) + 0.05) / (Math.Min(luminance, text) + 0.05);
        }

        static double Linear(byte channel) =>
            channel / 255.0 <= 0.04045 ? channel / 255.0 / 12.92 : Math.Pow((channel / 255.0 + 0.055) / 1.055, 2.4);
    }
}
