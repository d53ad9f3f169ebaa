using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

/// <summary>The output of one layer for one image.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Maps">One [rows, columns] per channel; a vector of n values is one map of 1×n.</param>
public sealed record LayerMaps(string Name, IReadOnlyList<float[,]> Maps);

public static partial class Chart
{
    /// <summary>
    /// An image passing through a network: the feature maps of every layer, in proportion. Blue is positive, orange negative, white
    /// zero, on a scale per layer; a lone first map, the image, is drawn as ink. The largest of at most 20 outputs is framed.
    /// </summary>
    /// <param name="layers">The layers from the input to the output.</param>
    /// <param name="title">The heading; by default the sequence of shapes.</param>
    /// <exception cref="ArgumentException">No layer, a layer without maps, or maps of different sizes in one layer.</exception>
    public static Figure FeatureMaps(IReadOnlyList<LayerMaps> layers, string? title = null)
    {
        NotEmpty(layers, "the list of layers");
        foreach (var layer in layers)
            NotEmpty(layer.Maps, $"layer '{layer.Name}'");
        var shapes = layers.Select(ShapeOf).ToArray();
        var svg = new Svg(
            title ?? $"From {shapes[0]} to {shapes[^1]} in {Count(layers.Count - 1, "layer")}",
            string.Join("; ", layers.Zip(shapes, (layer, shape) => $"{layer.Name}: {shape}, {RangeText(layer)}")) + "."
        );
        var widest = layers.Max(layer =>
            layer.Maps[0].GetLength(1) is var width && layer.Maps[0].GetLength(0) > 1 ? width : 1
        );
        for (var i = 0; i < layers.Count; i++)
        {
            var maps = layers[i].Maps;
            var (rows, columns) = Tiles.SizeOf(maps);
            var scale = i == 0 && maps.Count == 1 && rows > 1 ? ColorScale.Ink : ColorScale.Diverging;
            var range = scale == ColorScale.Ink ? Tiles.RangeOf(maps) : Tiles.SignedRangeOf(maps);
            var heading = $"{layers[i].Name}  {shapes[i]}";
            svg.Text(0, svg.Height += Svg.TextSize, heading, weight: 600);
            svg.Text(svg.Width, svg.Height, RangeText(layers[i]), Svg.SmallSize, "end", opacity: 0.8);
            svg.Height += 7;
            // In proportion to the largest layer, but never too small to see.
            var largest = Math.Clamp(75.0 * columns / widest, 24, 75);
            if (rows == 1 && maps.Count == 1)
                DrawVector(svg, maps[0], range);
            else
                _ = new Tiles(svg, maps, scale, range, (int)((svg.Width + 4) / (largest * 1.1)), largest);
            svg.Height += 12;
        }
        return new("feature maps", svg);
    }

    private static void DrawVector(Svg svg, float[,] vector, (double Low, double High) range)
    {
        const double height = 18;
        var n = vector.GetLength(1);
        var cell = Math.Min(svg.Width / n, 52);
        var indices = new byte[1, n];
        for (var i = 0; i < n; i++)
            indices[0, i] = float.IsNaN(vector[0, i])
                ? IndexedImage.Transparent
                : ColorScale.Index(vector[0, i], range.Low, range.High);
        svg.Image(0, svg.Height, n * cell, height, indices, ColorScale.Diverging);
        svg.Rect(0, svg.Height, n * cell, height, null, "currentColor", 0.4);
        if (n <= 20)
        {
            var best = Enumerable.Range(0, n).MaxBy(i => vector[0, i]);
            svg.Rect(best * cell, svg.Height, cell, height, null, "currentColor", 2.5);
            for (var i = 0; i < n; i++)
                svg.Text(
                    (i + 0.5) * cell,
                    svg.Height + height + 14,
                    Numbers.Short(i),
                    Svg.SmallSize,
                    "middle",
                    weight: i == best ? 700 : null
                );
            svg.Height += 16;
        }
        svg.Height += height;
    }

    private static string ShapeOf(LayerMaps layer)
    {
        var (rows, columns) = (layer.Maps[0].GetLength(0), layer.Maps[0].GetLength(1));
        return rows == 1 && layer.Maps.Count == 1 ? Numbers.Short(columns) : $"{layer.Maps.Count}@{rows}×{columns}";
    }

    private static string RangeText(LayerMaps layer)
    {
        var (low, high) = Tiles.RangeOf(layer.Maps);
        return $"{Numbers.Short(low, 2)} to {Numbers.Short(high, 2)}";
    }
}
