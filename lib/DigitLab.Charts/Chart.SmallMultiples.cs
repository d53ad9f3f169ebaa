using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

/// <summary>One small plot among others.</summary>
/// <param name="Title">Its heading, e.g. "learning rate 0.1".</param>
/// <param name="Series">Its curves.</param>
public sealed record Panel(string Title, IReadOnlyList<Series> Series);

public static partial class Chart
{
    /// <summary>The same curves once per setting, side by side on the same axes. Series of one name have one colour.</summary>
    /// <param name="panels">The plots.</param>
    /// <param name="title">The heading; by default the best point of all series that mark one.</param>
    /// <param name="xLabel">What the horizontal axes count, with the unit.</param>
    /// <param name="yLabel">What the vertical axes measure, with the unit.</param>
    /// <param name="columns">Plots in a row; 0 chooses 2 or 3.</param>
    /// <param name="logX">Logarithmic horizontal axes.</param>
    /// <param name="logY">Logarithmic vertical axes.</param>
    /// <exception cref="ArgumentException">No panel, or lists of different lengths in a series.</exception>
    public static Figure SmallMultiples(
        IReadOnlyList<Panel> panels,
        string? title = null,
        string xLabel = "epoch",
        string yLabel = "",
        int columns = 0,
        bool logX = false,
        bool logY = false
    )
    {
        NotEmpty(panels, "the list of panels");
        columns = Math.Min(
            panels.Count,
            columns > 0 ? columns
                : panels.Count is 1 or 2 or 4 ? 2
                : 3
        );
        string[] names = [.. panels.SelectMany(panel => panel.Series).Select(one => one.Name).Distinct()];
        // Every panel has all names in the same order, so that each name keeps its colour.
        var all = panels
            .Select(panel =>
                names.Select(name => panel.Series.FirstOrDefault(one => one.Name == name) ?? new(name, [])).ToArray()
            )
            .ToArray();
        var drawn = all.Select(series =>
                Series.Possible(series, yLabel).Select(one => one.Checked().Thinned(MostPoints / columns)).ToArray()
            )
            .ToArray();

        var what = yLabel.Length > 0 ? yLabel : string.Join(", ", names);
        Series[] marked =
        [
            .. panels.SelectMany(panel =>
                panel.Series.Select(one => new Series($"{panel.Title}, {one.Name}", one.Y)
                {
                    X = one.X,
                    Best = one.Best,
                })
            ),
        ];
        var svg = new Svg(
            title
                ?? (
                    marked.Any(one => one.BestIndex >= 0)
                        ? FindingOf(marked, xLabel, yLabel)
                        : Capitalized($"{what} over {xLabel} in {Count(panels.Count, "setting")}")
                ),
            string.Join(" ", panels.Select(panel => $"{panel.Title}: {Describe(panel.Series, xLabel)}"))
        );
        if (names.Length > 1)
            Legend.Draw(svg, names, lines: true);
        var x = Axis.Of(
            drawn.SelectMany(panel => panel.SelectMany(one => one.XValues)),
            xLabel,
            logX,
            round: false,
            counts: true,
            steps: columns > 2 ? 3 : 5
        );
        var y = Axis.Of(drawn.SelectMany(panel => panel.SelectMany(ValuesOf)), yLabel, logY, steps: 4);
        string[] headings = [.. panels.Select(panel => panel.Title)];
        Panels.Draw(
            svg,
            headings,
            columns,
            x,
            y,
            columns > 2 ? 150 : 180,
            (i, plot) => DrawLines(svg, plot, all[i], drawn[i])
        );

        var data = new JsonArray();
        for (var i = 0; i < panels.Count; i++)
        {
            var traces = PlotlyLines(all[i], drawn[i], yLabel);
            while (traces.Count > 0)
            {
                var trace = traces[0]!.AsObject();
                traces.RemoveAt(0);
                Panels.Place(trace, i);
                if (i > 0)
                    trace["showlegend"] = false;
                data.Add(trace);
            }
        }
        return new("small multiples", svg, data, Panels.PlotlyLayout(svg.Title, headings, columns, x, y));
    }
}
