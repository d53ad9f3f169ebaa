using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DigitLab.Charts.Drawing;

/// <summary>The pieces of Plotly's schema that the charts share. Its colours stand on white and on black alike.</summary>
internal static class Plotly
{
    /// <summary>Letters of any script as they are; the text is JSON, not a part of a page.</summary>
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonArray Numbers(IEnumerable<double> values) =>
        new([
            .. values.Select(value => Drawing.Numbers.ForJson(value) is { } number ? JsonValue.Create(number) : null),
        ]);

    public static JsonArray Texts(IEnumerable<string> values) =>
        new([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);

    /// <summary>[rows, columns] as an array of rows.</summary>
    public static JsonArray Matrix(double[,] values) =>
        Table(values.GetLength(0), values.GetLength(1), (row, column) => Drawing.Numbers.ForJson(values[row, column]));

    /// <summary>An array of rows.</summary>
    public static JsonArray Table<T>(int rows, int columns, Func<int, int, T> cell) =>
        new([
            .. Enumerable
                .Range(0, rows)
                .Select(row => new JsonArray([
                    .. Enumerable.Range(0, columns).Select(column => (JsonNode?)JsonValue.Create(cell(row, column))),
                ])),
        ]);

    /// <summary>A piece of the schema, as JSON.</summary>
    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public static JsonObject Layout(string title, JsonObject? x = null, JsonObject? y = null, double height = 400)
    {
        // The legend's order: Plotly turns it round where there are filled bands. It stands under the title, which Plotly
        // neither breaks into lines nor makes room for.
        string[] lines = [.. Svg.Wrap(title, 395, Svg.TitleSize)];
        var layout = Parse(
            """
            {
              "title": { "font": { "size": 16 }, "x": 0.02, "y": 1, "yanchor": "top", "yref": "container", "pad": { "t": 12 } },
              "font": { "family": "system-ui, sans-serif", "size": 14, "color": "#808080" },
              "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
              "margin": { "r": 20, "b": 50, "l": 60 },
              "legend": { "orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal" }
            }
            """
        );
        layout["title"]!["text"] = string.Join("<br>", lines.Select(Plain));
        layout["margin"]!["t"] = 46 + 21 * lines.Length;
        layout["height"] = Math.Round(height) + 21 * (lines.Length - 1);
        foreach (var (name, axis) in new[] { ("xaxis", x), ("yaxis", y) })
            if (axis is not null)
                layout[name] = axis;
        return layout;
    }

    public static JsonObject AxisOf(Axis axis)
    {
        var result = Parse(
            """{ "gridcolor": "rgba(128,128,128,0.25)", "zeroline": false, "automargin": true, "separatethousands": true }"""
        );
        (result["title"], result["type"]) = (TitleOf(axis.Label), axis.IsLog ? "log" : "linear");
        if (axis.IsLog && axis.High / axis.Low < 1e4)
            result["dtick"] = "D2"; // 1, 2 and 5: Plotly's own choice writes all nine digits
        return result;
    }

    /// <summary>An axis of names; "0" … "9" are names too.</summary>
    public static JsonObject NamesAxis(string label)
    {
        var axis = Parse("""{ "type": "category", "showgrid": false, "automargin": true }""");
        axis["title"] = TitleOf(label);
        return axis;
    }

    private static JsonObject TitleOf(string label) => new() { ["text"] = Wrapped(label, 240) };

    /// <summary>Points and how they are drawn.</summary>
    public static JsonObject Scatter(
        string name,
        IEnumerable<double> x,
        IEnumerable<double> y,
        string mode,
        bool legend = true
    ) =>
        new()
        {
            ["type"] = "scatter",
            ["name"] = name,
            ["x"] = Numbers(x),
            ["y"] = Numbers(y),
            ["mode"] = mode,
            ["showlegend"] = legend,
        };

    /// <summary>A drawing as it is, to be zoomed into: what is a picture has no numbers to point at.</summary>
    public static (JsonArray Data, JsonObject Layout) PictureOf(string svg, double width, double height)
    {
        var layout = Parse(
            """
            {
              "xaxis": { "visible": false, "constrain": "domain" },
              "yaxis": { "visible": false, "constrain": "domain", "scaleanchor": "x" },
              "images": [{ "xref": "x", "yref": "y", "x": 0, "y": 0, "sizing": "stretch", "layer": "below" }],
              "margin": { "t": 5, "r": 5, "b": 5, "l": 5 },
              "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)"
            }
            """
        );
        (layout["xaxis"]!["range"], layout["yaxis"]!["range"]) = (Numbers([0, width]), Numbers([height, 0]));
        var (image, bytes) = (layout["images"]![0]!, Encoding.UTF8.GetBytes(svg));
        (image["sizex"], image["sizey"], layout["height"]) = (width, height, Math.Round(height * Svg.Zoom));
        image["source"] = "data:image/svg+xml;base64," + Convert.ToBase64String(bytes);
        return ([Parse("""{ "type": "scatter", "x": [0], "y": [0], "opacity": 0, "hoverinfo": "skip" }""")], layout);
    }

    /// <summary>Text over a part of the figure; places are shares of its width and height.</summary>
    public static JsonObject Heading(double x, double y, string text)
    {
        var heading = Parse(
            """{ "xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "bottom", "showarrow": false, "font": { "size": 13 } }"""
        );
        (heading["x"], heading["y"], heading["text"]) = (x, y, Wrapped(text, 240));
        return heading;
    }

    /// <summary>Plotly reads a few tags in texts: what looks like one is meant as text.</summary>
    private static string Plain(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");

    private static string Wrapped(string text, double width) =>
        string.Join("<br>", Svg.Wrap(text, width).Select(Plain));
}
