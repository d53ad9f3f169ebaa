using System.Dynamic;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>
/// An HTML element written as C#: <c>div[style: "color:green"](b("hello"))</c>. Indices are attributes (an underscore
/// in a name is a hyphen), arguments are its content: text is escaped, HTML and elements are not, other values are
/// formatted as in a notebook.
/// </summary>
public class PocketView : DynamicObject, IHtmlContent
{
    private static readonly HashSet<string> Void = ["br", "input"];

    private readonly string name;
    private readonly List<(string Name, object? Value)> attributes = [];
    private object?[] content = [];

    /// <param name="tagName">The element's name; empty: only its content.</param>
    public PocketView(string tagName = "") => name = tagName;

    /// <summary>Displays the element below the cell.</summary>
    public DisplayedValue Display() => DisplayExtensions.Display(this);

    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        result = new PocketView(binder.Name);
        return true;
    }

    public override bool TryInvokeMember(InvokeMemberBinder binder, object?[]? args, out object? result)
    {
        result = new PocketView(binder.Name) { content = args ?? [] };
        return true;
    }

    public override bool TryInvoke(InvokeBinder binder, object?[]? args, out object? result)
    {
        content = args ?? [];
        result = this;
        return true;
    }

    public override bool TryGetIndex(GetIndexBinder binder, object?[] indexes, out object? result)
    {
        var names = binder.CallInfo.ArgumentNames;
        var positional = indexes.Length - names.Count;
        for (var i = 0; i < indexes.Length; i++)
        {
            if (i >= positional)
            {
                SetAttribute(names[i - positional].Replace('_', '-'), indexes[i]);
            }
            else if (indexes[i] is IDictionary<string, object?> several)
            {
                several.ToList().ForEach(entry => SetAttribute(entry.Key, entry.Value));
            }
            else if (indexes[i] is string flag)
            {
                SetAttribute(flag, null);
            }
        }
        result = this;
        return true;
    }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        if (name.Length == 0)
        {
            return;
        }
        writer.Write($"<{name}");
        foreach (var (attribute, value) in attributes)
        {
            writer.Write(' ');
            writer.Write(attribute);
            if (value is not null)
            {
                var text = Convert.ToString(value, CultureInfo.InvariantCulture);
                writer.Write($"=\"{WebUtility.HtmlEncode(text)}\"");
            }
        }
        if (Void.Contains(name))
        {
            writer.Write(" />");
            return;
        }
        writer.Write('>');
        Write(content, writer, encoder);
        writer.Write($"</{name}>");
    }

    public override string ToString()
    {
        using var writer = new StringWriter();
        WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    private void SetAttribute(string attribute, object? value)
    {
        attributes.RemoveAll(entry => entry.Name == attribute);
        attributes.Add((attribute, value));
    }

    private static void Write(IEnumerable<object?> content, TextWriter writer, HtmlEncoder encoder)
    {
        foreach (var item in content)
        {
            switch (item)
            {
                case string text:
                    writer.Write(WebUtility.HtmlEncode(text));
                    break;
                case IHtmlContent html:
                    html.WriteTo(writer, encoder);
                    break;
                case IEnumerable<object?> sequence when sequence.All(inner => inner is IHtmlContent):
                    Write(sequence, writer, encoder);
                    break;
                default:
                    new ValueWriter(writer).WriteInside(item);
                    break;
            }
        }
    }
}
