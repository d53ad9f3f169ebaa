using DigitLab.Charts;
using DigitLab.Charts.Drawing;

namespace DigitLab.Models;

/// <summary>
/// The perceptron as its neurons and connections, with seven numbered places for the names of its quantities, in the order
/// in which an image meets them: 1 the inputs, 2 and 3 the weights and biases of the hidden layer, 4 its outputs, 5 and 6
/// the weights and biases of the output layer, 7 the outputs.
/// </summary>
public static class PerceptronDrawing
{
    private const double Top = 96;
    private static readonly double[] Columns = [60, 260, 460];
    private static readonly double[] Rows = [Top, Top + 42, Top + 112];

    /// <summary>The drawing, with the names that are known; a place without one shows its number alone.</summary>
    /// <param name="neurons">Of the input, the hidden and the output layer; null where the number is not known.</param>
    /// <param name="names">By the number of the place, 1 to 7.</param>
    /// <param name="title">A sentence that says what is seen.</param>
    public static Figure Draw(IReadOnlyList<int?> neurons, IReadOnlyDictionary<int, string?> names, string title)
    {
        string Name(int place) => names.GetValueOrDefault(place) is { } name && name.Trim() != "" ? name.Trim() : "?";
        var svg = new Svg(title, string.Join(", ", Enumerable.Range(1, 7).Select(place => $"{place}: {Name(place)}")));
        var top = svg.Height;
        foreach (var layer in new[] { 0, 1 })
        foreach (var from in Rows)
        foreach (var to in Rows)
            svg.Path(
                Svg.Of($"M{Columns[layer] + 12} {top + from}L{Columns[layer + 1] - 12} {top + to}"),
                opacity: 0.35
            );
        for (var layer = 0; layer < 3; layer++)
        {
            foreach (var row in Rows)
                svg.Circle(Columns[layer], top + row, 12, "#d6e9f6", Palette.Blue, 1.5);
            foreach (var dot in new[] { 66, 77, 88 })
                svg.Circle(Columns[layer], top + Top + dot, 1.5, Palette.Grey);
            var count = neurons[layer] is { } number ? Svg.Of($"{number}") : "?";
            svg.Text(Columns[layer], top + Top + 146, $"{count} neurons", Svg.SmallSize, "middle");
        }
        Place(1, Columns[0], 20);
        Place(2, (Columns[0] + Columns[1]) / 2, 62);
        Place(3, Columns[1] - 44, 20, neuron: Columns[1] - 6);
        Place(4, Columns[1] + 44, 20, neuron: Columns[1] + 6);
        Place(5, (Columns[1] + Columns[2]) / 2, 62);
        Place(6, Columns[2] - 44, 20, neuron: Columns[2] - 6);
        Place(7, Columns[2] + 40, 20, neuron: Columns[2] + 6);
        svg.Height = top + Top + 160;
        return new("perceptron", svg);

        void Place(int number, double x, double y, double? neuron = null)
        {
            if (neuron is { } at)
            {
                // What goes into a neuron has its name to the left, what leaves it to the right.
                var (name, edge) = ((x, top + y + 8), (at, top + Top - 14));
                if (at > x)
                    Arrow(svg, name, edge, Palette.Focus);
                else
                    Arrow(svg, edge, name, Palette.Blue);
            }
            svg.Text(x, top + y, $"{number}: {Name(number)}", anchor: "middle", weight: 600);
        }
    }

    private static void Arrow(Svg svg, (double X, double Y) from, (double X, double Y) to, string colour)
    {
        const double length = 9;
        const double halfWidth = 4;
        var distance = double.Hypot(to.X - from.X, to.Y - from.Y);
        var (dx, dy) = ((to.X - from.X) / distance, (to.Y - from.Y) / distance);
        var (x, y) = (to.X - length * dx, to.Y - length * dy);
        svg.Path(Svg.Of($"M{from.X} {from.Y}L{x} {y}"), colour, opacity: 0.9);
        svg.Area(
            Svg.Of(
                $"M{to.X} {to.Y}L{x - halfWidth * dy} {y + halfWidth * dx}L{x + halfWidth * dy} {y - halfWidth * dx}Z"
            ),
            colour,
            opacity: 0.9
        );
    }
}
