namespace DigitLab.Charts.Tests;

/// <summary>One figure of every kind, made of numbers that need no data set and are the same everywhere.</summary>
internal static class Samples
{
    /// <summary>The strokes of a 7, a 4, a 9, a 1 and a 0 in a unit square.</summary>
    private static readonly (double X, double Y)[][] Strokes =
    [
        [(0.25, 0.22), (0.75, 0.22), (0.45, 0.8)],
        [(0.6, 0.82), (0.6, 0.2), (0.22, 0.6), (0.8, 0.6)],
        [(0.68, 0.45), (0.45, 0.52), (0.32, 0.38), (0.45, 0.22), (0.66, 0.28), (0.68, 0.45), (0.58, 0.82)],
        [(0.4, 0.3), (0.52, 0.2), (0.5, 0.82)],
        [(0.5, 0.2), (0.3, 0.35), (0.3, 0.65), (0.5, 0.8), (0.7, 0.65), (0.7, 0.35), (0.5, 0.2)],
    ];

    public static int[] Classes { get; } = [7, 4, 9, 1, 0];

    public static float[,] Digit(int which, int size = 28)
    {
        var image = new float[size, size];
        for (var row = 0; row < size; row++)
        for (var column = 0; column < size; column++)
        {
            var near = Enumerable
                .Range(0, Strokes[which].Length - 1)
                .Min(i =>
                    Distance((column + 0.5) / size, (row + 0.5) / size, Strokes[which][i], Strokes[which][i + 1])
                );
            image[row, column] = (float)Math.Clamp(1.6 - near * 24, 0, 1);
        }
        return image;
    }

    public static float[,] Kernel(int which, int size = 5)
    {
        var kernel = new float[size, size];
        for (var row = 0; row < size; row++)
        for (var column = 0; column < size; column++)
            kernel[row, column] = (float)Math.Sin(1.3 * which + (which % 3) * row + (which % 2 + 0.4) * column);
        return kernel;
    }

    public static double[] Falling(double from, double rate, int count) =>
        [.. Enumerable.Range(0, count).Select(i => from * Math.Exp(-rate * i) + 0.004 * Math.Sin(3 * i) + 0.02)];

