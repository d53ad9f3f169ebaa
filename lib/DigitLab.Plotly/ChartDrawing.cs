using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitLab.Charts;
using Chart = DigitLab.Charts.Chart;

namespace DigitLab.Plotly;

/// <summary>Draws the kinds of traces that the charts of the labs have too.</summary>
internal static partial class ChartDrawing
{
    /// <exception cref="NotSupportedException">There is another kind among them, or several kinds.</exception>
    public static Figure Of(JsonArray data, JsonObject layout)
    {
        JsonObject[] traces = [.. data.OfType<JsonObject>().Where(trace => !IsBand(trace))];
        var kinds = traces.Select(Kind).Distinct().ToArray();
        if (kinds.Length == 0)
            throw new NotSupportedException("The chart has no traces: there is nothing to draw.");
        if (kinds.Length > 1)
            throw new NotSupportedException(
                $"The chart has {string.Join(" and ", kinds)}; a figure has one kind of trace."
            );
        var title = Text(layout["title"]);
        var (x, y) = (AxisLabel(layout, "xaxis"), AxisLabel(layout, "yaxis"));
        var (logX, logY) = (IsLog(layout, "xaxis"), IsLog(layout, "yaxis"));
        return kinds[0] switch
        {
            "lines" => Chart.Lines([.. traces.Select(Line)], title, x, y, logX, logY),
            "points" => Points(traces, title, x, y, logX, logY),
            "bar" => Chart.Bars(
                Texts(traces[0]["x"]),
                [.. traces.Select(trace => new Series(Name(trace), Numbers(trace["y"])))],
                title,
                x,
                y
            ),
            "histogram" => Chart.Histogram(Numbers(traces[0]["x"]), title, x, logY: logY),
            "heatmap" => Heatmap(traces[0], title, x, y),
            var other => throw new NotSupportedException(
                $"A trace of the type '{other}' cannot be drawn as a figure; scatter, bar, histogram and heatmap can."
            ),
        };
    }

    private static string Kind(JsonObject trace)
    {
        var type = String(trace["type"]) ?? "scatter";
        if (type is not ("scatter" or "scattergl"))
            return type;
        // By default Plotly draws lines, and markers only for a few points.
        return String(trace["mode"])?.Contains("lines", StringComparison.Ordinal) ?? true ? "lines" : "points";
    }

    /// <summary>The border of a band around a line, not a series.</summary>
    private static bool IsBand(JsonObject trace) =>
        trace["line"]?["width"] is JsonValue width && width.TryGetValue(out double value) && value == 0;

    private static Series Line(JsonObject trace) =>
        new(Name(trace), Numbers(trace["y"])) { X = trace["x"] is null ? null : Numbers(trace["x"]) };

    private static Figure Points(JsonObject[] traces, string? title, string x, string y, bool logX, bool logY) =>
        Chart.Scatter(
            [.. traces.SelectMany(trace => Numbers(trace["x"]))],
            [.. traces.SelectMany(trace => Numbers(trace["y"]))],
            traces.Length < 2
                ? null
                : [.. traces.SelectMany((trace, index) => Enumerable.Repeat(index, Numbers(trace["x"]).Length))],
            title,
            x,
            y,
            traces.Length < 2 ? null : [.. traces.Select(Name)],
            logX,
            logY
        );

    private static Figure Heatmap(JsonObject trace, string? title, string x, string y)
    {
        double[][] rows = [.. (trace["z"] as JsonArray ?? []).Select(Numbers)];
        var values = new double[rows.Length, rows.Length == 0 ? 0 : rows[0].Length];
        for (var row = 0; row < values.GetLength(0); row++)
        for (var column = 0; column < values.GetLength(1); column++)
            values[row, column] = rows[row][column];
        return Chart.Heatmap(
            values,
            title,
            trace["y"] is null ? null : Texts(trace["y"]),
            trace["x"] is null ? null : Texts(trace["x"]),
            x,
            y
        );
    }

    private static string Name(JsonObject trace) => String(trace["name"]) ?? "";

    private static string AxisLabel(JsonObject layout, string axis) => Text(layout[axis]?["title"]) ?? "";

    private static bool IsLog(JsonObject layout, string axis) => String(layout[axis]?["type"]) == "log";

    /// <summary>A title is a text or an object that has one, with a little HTML.</summary>
    private static string? Text(JsonNode? title) =>
        String(title is JsonObject ? title["text"] : title) is { } text
            ? System.Net.WebUtility.HtmlDecode(Tag().Replace(text, " "))
            : null;

    private static string? String(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static double[] Numbers(JsonNode? array) =>
        [
            .. (array as JsonArray ?? []).Select(value =>
                value?.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : double.NaN
            ),
        ];

    private static string[] Texts(JsonNode? array) =>
        [.. (array as JsonArray ?? []).Select(value => value?.ToString() ?? "")];

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
