using DigitLab.Charts.Drawing;

namespace DigitLab.Charts.Tests;

public class CorrelationTests
{
    private static readonly float[,] Image =
    {
        { 1, 2, 3, 0 },
        { 4, 5, 6, 1 },
        { 7, 8, 9, 2 },
    };

    private static readonly float[,] Kernel =
    {
        { 1, 0 },
        { -1, 2 },
    };

    [Fact]
    public void It_is_what_conv2d_computes()
    {
        // torch.nn.functional.conv2d(image, kernel, bias=0.5)
        Flat(new Correlation(Image, Kernel, 0.5f, stride: 1, padding: 0).Output)
            .ShouldBe([7.5f, 9.5f, -0.5f, 13.5f, 15.5f, 1.5f]);
        // torch.nn.functional.conv2d(image, kernel, stride=2, padding=1)
        Flat(new Correlation(Image, Kernel, 0, stride: 2, padding: 1).Output).ShouldBe([2, 4, 0, 14, 15, -1]);
    }

    [Fact]
    public void The_patch_has_zeros_in_the_padding()
    {
        var map = new Correlation(Image, Kernel, 0, stride: 1, padding: 1);

        map.Corner(0, 0).ShouldBe((-1, -1));
        Flat(map.Patch(0, 0)).ShouldBe([0, 0, 0, 1]);
        Flat(map.Products(1, 1)).ShouldBe([1, 0, -4, 10]);
    }

    [Fact]
    public void The_sum_is_told_with_its_bias()
    {
        var figure = Chart.PixelExplained(Image, Kernel, -0.25f, row: 1, column: 1);

        figure.Title.ShouldBe("15.00 − 0.25 = 14.75: pixel (1, 1) of the feature map");
        figure.ToSvg().ShouldContain("= 14.750");
    }

    private static float[] Flat(float[,] matrix) => [.. matrix.Cast<float>()];
}
