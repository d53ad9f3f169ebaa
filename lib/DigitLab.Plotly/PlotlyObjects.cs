using System.Text.Json;
using System.Text.Json.Nodes;
using DynamicObj;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace DigitLab.Plotly;

/// <summary>
/// JSON of Plotly's schema as Plotly.NET's objects. Its functions look for objects of their own types, such as an axis, and
/// would put a new one in the place of anything else.
/// </summary>
internal static class PlotlyObjects
{
    private static readonly Dictionary<string, Func<DynamicObj.DynamicObj>> LayoutTypes = new()
    {
        ["title"] = () => new Title(),
        ["font"] = () => new Font(),
        ["margin"] = () => new Margin(),
        ["legend"] = () => new Legend(),
        ["hoverlabel"] = () => new Hoverlabel(),
        ["coloraxis"] = () => new ColorAxis(),
        ["xaxis"] = () => new LinearAxis(),
        ["yaxis"] = () => new LinearAxis(),
        ["annotations"] = () => new Annotation(),
        ["shapes"] = () => new global::Plotly.NET.LayoutObjects.Shape(),
        ["images"] = () => new LayoutImage(),
    };

    private static readonly Dictionary<string, Func<DynamicObj.DynamicObj>> TraceTypes = new()
    {
        ["marker"] = () => new Marker(),
        ["line"] = () => new Line(),
        ["font"] = () => new Font(),
        ["textfont"] = () => new Font(),
        ["title"] = () => new Title(),
        ["colorbar"] = () => new ColorBar(),
        ["error_x"] = () => new Error(),
        ["error_y"] = () => new Error(),
        ["hoverlabel"] = () => new Hoverlabel(),
    };

    /// <summary>What a name stands for in a layout; axes are numbered.</summary>
    public static DynamicObj.DynamicObj InLayout(string name) =>
        Create(LayoutTypes, name.TrimEnd("0123456789".ToCharArray()));

    public static Trace Trace(JsonObject json) =>
        Fill(new Trace2D(json["type"]?.GetValue<string>() ?? "scatter"), json, InTrace);

    public static T Fill<T>(T target, JsonObject json, Func<string, DynamicObj.DynamicObj> create)
        where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in json)
            target.SetProperty(name, Value(name, value, create));
        return target;
    }

    private static DynamicObj.DynamicObj InTrace(string name) => Create(TraceTypes, name);

    private static DynamicObj.DynamicObj Create(Dictionary<string, Func<DynamicObj.DynamicObj>> types, string name) =>
        types.TryGetValue(name, out var create) ? create() : new DynamicObj.DynamicObj();

    private static object? Value(string name, JsonNode? json, Func<string, DynamicObj.DynamicObj> create) =>
        json switch
        {
            null => null,
            JsonObject inner => Fill(create(name), inner, create),
            JsonArray items => items.Select(item => Value(name, item, create)).ToArray(),
            _ => json.GetValueKind() switch
            {
                JsonValueKind.String => json.GetValue<string>(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                // Whole numbers stay whole: Plotly.NET would write 3.0 for 3.
                _ => json.AsValue().TryGetValue(out long whole) ? (object)whole : json.GetValue<double>(),
            },
        };
}
