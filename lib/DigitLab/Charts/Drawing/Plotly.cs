using System.Text;
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

    /// <summary>A drawing as it is, to be zoomed into: what is a picture has no numbers to point at.</summary>
    public static (JsonArray Data, JsonObject Layout) PictureOf(string svg, double width, double height)
    {
        static JsonObject Hidden(double from, double to) =>
            new()
            {
                ["visible"] = false,
                ["range"] = Numbers([from, to]),
                ["constrain"] = "domain",
            };
        var (x, y) = (Hidden(0, width), Hidden(height, 0));
        (y["scaleanchor"], y["scaleratio"]) = ("x", 1);
        var image = new JsonObject
        {
            ["source"] = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)),
            ["xref"] = "x",
            ["yref"] = "y",
            ["x"] = 0,
            ["y"] = 0,
            ["sizex"] = width,
            ["sizey"] = height,
            ["sizing"] = "stretch",
            ["layer"] = "below",
        };
        var layout = new JsonObject
        {
            ["xaxis"] = x,
            ["yaxis"] = y,
            ["images"] = new JsonArray(image),
            ["height"] = Math.Round(height * Svg.Zoom),
            ["margin"] = new JsonObject
            {
                ["t"] = 5,
                ["r"] = 5,
                ["b"] = 5,
                ["l"] = 5,
            },
            ["paper_bgcolor"] = "rgba(0,0,0,0)",
            ["plot_bgcolor"] = "rgba(0,0,0,0)",
        };
        var nothing = new JsonObject
        {
            ["type"] = "scatter",
            ["x"] = Numbers([0]),
            ["y"] = Numbers([0]),
            ["opacity"] = 0,
            ["hoverinfo"] = "skip",
        };
        return ([nothing], layout);
    }

    /// <summary>Text over a part of the figure; places are shares of its width and height.</summary>
    public static JsonObject Heading(double x, double y, string text) =>
        new()
        {
            ["x"] = x,
            ["y"] = y,
            ["xref"] = "paper",
            ["yref"] = "paper",
            ["text"] = Plain(text),
            ["showarrow"] = false,
            ["font"] = new JsonObject { ["size"] = 13 },
            ["yanchor"] = "bottom",
        };

    /// <summary>Plotly reads a few tags in texts: what looks like one is meant as text.</summary>
    private static string Plain(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");

    private static string Wrapped(string text, double width) =>
        string.Join("<br>", Svg.Wrap(text, width).Select(Plain));
}