    public static IReadOnlyDictionary<string, Func<Figure>> All { get; } =
        new Dictionary<string, Func<Figure>>
        {
            ["image-grid"] = () =>
                Chart.ImageGrid(
                    [.. Enumerable.Range(0, 16).Select(i => Digit(i % 5))],
                    [.. Enumerable.Range(0, 16).Select(i => Classes[i % 5])],
                    columns: 8
                ),
            ["image-grid-predictions"] = () =>
                Chart.ImageGrid(
                    [.. Enumerable.Range(0, 10).Select(i => Digit(i % 5))],
                    [.. Enumerable.Range(0, 10).Select(i => Classes[i % 5])],
                    [
                        .. Enumerable
                            .Range(0, 10)
                            .Select(i =>
                                i == 6 ? 9
                                : i == 7 ? 4
                                : Classes[i % 5]
                            ),
                    ]
                ),
            ["lines"] = () =>
                Chart.Lines(
                    [
                        new("training", Falling(0.9, 0.5, 12)),
                        new("validation", [.. Falling(0.8, 0.55, 12).Select((y, i) => y + 0.003 * i)])
                        {
                            Best = Best.Lowest,
                        },
                    ],
                    yLabel: "loss (cross-entropy)"
                ),
            ["lines-band-log"] = () =>
                Chart.Lines(
                    [
                        .. new[] { 0.3, 0.6, 0.9 }.Select(rate =>
                            Series.Mean(
                                $"learning rate {rate}",
                                [Falling(1, rate, 15), Falling(1.3, rate, 15), Falling(0.8, rate * 0.9, 15)]
                            )
                        ),
                    ],
                    title: "The largest learning rate is the fastest, and no less steady",
                    yLabel: "loss (cross-entropy), mean of 3 seeds ± standard deviation",
                    logY: true
                ),
            ["bars"] = () =>
                Chart.Bars(
                    [.. Enumerable.Range(0, 10).Select(i => $"{i}")],
                    [
                        Series.Of("train", [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]),
                        Series.Of("test", [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
                    ],
                    xLabel: "digit",
                    yLabel: "images"
                ),
            ["bars-whiskers"] = () =>
                Chart.Bars(
                    ["perceptron", "LeNet-5 (tanh)", "LeNet-5 (ReLU)"],
                    [new("error", [5.54, 1.36, 1.16]) { Low = [5.23, 1.28, 0.98], High = [5.85, 1.45, 1.32] }],
                    title: "LeNet-5 makes a quarter of the perceptron's mistakes",
                    yLabel: "test error (%), mean and range of 3 seeds"
                ),
            ["lines-band-percent"] = () => Chart.Lines([Accuracies()], xLabel: "epoch", yLabel: "accuracy (%)"),
            ["bars-percent"] = () =>
                Chart.Bars(["1", "2", "3", "4", "5", "6"], [Accuracies()], xLabel: "epoch", yLabel: "accuracy (%)"),
            ["bars-horizontal"] = () =>
                Chart.Bars(
                    [
                        "practical 3",
                        "optimizer: momentum",
                        "optimizer: RMSProp",
                        "rate: 0.001",
                        "rate: 0.01",
                        "dropout: 0%",
                        "dropout: 50%",
                        "structure: half the maps",
                        "structure: 256 neurons",
                        "structure: one convolution",
                    ],
                    [
                        new("errors", [3.74, 2.15, 3.58, 1.72, 4.43, 3.86, 4.01, 5.06, 5.29, 5.73])
                        {
                            Low = [3.5, 2, 3.57, 1.6, 3.5, 3.7, 3.75, 4.95, 5.1, 5.1],
                            High = [4, 2.2, 3.6, 1.8, 5.3, 4, 4.3, 5.15, 5.5, 6.4],
                        },
                    ],
                    title: "Validation errors by what was changed",
                    xLabel: "changed",
                    yLabel: "validation errors (%)"
                ),
            ["histogram"] = () =>
                Chart.Histogram([.. Digit(2).Cast<float>(), .. Digit(4).Cast<float>()], xLabel: "pixel value"),
            ["heatmap"] = () =>
            {
                var values = new double[6, 8];
                for (var row = 0; row < 6; row++)
                for (var column = 0; column < 8; column++)
                    values[row, column] = Math.Sin(row * 0.9) * Math.Cos(column * 0.7) + 0.1;
                return Chart.Heatmap(values, xLabel: "column", yLabel: "row");
            },
            ["confusion-matrix"] = () => Chart.ConfusionMatrix(Confusions()),
            ["confusion-matrix-rates"] = () => Chart.ConfusionMatrix(Confusions(), rates: true, hideDiagonal: true),
            ["kernels"] = () =>
                Chart.Kernels(
                    [.. Enumerable.Range(0, 6).Select(i => Kernel(i))],
                    captions: [.. Enumerable.Range(0, 6).Select(i => $"kernel {i}")]
                ),
            ["kernels-by-channel"] = () =>
            {
                var weights = new float[16, 6, 5, 5];
                for (var i = 0; i < weights.Length; i++)
                    weights[i / 150, i / 25 % 6, i / 5 % 5, i % 5] = Kernel(i / 25)[i / 5 % 5, i % 5];
                return Chart.Kernels(weights);
            },
            ["feature-maps"] = () =>
                Chart.FeatureMaps([
                    new("input", [Digit(1)]),
                    new("conv1", [.. Enumerable.Range(0, 6).Select(i => Filtered(Digit(1), i))]),
                    new("pool1", [.. Enumerable.Range(0, 6).Select(i => Filtered(Digit(1, 14), i))]),
                    new("conv2", [.. Enumerable.Range(0, 16).Select(i => Filtered(Digit(1, 10), i))]),
                    new("pool2", [.. Enumerable.Range(0, 16).Select(i => Filtered(Digit(1, 5), i))]),
                    new("fc1", [Vector(120)]),
                    new("output", [Vector(10)]),
                ]),
            ["activation-histograms"] = () =>
                Chart.ActivationHistograms([
                    new(
                        "conv1",
                        [.. Enumerable.Range(0, 3000).Select(i => (float)(1.2 * Math.Sin(i) * Math.Cos(0.7 * i)))]
                    ),
                    new(
                        "relu1",
                        [
                            .. Enumerable
                                .Range(0, 3000)
                                .Select(i => (float)Math.Max(0, 1.2 * Math.Sin(i) * Math.Cos(0.7 * i))),
                        ]
                    ),
                    new("fc1", [.. Enumerable.Range(0, 500).Select(i => (float)(0.4 * Math.Sin(i)))]),
                ]),
            ["scatter"] = () =>
                Chart.Scatter(
                    [.. Enumerable.Range(0, 300).Select(i => Math.Cos(i % 10 * 0.63) * 3 + Math.Sin(i * 1.7) * 0.8)],
                    [.. Enumerable.Range(0, 300).Select(i => Math.Sin(i % 10 * 0.63) * 3 + Math.Cos(i * 2.9) * 0.8)],
                    [.. Enumerable.Range(0, 300).Select(i => i % 10)],
                    xLabel: "first principal component",
                    yLabel: "second"
                ),
            ["scatter-plain"] = () =>
                Chart.Scatter(
                    [9682, 11907, 39206, 61706, 112166, 207178, 449482],
                    [98.75, 98.4, 98.5, 98.9, 98.6, 98.8, 98.9],
                    title: "Beyond 60,000 parameters more of them do not help",
                    xLabel: "parameters",
                    yLabel: "test accuracy (%)",
                    logX: true
                ),
            ["small-multiples"] = () =>
                Chart.SmallMultiples(
                    [
                        .. new[] { 0.1, 0.2, 0.4, 0.6, 0.8, 1.2 }.Select(rate => new Panel(
                            $"learning rate {rate}",
                            [
                                new("training", Falling(1, rate, 10)),
                                new("validation", [.. Falling(0.9, rate, 10).Select((y, i) => y + 0.02 * rate * i)])
                                {
                                    Best = Best.Lowest,
                                },
                            ]
                        )),
                    ],
                    yLabel: "loss (cross-entropy)"
                ),
            ["architecture"] = () =>
                Chart.Architecture(
                    [
                        new("input", 1, 32, 32),
                        new("C1", 6, 28, 28) { Operation = "conv 5×5", Window = 5 },
                        new("S2", 6, 14, 14) { Operation = "pool 2×2", Window = 2 },
                        new("C3", 16, 10, 10) { Operation = "conv 5×5", Window = 5 },
                        new("S4", 16, 5, 5) { Operation = "pool 2×2", Window = 2 },
                        new("C5", 120) { Operation = "linear" },
                        new("F6", 84) { Operation = "linear" },
                        new("output", 10) { Operation = "linear" },
                    ],
                    title: "LeNet-5: from 32×32 pixels to 10 classes"
                ),
            ["pixel-explained"] = () => Chart.PixelExplained(Digit(0), Kernel(2), 0.1f, row: 5, column: 14),
            ["pixel-explained-padding"] = () =>
                Chart.PixelExplained(Digit(0, 8), Kernel(1, 3), -0.25f, row: 0, column: 5, padding: 1),
            ["filter-sliding"] = () => Chart.FilterSliding(Digit(2), Kernel(1)),
            ["filter-sliding-strided"] = () => Chart.FilterSliding(Digit(4, 7), Kernel(4, 3), stride: 2, padding: 1),
        };

    /// <summary>Means of two runs whose spread goes beyond 100.</summary>
    public static Series Accuracies() =>
        Series.Mean(
            "validation",
            [
                [62, 85, 97, 96, 98.5, 99],
                [88, 98, 94, 99.5, 99.9, 99.8],
            ]
        );

    public static int[,] Confusions()
    {
        int[] right = [975, 1130, 1020, 1000, 970, 880, 945, 1012, 960, 993];
        var counts = new int[10, 10];
        for (var i = 0; i < 10; i++)
        for (var j = 0; j < 10; j++)
            counts[i, j] =
                i == j ? right[i]
                : (i * 7 + j * 3) % 5 == 0 ? (i + j) % 4
                : 0;
        counts[4, 9] = 9;
        counts[7, 2] = 6;
        return counts;
    }

    private static float[,] Filtered(float[,] image, int which)
    {
        var (size, filtered) = (image.GetLength(0), new float[image.GetLength(0), image.GetLength(0)]);
        for (var row = 0; row < size; row++)
        for (var column = 0; column < size; column++)
            filtered[row, column] =
                image[row, column]
                - image[(row + (which + 1) % 3) % size, (column + which % 4 / 2) % size]
                + 0.1f * (which % 2);
        return filtered;
    }

    private static float[,] Vector(int length)
    {
        var vector = new float[1, length];
        for (var i = 0; i < length; i++)
            vector[0, i] = (float)Math.Sin(i * i);
        return vector;
    }

    private static double Distance(double x, double y, (double X, double Y) a, (double X, double Y) b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var t = Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / (dx * dx + dy * dy), 0, 1);
        return Math.Sqrt(Math.Pow(x - a.X - t * dx, 2) + Math.Pow(y - a.Y - t * dy, 2));
    }
}
