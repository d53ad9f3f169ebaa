using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DigitLab.Charts.Drawing;

/// <summary>
/// A drawing under way. Lines and letters take the colour of the page's text (<c>currentColor</c>), so a figure inside a
/// page is right in light and in dark; as a file of its own it brings a light and a dark ground along.
/// </summary>
internal sealed class Svg
{
    /// <summary>The usual width in the drawing's units: narrow, so that letters are still read on a phone.</summary>
    public const double UsualWidth = 520;

    /// <summary>How much larger than its units a figure is shown where there is room.</summary>
    public const double Zoom = 1.2;

    /// <summary>The size of letters: of the title, of everything else, and of what may be a little smaller.</summary>
    public const double TitleSize = 16,
        TextSize = 14,
        SmallSize = 12.5;

    /// <summary>Empty space around the drawing.</summary>
    private const int Margin = 5;

    /// <summary>Stands in styles for a class name that is the figure's own; see <see cref="ToString"/>.</summary>
    public const string OwnName = "\uE000";

    private readonly StringBuilder body = new();
    private readonly StringBuilder style = new();
    private readonly IncrementalHash pixels = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public Svg(string title, string description, double width = UsualWidth)
    {
        (Title, Description, Width) = (title, description, width);
        foreach (var line in Wrap(title, width, TitleSize * 1.1)) // bold letters are wider
            Text(0, Height += TitleSize * 1.3, line, TitleSize, weight: 600);
        Height += 12;
    }

    public string Title { get; }
    public string Description { get; }
    public double Width { get; }

    /// <summary>How far down something was drawn; what comes next starts here.</summary>
    public double Height { get; set; }

    /// <summary>Lines of small text below what is there.</summary>
    public void Note(string text)
    {
        foreach (var line in Wrap(text, Width, SmallSize))
            Text(0, Height += SmallSize * 1.4, line, SmallSize, opacity: 0.8);
        Height += 4;
    }

    public void Style(string css) => style.Append(css);

    /// <summary>Begins an element. Each attribute is a name and a hole, <c>x={x} fill={fill}</c>: it is left out where the hole is null.</summary>
    public void Open(string name, FormattableString attributes)
    {
        body.Append('\n').Append('<').Append(name);
        foreach (var (attribute, value) in attributes.Format.Split(' ').Zip(attributes.GetArguments()))
            if (value is not null)
                body.Append($" {attribute.Split('=')[0]}=\"{Escape(Of($"{value}"))}\"");
        body.Append('>');
    }

    public void Close(string name) => body.Append("</").Append(name).Append('>');

    /// <summary>An element without content; attributes as in <see cref="Open"/>.</summary>
    public void Element(string name, FormattableString attributes)
    {
        Open(name, attributes);
        body.Insert(body.Length - 1, '/');
    }

    public void Rect(
        double x,
        double y,
        double width,
        double height,
        string? fill,
        string? stroke = null,
        double? line = null
    ) =>
        Element(
            "rect",
            $"x={x} y={y} width={width} height={height} fill={fill ?? "none"} stroke={stroke} stroke-width={line}"
        );

    /// <summary>An open line through the path's points.</summary>
    public void Path(
        string path,
        string stroke = "currentColor",
        double width = 1,
        double? opacity = null,
        string? dash = null
    )
    {
        var (line, join) = width == 1 ? (null, null) : ((double?)width, "round");
        Element(
            "path",
            $"d={path} fill={"none"} stroke={stroke} stroke-width={line} stroke-dasharray={dash} stroke-linejoin={join} opacity={opacity}"
        );
    }

    public void Area(string path, string fill, double opacity) =>
        Element("path", $"d={path} fill={fill} opacity={opacity}");

    public void Circle(double x, double y, double radius, string fill, string? stroke = null, double? line = null) =>
        Element("circle", $"cx={x} cy={y} r={radius} fill={fill} stroke={stroke} stroke-width={line}");

    /// <summary>One line of text; <paramref name="y"/> is its base line.</summary>
    public void Text(
        double x,
        double y,
        string text,
        double size = TextSize,
        string? anchor = null,
        string? fill = null,
        int? weight = null,
        double? opacity = null
    )
    {
        double? letters = size == TextSize ? null : size;
        Open(
            "text",
            $"x={x} y={y} font-size={letters} text-anchor={anchor} fill={fill} font-weight={weight} opacity={opacity}"
        );
        body.Append(Escape(text));
        Close("text");
    }

