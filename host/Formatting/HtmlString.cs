using System.Text.Encodings.Web;

namespace Microsoft.AspNetCore.Html;

/// <summary>A value that is HTML by intent: it is shown as it is, not escaped.</summary>
public interface IHtmlContent
{
    void WriteTo(TextWriter writer, HtmlEncoder encoder);
}

/// <summary>Markup in a string.</summary>
public sealed class HtmlString(string? value) : IHtmlContent
{
    public string? Value { get; } = value;

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(Value);

    public override string ToString() => Value ?? "";
}
