using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DigitLab.Charts.Tests;

/// <summary>The part of Plotly's schema that the charts use: which attributes a trace of each type and a layout may have.</summary>
internal static partial class PlotlySchema
{
    private static readonly string[] Common =
    [
        "type",
        "name",
        "x",
        "y",
        "xaxis",
        "yaxis",
        "hoverinfo",
        "hovertemplate",
        "customdata",
        "showlegend",
        "text",
        "textfont",
        "textposition",
        "cliponaxis",
    ];

    private static readonly Dictionary<string, string[]> Traces = new()
    {
        ["scatter"] = [.. Common, "mode", "line", "marker", "fill", "fillcolor", "opacity"],
        ["bar"] = [.. Common, "marker", "width", "error_y", "opacity"],
        ["heatmap"] =
        [
            .. Common,
            "z",
            "zmin",
            "zmax",
            "colorscale",
            "showscale",
            "texttemplate",
            "hoverongaps",
            "xgap",
            "ygap",
            "colorbar",
        ],
        ["image"] = ["type", "source", "xaxis", "yaxis", "hoverinfo", "x0", "y0", "dx", "dy"],
    };

    private static readonly string[] Layout =
    [
        "title",
        "font",
        "paper_bgcolor",
        "plot_bgcolor",
        "height",
        "margin",
        "legend",
        "barmode",
        "bargap",
        "annotations",
        "images",
        "shapes",
        "showlegend",
        "grid",
    ];

    public static IEnumerable<string> Problems(JsonNode figure)
    {
        if (
            figure is not JsonObject { Count: 2 } root
            || root["data"] is not JsonArray data
            || root["layout"] is not JsonObject layout
        )
            return ["not {\"data\": […], \"layout\": {…}}"];
        return [.. data.SelectMany((trace, i) => OfTrace(trace!.AsObject(), i, layout)), .. OfLayout(layout)];
    }

    private static IEnumerable<string> OfTrace(JsonObject trace, int index, JsonObject layout)
    {
        var type = (string)trace["type"]!;
        if (!Traces.TryGetValue(type, out var allowed))
            yield return $"trace {index}: no type '{type}'";
        foreach (var (key, _) in trace.Where(pair => !(allowed ?? []).Contains(pair.Key)))
            yield return $"trace {index} ({type}): no attribute '{key}'";
        if (
            type != "image"
            && trace["x"] is JsonArray x
            && trace["y"] is JsonArray y
            && type != "heatmap"
            && x.Count != y.Count
        )
            yield return $"trace {index}: {x.Count} x for {y.Count} y";
        if (
            trace["z"] is JsonArray rows
            && (
                rows.Count != trace["y"]!.AsArray().Count
                || rows.Any(row => row!.AsArray().Count != trace["x"]!.AsArray().Count)
            )
        )
            yield return $"trace {index}: z does not fit its x and y";
        foreach (var (axis, name) in new[] { ("xaxis", "x"), ("yaxis", "y") })
            if (trace[axis] is { } reference && layout[axis + ((string)reference!)[1..]] is null)
                yield return $"trace {index}: {axis} '{reference}' is not in the layout ({name})";
    }

    private static IEnumerable<string> OfLayout(JsonObject layout) =>
        layout
            .Where(pair => !Layout.Contains(pair.Key) && !AxisName().IsMatch(pair.Key))
            .Select(pair => $"layout: no attribute '{pair.Key}'");

    [GeneratedRegex(@"^[xy]axis\d*$")]
    private static partial Regex AxisName();
}