    /// <summary>In the middle of a box, the first of the texts that fits it at some legible size; nothing where none does.</summary>
    public void TextIn(double x, double y, double width, double height, string fill, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        foreach (var size in (ReadOnlySpan<double>)[TextSize, SmallSize, 11])
            if (Measure(text, size) <= width - 2 && size < height)
            {
                Text(x + width / 2, y + height / 2 + size * 0.35, text, size, "middle", fill);
                return;
            }
    }

    /// <summary>Pixels as sharp squares.</summary>
    public void Image(double x, double y, double width, double height, byte[,] indices, ColorScale scale)
    {
        pixels.AppendData(MemoryMarshal.CreateReadOnlySpan(ref indices[0, 0], indices.Length));
        Element(
            "image",
            $"x={x} y={y} width={width} height={height} preserveAspectRatio={"none"} style={"image-rendering:pixelated"} href={IndexedImage.DataUri(indices, scale)}"
        );
    }

    /// <summary>The document. <see cref="OwnName"/> becomes a name made of the content: the same figure, the same name.</summary>
    public override string ToString()
    {
        var (width, height) = (Width + 2 * Margin, Math.Ceiling(Height) + 2 * Margin);
        var head = Of(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="-{Margin} -{Margin} {width} {height}"
            width="{Math.Round(width * Zoom)}" height="{Math.Round(height * Zoom)}" style="max-width:100%;height:auto"
            font-family="system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif" font-size="{TextSize}" fill="currentColor">
            """
        );
        const string ground = """
            svg:root { background: #fff; color: #1f2328 }
            @media (prefers-color-scheme: dark) { svg:root { background: #0d1117; color: #e6edf3 } }
            """;
        var names = $"<title>{Escape(Title)}</title><desc>{Escape(Description)}</desc>";
        var document = $"{head}\n{names}\n<style>{ground}\n{style}</style>{body}\n</svg>".ReplaceLineEndings("\n");
        if (!document.Contains(OwnName))
            return document;
        var withoutImages = string.Join("", document.Split('\n').Where(line => !line.StartsWith("<image")));
        byte[] content = [.. Encoding.UTF8.GetBytes(withoutImages), .. pixels.GetCurrentHash()];
        var name = Convert.ToHexString(SHA256.HashData(content))[..8].ToLowerInvariant();
        return document.Replace(OwnName, "f" + name);
    }

    /// <summary>Path data, or other text of the drawing, with numbers written as coordinates.</summary>
    public static string Of(FormattableString text) =>
        string.Format(
            CultureInfo.InvariantCulture,
            text.Format,
            [.. text.GetArguments().Select(hole => hole is double number ? Numbers.Coordinate(number) : hole)]
        );

    /// <summary>Text inside XML: markup is escaped, and what XML does not allow becomes a replacement character.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            escaped.Append(
                rune.Value switch
                {
                    '&' => "&amp;",
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '"' => "&quot;",
                    '\t' or '\n' or '\r' => " ",
                    < 0x20 or 0xfffe or 0xffff => "\ufffd",
                    _ => rune.ToString(),
                }
            );
        return escaped.ToString();
    }

    /// <summary>About how wide a text is: fonts differ, so it errs on the wide side.</summary>
    public static double Measure(string text, double size = TextSize) =>
        size
        * text.Sum(letter =>
            letter switch
            {
                'i' or 'l' or 'j' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' => 0.33,
                'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
                >= 'A' and <= 'Z' => 0.68,
                _ => 0.6,
            }
        );

    /// <summary>The text in lines that fit the width, broken at line ends and between words.</summary>
    public static IEnumerable<string> Wrap(string text, double width, double size = TextSize)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > 0 && Measure($"{line} {word}", size) > width)
                {
                    yield return line;
                    line = "";
                }
                line = line.Length == 0 ? word : $"{line} {word}";
            }
            if (line.Length > 0)
                yield return line;
        }
    }

    /// <summary>The text, cut with "…" where it would not fit.</summary>
    public static string Fit(string text, double width, double size = TextSize)
    {
        if (Measure(text, size) <= width)
            return text;
        var end = text.Length;
        while (end > 1 && Measure(text[..end] + "…", size) > width)
            end--;
        return text[..end] + "…";
    }
}
