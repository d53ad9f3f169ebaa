using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Formatting;

/// <summary>
/// Charts of Plotly.NET: as JSON for front ends that render it, and as HTML that needs no network. plotly.js is taken
/// from Plotly.NET's own assembly and is output once, before the first chart of a notebook.
/// </summary>
internal static class PlotlyCharts
{
    private const string MimeType = "application/vnd.plotly.v1+json";

    public static bool IsChart(Type type) => ChartType(type) is not null;

    /// <summary>The formatters of charts, in order of preference.</summary>
    public static IReadOnlyList<ConventionFormatters.ConventionFormatter> Formatters { get; } =
    [new(MimeTypes.Html, WriteHtml), new(MimeType, WriteJson), new(MimeTypes.PlainText, WriteText)];

    private static Type? ChartType(Type? type) =>
        type is null or { FullName: "Plotly.NET.GenericChart" } ? type : ChartType(type.BaseType);

    private static string ToJson(object chart) =>
        (string)
            ChartType(chart.GetType())!
                .GetMethod("toJson", BindingFlags.Public | BindingFlags.Static)!
                .Invoke(null, [chart])!;

    private static bool WriteJson(object chart, TextWriter writer)
    {
        writer.Write(ToJson(chart));
        return true;
    }

    private static bool WriteHtml(object chart, TextWriter writer)
    {
        var plotly = ChartType(chart.GetType())!.Assembly;
        PageScripts.Current?.ShowOnce(plotly, () => Script(plotly));
        var json = ToJson(chart);
        var layout = Json.Parse(json)!["layout"];
        var id = $"plotly-{Guid.NewGuid():N}";
        var width = Pixels(layout?["width"]) is { } given ? $"width:{given}px;max-width:100%;" : "";
        writer.Write(
            $$"""
            <div id="{{id}}" class="plotly-chart" style="{{width}}height:{{Pixels(layout?["height"]) ?? 450}}px"></div>
            <script>
            (() => {
              const chart = {{Scripts.Escape(json)}};
              const target = document.getElementById("{{id}}");
              const draw = (patience) => {
                if (window.Plotly) Plotly.newPlot(target, chart.data, chart.layout, { responsive: true, ...chart.config });
                else if (patience > 0) setTimeout(draw, 100, patience - 1);
                else target.textContent = "plotly.js, which draws this chart, is in the output of the notebook's first chart: run that cell again.";
              };
              draw(100);
            })();
            </script>
            """
        );
        return true;
    }

    private static bool WriteText(object chart, TextWriter writer)
    {
        var root = Json.Parse(ToJson(chart))!;
        var title = root["layout"]?["title"];
        var traces = (root["data"] as JsonArray ?? [])
            .Select(trace => $"{trace.Text("type") ?? "scatter"} {trace.Text("name")}".TrimEnd())
            .ToArray();
        writer.Write(
            $"Plotly chart{((title as JsonObject).Text("text") ?? "") switch { "" => "", var text => $" \"{text}\"" }}"
        );
        writer.Write($": {string.Join(", ", traces)}");
        return true;
    }

    /// <summary>plotly.js, from Plotly.NET's own assembly.</summary>
    private static IReadOnlyList<FormattedValue> Script(Assembly plotly)
    {
        var name = Array.Find(
            plotly.GetManifestResourceNames(),
            resource => resource.Contains("plotly-") && resource.EndsWith(".min.js", StringComparison.Ordinal)
        );
        if (name is null)
        {
            throw new InvalidOperationException($"{plotly.GetName()} has no plotly.js, so its charts cannot be shown.");
        }
        using var reader = new StreamReader(plotly.GetManifestResourceStream(name)!);
        // With a module loader on the page, plotly.js would register itself there instead of on the page.
        var script =
            "<script>if (!window.Plotly) (function(define, module, exports) {\n"
            + Scripts.Escape(reader.ReadToEnd())
            + "\n}).call(window);</script>";
        return
        [
            new(MimeTypes.Html, script),
            new(MimeTypes.PlainText, $"(plotly.js, for the charts below: {WebUtility.HtmlEncode(name)})"),
        ];
    }

    private static int? Pixels(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double pixels) && pixels is > 0 and < 100_000
            ? (int)pixels
            : null;
}
