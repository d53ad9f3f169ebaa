using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Jupyter;

/// <summary>The XML documentation of a symbol as text.</summary>
internal static partial class Documentation
{
    public static string ToText(ISymbol symbol)
    {
        var xml = symbol.GetDocumentationCommentXml();
        if (string.IsNullOrWhiteSpace(xml))
        {
            return "";
        }
        XElement root;
        try
        {
            root = XElement.Parse(xml);
        }
        catch (XmlException)
        {
            return "";
        }
        var text = new StringBuilder();
        Append("summary", "");
        foreach (var parameter in root.Elements("param"))
        {
            text.Append($"{parameter.Attribute("name")?.Value}: {Plain(parameter)}\n");
        }
        Append("returns", "Returns: ");
        foreach (var exception in root.Elements("exception"))
        {
            text.Append($"Throws {ShortName(exception.Attribute("cref")?.Value)}: {Plain(exception)}\n");
        }
        Append("remarks", "");
        return text.ToString().Trim();

        void Append(string element, string label)
        {
            if (root.Element(element) is { } content && Plain(content) is { Length: > 0 } words)
            {
                text.Append($"{label}{words}\n");
            }
        }
    }

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
                    XElement { Name.LocalName: "para" } paragraph => "\n" + Plain(paragraph) + "\n",
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
