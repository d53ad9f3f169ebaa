using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace DigitLab.Host.Export;

/// <summary>Converts text with ANSI escape sequences to HTML or plain text.</summary>
internal static partial class AnsiText
{
    private static readonly string[] Colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    public static string ToHtml(string text)
    {
        var html = new StringBuilder();
        var open = false;
        var position = 0;
        foreach (Match match in Escape().Matches(text))
        {
            html.Append(WebUtility.HtmlEncode(text[position..match.Index]));
            position = match.Index + match.Length;
            if (!match.Value.EndsWith('m'))
            {
                continue;
            }
            if (open)
            {
                html.Append("</span>");
            }
            var classes = Classes(match.Groups["codes"].Value);
            open = classes.Length > 0;
            if (open)
            {
                html.Append($"<span class=\"{classes}\">");
            }
        }
        html.Append(WebUtility.HtmlEncode(text[position..]));
        return html.Append(open ? "</span>" : "").ToString();
    }

    public static string Strip(string text) => Escape().Replace(text, "");

    private static string Classes(string codes) =>
        string.Join(
            ' ',
            codes
                .Split(';')
                .Select(code => int.TryParse(code, out var number) ? number : 0)
                .Select(number =>
                    number switch
                    {
                        1 => "ansi-bold",
                        >= 30 and <= 37 => "ansi-" + Colours[number - 30],
                        >= 90 and <= 97 => "ansi-" + Colours[number - 90],
                        _ => null,
                    }
                )
                .OfType<string>()
        );

    [GeneratedRegex(@"\x1B\[(?<codes>[0-9;]*)[A-Za-z]")]
    private static partial Regex Escape();
}
