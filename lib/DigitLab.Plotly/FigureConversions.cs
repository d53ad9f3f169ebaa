using System.Text.Json.Nodes;
using DigitLab.Charts;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Plotly.NET;
using Figure = DigitLab.Charts.Figure;

namespace DigitLab.Plotly;

/// <summary>
/// Takes a <see cref="Figure"/> to Plotly.NET, where titles, axes, annotations and traces are changed or added, and brings
/// a chart back.
/// </summary>
/// <example><code>
/// history.LossChart().ToChart().With(Plotly.NET.Chart.withTitle("my title", null))
/// </code></example>
public static class FigureConversions
{
    /// <summary>The figure's data and layout as a chart of Plotly.NET.</summary>
    public static GenericChart ToChart(this Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var json = JsonNode.Parse(figure.ToPlotlyJson())!;
        var traces = json["data"]!.AsArray().Select(trace => PlotlyObjects.Trace(trace!.AsObject()));
        var layout = PlotlyObjects.Fill(new Layout(), json["layout"]!.AsObject(), PlotlyObjects.InLayout);
        return GenericChart.fromFigure(global::Plotly.NET.Figure.create(ListModule.OfSeq(traces), layout));
    }

    /// <summary>Applies one of Plotly.NET's functions, which C# has no extension methods for: <c>chart.With(Chart.withTitle("mine", null))</c>.</summary>
    public static GenericChart With(this GenericChart chart, FSharpFunc<GenericChart, GenericChart> change)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(change);
        return change.Invoke(chart);
    }

    /// <summary>
    /// The chart as a figure: its data and layout stay as they are, and its drawing is made of them. Lines, points, bars,
    /// histograms and heat maps can be drawn.
    /// </summary>
    /// <exception cref="NotSupportedException">The chart has a kind of trace that cannot be drawn, or several kinds.</exception>
    public static Figure ToFigure(this GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var json = JsonNode.Parse(GenericChart.toFigureJson(chart))!;
        var (data, layout) = (json["data"]!.AsArray(), json["layout"]!.AsObject());
        return ChartDrawing.Of(data, layout).WithPlotly(data.DeepClone().AsArray(), layout.DeepClone().AsObject());
    }
}
