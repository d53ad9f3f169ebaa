using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Language;

/// <summary>The XML documentation of a symbol, as markdown.</summary>
internal static partial class Documentation
{
    public static string Summary(ISymbol symbol) => Text(Root(symbol)?.Element("summary"));

    public static string OfParameter(ISymbol symbol, string parameter) =>
        Text(Root(symbol)?.Elements("param").FirstOrDefault(element => element.Attribute("name")?.Value == parameter));

    private static XElement? Root(ISymbol symbol)
    {
        var xml = symbol.OriginalDefinition.GetDocumentationCommentXml();
        try
        {
            return string.IsNullOrWhiteSpace(xml) ? null : XElement.Parse(xml);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string Text(XElement? element) => element is null ? "" : Markdown.Escape(Plain(element));

    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(
                node switch
                {
                    XText words => words.Value,
                    XElement { Name.LocalName: "see" or "seealso" } reference => reference.Value is { Length: > 0 } own
                        ? own
                        : reference.Attribute("langword")?.Value ?? ShortName(reference.Attribute("cref")?.Value),
                    XElement { Name.LocalName: "paramref" or "typeparamref" } reference => reference
                        .Attribute("name")
                        ?.Value,
                    XElement inner => Plain(inner),
                    _ => "",
                }
            );
        }
        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static string ShortName(string? reference) =>
        reference is null
            ? ""
            : reference[(reference.Split('(')[0].LastIndexOf('.') + 1)..].Split('(')[0].Split('`')[0];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
