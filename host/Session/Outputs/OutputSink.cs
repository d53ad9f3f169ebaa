using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Session;

/// <summary>
/// Receives the running cell's output. Code that a cell started (tasks, threads) keeps writing to that cell's output
/// after the cell has ended.
/// </summary>
internal abstract class OutputSink
{
    private static readonly AsyncLocal<OutputSink?> Local = new();
    private static volatile OutputSink? latest;

    /// <summary>The output of the caller's cell, otherwise of the last cell that ran.</summary>
    public static OutputSink Current => Local.Value ?? latest ?? NoOutput.Instance;

    /// <summary>Makes this the output of the code that the caller runs from now on.</summary>
    public void MakeCurrent()
    {
        ConsoleRedirection.Install();
        Local.Value = this;
        latest = this;
    }

    /// <summary>Text written to <paramref name="stream"/>, "stdout" or "stderr".</summary>
    public abstract void Write(string stream, string text);

    /// <summary>The value of the cell's last expression.</summary>
    protected abstract void Result(JsonObject data);

    protected abstract void Display(string displayId, JsonObject data);

    protected abstract void Update(string displayId, JsonObject data);

    /// <summary>Removes previous outputs; if <paramref name="wait"/>, when the next output arrives.</summary>
    public abstract void Clear(bool wait);

    /// <summary>Asks the user for a line of text.</summary>
    /// <exception cref="InvalidOperationException">The front end cannot ask the user.</exception>
    public abstract string ReadInput(string prompt, bool isPassword);

    public void Result(IReadOnlyList<FormattedValue> values) => Result(ToData(values));

    public void Display(string displayId, IReadOnlyList<FormattedValue> values) => Display(displayId, ToData(values));

    public void Update(string displayId, IReadOnlyList<FormattedValue> values) => Update(displayId, ToData(values));

    /// <summary>The MIME bundle of a value; JSON types become JSON nodes.</summary>
    public static JsonObject ToData(IReadOnlyList<FormattedValue> values)
    {
        var data = new JsonObject();
        foreach (var value in values)
        {
            data[value.MimeType] = MimeTypes.IsJson(value.MimeType) ? ParseOrText(value.Value) : value.Value;
        }
        return data;
    }

    private static JsonNode? ParseOrText(string json)
    {
        try
        {
            return Json.Parse(json);
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>Values displayed outside of a cell go to the console.</summary>
    private sealed class NoOutput : OutputSink
    {
        public static readonly NoOutput Instance = new();

        public override void Write(string stream, string text) =>
            (stream == "stderr" ? ConsoleRedirection.Error : ConsoleRedirection.Out).Write(text);

        protected override void Result(JsonObject data) =>
            Write("stdout", (data.Text(MimeTypes.PlainText) ?? data.ToJsonString()) + "\n");

        protected override void Display(string displayId, JsonObject data) => Result(data);

        protected override void Update(string displayId, JsonObject data) => Result(data);

        public override void Clear(bool wait) { }

        public override string ReadInput(string prompt, bool isPassword) =>
            throw new InvalidOperationException("Input is not available here.");
    }
}
