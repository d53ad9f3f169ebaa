using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Export;

/// <summary>Outputs as HTML: text is escaped, HTML and images are inserted.</summary>
internal sealed class OutputHtml(MarkdownRenderer markdown)
{
    /// <summary>Formats that a page can show without scripts, in order of preference.</summary>
    private static readonly string[] Preference =
    [
        MimeTypes.Html,
        MimeTypes.Svg,
        "image/png",
        "image/jpeg",
        "image/gif",
        MimeTypes.Markdown,
        MimeTypes.Latex,
        "text/vnd.mermaid",
        MimeTypes.PlainText,
        "application/json",
    ];

    /// <summary>The maximum text output on a page. The notebook (<c>run --out</c>) has all of it.</summary>
    public const int MaxLines = 1000;

    public const int MaxCharacters = 200_000;

    public string ToHtml(IEnumerable<CellOutput> outputs)
    {
        var html = new StringBuilder();
        foreach (var output in outputs)
        {
            html.Append(
                output switch
                {
                    StreamOutput stream =>
                        $"<pre class=\"text {(stream.Name == "stderr" ? "stderr" : "stdout")}\">{Text(stream.Text)}</pre>",
                    ErrorOutput error => Error(error),
                    DisplayOutput display => $"<div class=\"value\">{ValueOrText(display.Data)}</div>",
                    _ => "",
                }
            );
            html.Append('\n');
        }
        return html.ToString();
    }

    /// <summary>An image's text alternative: its plain text, if it has one.</summary>
    public static string Words(JsonObject data) =>
        data.Text(MimeTypes.PlainText)?.Trim() is { Length: > 0 } text
            ? AnsiText.Strip(text)
            : "A picture that the cell shows";

    /// <summary>The value; if its rich format fails, its plain text.</summary>
    private string ValueOrText(JsonObject data)
    {
        try
        {
            return Value(data);
        }
        catch (Exception e)
        {
            markdown.Warnings.Add($"an output is shown as plain text, because it could not be formatted: {e.Message}");
            return $"<pre class=\"text\">{Text(data.Text(MimeTypes.PlainText) ?? data.ToJsonString(Json.OneLine))}</pre>";
        }
    }

    private string Value(JsonObject data)
    {
        var mime = Preference.FirstOrDefault(data.ContainsKey);
        if (mime is null)
        {
            var kinds = string.Join(", ", data.Select(entry => entry.Key));
            return $"<p class=\"note\">This output ({WebUtility.HtmlEncode(kinds)}) cannot be shown on a page.</p>";
        }
        var text =
            data[mime] is JsonValue value && value.TryGetValue(out string? content)
                ? content
                : data[mime]?.ToJsonString(Json.Indented) ?? "";
        return mime switch
        {
            MimeTypes.Html or MimeTypes.Svg => text,
            MimeTypes.Markdown => markdown.ToHtml(text),
            MimeTypes.Latex => MathMl.Convert(text.Trim().Trim('$'), display: true, out _),
            "text/vnd.mermaid" => $"<pre class=\"code\"><code>{WebUtility.HtmlEncode(text)}</code></pre>",
            _ when MimeTypes.IsBase64Image(mime) =>
                $"<img alt=\"{WebUtility.HtmlEncode(Words(data))}\" src=\"data:{mime};base64,{text.ReplaceLineEndings("")}\">",
            _ => $"<pre class=\"text\">{Text(text)}</pre>",
        };
    }

    private static string Error(ErrorOutput error)
    {
        var traceback =
            error.Traceback.Count > 0 ? string.Join('\n', error.Traceback) : $"{error.Name}: {error.Message}";
        // Compile errors keep their lines, because carets point into the code; other messages wrap.
        var kind = error.Name == CellError.Compilation ? "text" : "text message";
        return $"<div class=\"error\" role=\"alert\"><strong>{WebUtility.HtmlEncode(error.Name)}</strong><pre class=\"{kind}\">{Text(traceback)}</pre></div>";
    }

    private static string Text(string text) =>
        AnsiText.ToHtml(BoundedText.Shorten(text.TrimEnd('\n'), MaxLines, MaxCharacters));
}
