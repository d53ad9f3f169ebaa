using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DigitLab.Charts.Drawing;

/// <summary>The pieces of Plotly's schema that the charts share. Its colours stand on white and on black alike.</summary>
internal static class Plotly
{
    private const string Ink = "#808080";
    private const string Grid = "rgba(128,128,128,0.25)";

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

    public static JsonObject Layout(string title, JsonObject? x = null, JsonObject? y = null, double height = 400)
    {
        var layout = new JsonObject
        {
            ["title"] = new JsonObject
            {
                ["text"] = Wrapped(title, 560),
                ["font"] = new JsonObject { ["size"] = 16 },
                ["x"] = 0.02,
            },
            ["font"] = new JsonObject
            {
                ["family"] = "system-ui, sans-serif",
                ["size"] = 14,
                ["color"] = Ink,
            },
            ["paper_bgcolor"] = "rgba(0,0,0,0)",
            ["plot_bgcolor"] = "rgba(0,0,0,0)",
            ["height"] = Math.Round(height),
            ["margin"] = new JsonObject
            {
                ["t"] = 70,
                ["r"] = 20,
                ["b"] = 50,
                ["l"] = 60,
            },
            ["legend"] = new JsonObject
            {
                ["orientation"] = "h",
                ["y"] = 1.02,
                ["yanchor"] = "bottom",
                ["traceorder"] = "normal", // Plotly turns the order round where there are filled bands
            },
        };
        if (x is not null)
            layout["xaxis"] = x;
        if (y is not null)
            layout["yaxis"] = y;
        return layout;
    }

    public static JsonObject AxisOf(Axis axis) => AxisOf(axis.Label, axis.IsLog);

    public static JsonObject AxisOf(string label, bool log = false)
    {
        var plain = new JsonObject
        {
            ["title"] = new JsonObject { ["text"] = Wrapped(label, 240) },
            ["gridcolor"] = Grid,
            ["zeroline"] = false,
            ["automargin"] = true,
        };
        if (log)
            plain["type"] = "log";
        return plain;
    }

    /// <summary>A layout without visible axes for a picture, one unit a pixel, rows counted from the top.</summary>
    public static JsonObject PictureLayout(string title, int rows, int columns)
    {
        var layout = Layout(
            title,
            new JsonObject { ["visible"] = false },
            new JsonObject
            {
                ["visible"] = false,
                ["autorange"] = "reversed",
                ["scaleanchor"] = "x",
            },
            90 + Math.Min(600, 600.0 * rows / columns)
        );
        layout["margin"] = new JsonObject
        {
            ["t"] = 70,
            ["r"] = 10,
            ["b"] = 10,
            ["l"] = 10,
        };
        return layout;
    }

    /// <summary>A picture, one unit of the axes a pixel.</summary>
    public static JsonObject Image(byte[,] indices, ColorScale scale) =>
        new()
        {
            ["type"] = "image",
            ["source"] = Png.DataUri(indices, scale),
            ["hoverinfo"] = "skip",
        };

    /// <summary>Text at a place of the axes.</summary>
    public static JsonObject Annotation(
        double x,
        double y,
        string text,
        string? color = null,
        double size = 12,
        string anchor = "middle"
    )
    {
        var font = new JsonObject { ["size"] = size };
        if (color is not null)
            font["color"] = color;
        return new()
        {
            ["x"] = x,
            ["y"] = y,
            ["text"] = Plain(text),
            ["showarrow"] = false,
            ["font"] = font,
            ["yanchor"] = anchor,
        };
    }

    /// <summary>Plotly reads a few tags in texts: what looks like one is meant as text.</summary>
    public static string Plain(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");

    private static string Wrapped(string text, double width) =>
        string.Join("<br>", Svg.Wrap(text, width).Select(Plain));
}
