using System.Net;

namespace DigitLab.Display;

/// <summary>Something that a notebook shows as HTML and a console as text.</summary>
internal interface IHtmlView
{
    /// <summary>A fragment of HTML without references to anything outside; the text if there is nothing better.</summary>
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

    /// <summary>Writes the view; gives false where <paramref name="instance"/> is none.</summary>
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
