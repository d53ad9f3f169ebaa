using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;
using DigitLab.Files;

namespace DigitLab.Charts;

/// <summary>
/// A finished chart: an SVG drawing and, for hovering and zooming, the same chart as Plotly JSON.
/// A notebook shows it by itself as the last line of a cell. It does not change; a newer one takes its place (<see cref="Live"/>).
/// </summary>
[TypeFormatterSource(
    typeof(FigureFormatterSource),
    PreferredMimeTypes = ["text/html", "image/svg+xml", "application/vnd.plotly.v1+json", "text/plain"]
)]
public sealed class Figure
{
    private readonly string svg;
    private readonly string plotly;

    /// <summary>A drawing; without <paramref name="data"/> it is a picture, and Plotly shows the drawing itself.</summary>
    internal Figure(string kind, Svg drawing, JsonArray? data = null, JsonObject? layout = null)
    {
        (Kind, Title, Description) = (kind, drawing.Title, drawing.Description);
        (Width, Height) = (drawing.Width, Math.Ceiling(drawing.Height));
        svg = drawing.ToString();
        if (data is null || layout is null)
            (data, layout) = Plotly.PictureOf(svg, Width, Height);
        // One name needs no legend, and Plotly's own validation stumbles over one without entries.
        if (
            data.Count(trace =>
                trace!["showlegend"]?.GetValue<bool>() ?? trace["type"]?.GetValue<string>() != "heatmap"
            ) < 2
        )
        {
            layout.Remove("legend");
            layout["showlegend"] = false;
        }
        plotly = new JsonObject { ["data"] = data, ["layout"] = layout }.ToJsonString(Plotly.Json);
    }

    private Figure(Figure drawing, string plotly)
    {
        (Kind, Title, Description, Width, Height) = (
            drawing.Kind,
            drawing.Title,
            drawing.Description,
            drawing.Width,
            drawing.Height
        );
        (svg, this.plotly) = (drawing.svg, plotly);
    }

    /// <summary>The same drawing with other data and layout for Plotly.</summary>
    internal Figure WithPlotly(JsonArray data, JsonObject layout) =>
        new(this, new JsonObject { ["data"] = data, ["layout"] = layout }.ToJsonString(Plotly.Json));

    /// <summary>What kind of chart it is, e.g. "lines" or "confusion matrix".</summary>
    public string Kind { get; }

    /// <summary>What the chart shows, as a sentence: the heading inside the drawing.</summary>
    public string Title { get; }

    /// <summary>The chart in words, for readers who cannot see it and for text-only output.</summary>
    public string Description { get; }

    /// <summary>The drawing's width in its own units; it is shown 1.2 times as wide in pixels, or as wide as there is room.</summary>
    public double Width { get; }

    /// <summary>The drawing's height in its own units.</summary>
    public double Height { get; }

    /// <summary>The drawing as an SVG document, UTF-8, without scripts or references to anything outside.</summary>
    public string ToSvg() => svg;

    /// <summary>The chart as <c>{"data": […], "layout": {…}}</c> in Plotly's JSON schema (https://plotly.com/chart-studio-help/json-chart-schema/).</summary>
    public string ToPlotlyJson() => plotly;

    /// <summary>The drawing inside an HTML <c>figure</c>, to be put into a page.</summary>
    public string ToHtml() => $"<figure class=\"digitlab-figure\" style=\"margin:.5em 0\">{svg}</figure>";

    /// <summary>Writes the chart to a file, atomically.</summary>
    /// <param name="path">Ends in .svg (the drawing), .html (a page with the drawing) or .json (Plotly).</param>
    /// <exception cref="ArgumentException">The path ends in something else.</exception>
    public void Save(string path)
    {
        var content = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".svg" => svg,
            ".json" => plotly,
            ".html" => Page(),
            var other => throw new ArgumentException(
                $"A figure is saved as .svg, .html or .json, not as '{other}' ({path}).",
                nameof(path)
            ),
        };
        AtomicFile.WriteText(path, content + "\n");
    }

    /// <summary>Title, kind and description as text.</summary>
    public override string ToString() => $"{Title}\n[{Kind}] {Description}";

    private string Page() =>
        $"""
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Svg.Escape(Title)}</title>
            {ToHtml()}
            </html>
            """;
}
