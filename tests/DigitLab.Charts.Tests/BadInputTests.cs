using System.Xml.Linq;

namespace DigitLab.Charts.Tests;

/// <summary>What cannot be drawn is refused in words; what can be drawn somehow is drawn.</summary>
public class BadInputTests
{
    private const double Inf = double.PositiveInfinity;

    public static TheoryData<double[]> Odd { get; } =
        new()
        {
            Array.Empty<double>(),
            new[] { double.NaN },
            new[] { 0.5 },
            new[] { 1, double.NaN, 3 },
            new[] { Inf, 1, -Inf },
            new[] { -1e308, 1e308 },
            new[] { 1e-320, 0 },
            new[] { 7.0, 7, 7 },
        };

    [Theory]
    [MemberData(nameof(Odd))]
    public void Curves_of_anything_are_well_formed(double[] values)
    {
        foreach (var log in new[] { false, true })
            XDocument.Parse(
                Chart
                    .Lines(
                        [
                            new("odd", values)
                            {
                                Best = Best.Highest,
                                Low = values,
                                High = values,
                            },
                        ],
                        logY: log,
                        logX: log
                    )
                    .ToSvg()
            );
        if (values.Length > 0)
        {
            XDocument.Parse(Chart.Bars([.. values.Select(v => $"{v}")], values).ToSvg());
            XDocument.Parse(
                Chart
                    .Heatmap(
                        new double[1, 1]
                        {
                            { values[0] },
                        }
                    )
                    .ToSvg()
            );
        }
        if (values.Any(double.IsFinite))
            XDocument.Parse(Chart.Histogram(values).ToSvg());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MaxValue)]
    [InlineData(float.Epsilon)]
    [InlineData(0)]
    public void Pictures_of_anything_are_well_formed(float value)
    {
        float[,] image =
        {
            { value, 0, 1 },
            { 0, value, -1 },
            { 1, 1, value },
        };
        float[,] kernel =
        {
            { 1, value },
            { 0, -1 },
        };

        Figure[] figures =
        [
            Chart.ImageGrid([image]),
            Chart.Kernels([image]),
            Chart.FeatureMaps([new("input", [image]), new("output", [kernel])]),
            Chart.ActivationHistograms([new("layer", [value, 1, 2])]),
            Chart.Scatter([value, 1], [1, value]),
            Chart.FilterSliding(image, kernel),
            Chart.PixelExplained(image, kernel, value, 0, 0),
        ];

        foreach (var figure in figures)
            XDocument.Parse(figure.ToSvg());
    }

    [Fact]
    public void A_long_curve_is_thinned_and_keeps_its_spike()
    {
        var values = Enumerable.Range(0, 200_000).Select(i => i == 123_457 ? 50.0 : Math.Sin(i * 0.01)).ToArray();

        var figure = Chart.Lines([new("loss", values) { Best = Best.Highest }], xLabel: "step");

        figure.ToSvg().Length.ShouldBeLessThan(30_000);
        figure.Title.ShouldBe("Loss: highest 50 at step 123,458");
        var thinned = new Series("loss", [double.NaN, 2, 9, 1, double.NaN, double.NaN, 4, 4]).Thinned(4);
        thinned.XValues.ShouldBe([1, 3, 4, 7, 8]);
        thinned.Y.ShouldBe([double.NaN, 9, 1, 4, 4]);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Throws(() => Chart.Lines([]), "the list of series is empty");
        Throws(() => Chart.Lines([new("loss", [1, 2]) { X = [1, 2, 3] }]), "'loss' has 2 values but 3 x values");
        Throws(() => Chart.Lines([new("loss", [1]) { Low = [1] }]), "only one edge of a band");
        Throws(() => Chart.Bars(["a", "b"], [1.0]), "1 values in 'count' for 2 names");
        Throws(() => Chart.Histogram([float.NaN]), "none of 1 value is finite");
        Throws(() => Chart.ImageGrid([]), "the list of images is empty");
        Throws(() => Chart.ImageGrid([new float[28, 28], new float[14, 14]]), "the first is 28x28, number 1 is 14x14");
        Throws(() => Chart.ImageGrid([new float[0, 28]]), "an image of 0x28 pixels");
        Throws(() => Chart.ImageGrid([new float[2, 2]], labels: [1, 2]), "2 labels for 1 images");
        Throws(() => Chart.ImageGrid([new float[2, 2]], predictions: [1]), "give the labels too");
        Throws(() => Chart.Heatmap(new double[0, 3]), "the matrix is 0x3");
        Throws(() => Chart.ConfusionMatrix(new int[2, 3]), "this one is 2x3");
        Throws(
            () =>
                Chart.ConfusionMatrix(
                    new int[1, 1]
                    {
                        { -1 },
                    }
                ),
            "a negative one"
        );
        Throws(() => Chart.Kernels(new float[6, 0, 5, 5]), "the list of kernels is empty");
        Throws(() => Chart.FeatureMaps([new("conv1", [])]), "layer 'conv1' is empty");
        Throws(() => Chart.ActivationHistograms([new("conv1", [float.NaN])]), "layer 'conv1' has no finite value");
        Throws(() => Chart.Scatter([1, 2], [1]), "1 y values for 2 x values");
        Throws(() => Chart.SmallMultiples([]), "the list of panels is empty");
        Throws(() => Chart.Architecture([new("C1", 0, 28, 28)]), "'C1' has no extent: 0@28x28");
        Throws(
            () => Chart.FilterSliding(new float[4, 4], new float[5, 5]),
            "A kernel of 5x5 does not fit an image of 4x4"
        );
        Throws(() => Chart.FilterSliding(new float[4, 4], new float[3, 3], stride: 0), "A stride is at least 1");
        Throws(() => Chart.PixelExplained(new float[6, 6], new float[3, 3], 0, 4, 0), "is 4x4: it has no pixel (4, 0)");

        static void Throws(Action draw, string message) =>
            Should.Throw<ArgumentException>(draw).Message.ShouldContain(message);
    }
}
