using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;

namespace DigitLab.Host.Export;

/// <summary>A notebook with its outputs as one markdown file; images are embedded as data URLs.</summary>
internal static class MarkdownExport
{
    public static string Render(Notebook notebook, PageOptions options)
    {
        var text = new StringBuilder();
        foreach (var cell in notebook.Cells)
        {
            switch (cell.Type)
            {
                case CellType.Markdown:
                    text.Append(LabMarks.Remove(cell.Source).TrimEnd('\n')).Append("\n\n");
                    break;
                case CellType.Code:
                    if (!options.NoCode)
                    {
                        Fence(text, LabMarks.Remove(cell.Source), notebook.KernelOf(cell));
                    }
                    foreach (var output in cell.Outputs)
                    {
                        AppendOutput(text, output);
                    }
                    break;
            }
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void AppendOutput(StringBuilder text, CellOutput output)
    {
        switch (output)
        {
            case StreamOutput stream:
                Fence(text, Text(stream.Text), "text");
                break;
            case ErrorOutput error:
                Fence(text, Text(string.Join('\n', error.Traceback)), "text");
                break;
            case DisplayOutput display:
                AppendValue(text, display.Data);
                break;
        }
    }

    private static void AppendValue(StringBuilder text, JsonObject data)
    {
        var image = data.Select(entry => entry.Key).FirstOrDefault(MimeTypes.IsBase64Image);
        if (data.Text(MimeTypes.Svg) is { } svg)
        {
            text.Append(
                $"![{Alternative(data)}](data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))})\n\n"
            );
        }
        else if (image is not null)
        {
            text.Append($"![{Alternative(data)}](data:{image};base64,{data.Text(image)?.ReplaceLineEndings("")})\n\n");
        }
        else if (data.Text(MimeTypes.Markdown) is { } markdown)
        {
            text.Append(markdown.Trim('\n')).Append("\n\n");
        }
        else if (data.Text(MimeTypes.PlainText) is { } plain)
        {
            Fence(text, Text(plain), "text");
        }
        else if (data.Text(MimeTypes.Html) is { } html)
        {
            text.Append(html.Trim('\n')).Append("\n\n");
        }
    }

    /// <summary>The image's text alternative on one line, with markdown characters escaped.</summary>
    private static string Alternative(JsonObject data) =>
        string.Join(
            ' ',
            OutputHtml
                .Words(data)
                .Replace('[', '(')
                .Replace(']', ')')
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

    private static string Text(string text) =>
        AnsiText.Strip(BoundedText.Shorten(text, OutputHtml.MaxLines, OutputHtml.MaxCharacters));

    /// <summary>A code block whose fence is longer than any in its content.</summary>
    private static void Fence(StringBuilder text, string content, string language)
    {
        var (run, longest) = (0, 2);
        foreach (var c in content)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        var fence = new string('`', longest + 1);
        text.Append($"{fence}{language}\n{content.TrimEnd('\n')}\n{fence}\n\n");
    }
}
