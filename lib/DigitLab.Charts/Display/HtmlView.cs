using System.Net;

namespace DigitLab.Display;

/// <summary>A value that notebooks show as HTML and consoles as text.</summary>
internal interface IHtmlView
{
    /// <summary>A self-contained HTML fragment; by default the text.</summary>
    string ToHtml() => $"<div>{Html.Escape(ToString() ?? "")}</div>";
}

/// <summary>How a notebook shows an <see cref="IHtmlView"/>, by the convention for formatter sources.</summary>
public sealed class HtmlViewFormatterSource
{
    /// <summary>One formatter per MIME type, the preferred first.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
        [new HtmlViewFormatter("text/html"), new HtmlViewFormatter("text/plain")];
}

/// <summary>Writes a view as one MIME type.</summary>
/// <param name="mimeType">text/html or text/plain.</param>
public sealed class HtmlViewFormatter(string mimeType)
{
    /// <summary>The MIME type of what <see cref="Format"/> writes.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the view; returns false if <paramref name="instance"/> is not one.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IHtmlView view)
            return false;
        writer.Write(MimeType == "text/html" ? view.ToHtml() : view.ToString());
        return true;
    }
}

/// <summary>Small pieces of HTML.</summary>
internal static class Html
{
    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}
