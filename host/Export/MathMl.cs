using System.Net;
using System.Text;

namespace DigitLab.Host.Export;

/// <summary>
/// Turns the LaTeX that notebooks write between dollar signs into MathML, which browsers show without any script. What
/// textbooks on neural networks use is covered; an unknown command is shown as code and reported.
/// </summary>
internal sealed class MathMl
{
    private readonly string latex;
    private readonly List<string> unknown = [];
    private int position;

    private MathMl(string latex) => this.latex = latex;

    /// <param name="latex">The formula, without dollar signs.</param>
    /// <param name="display">Whether the formula stands on a line of its own.</param>
    /// <param name="unknown">The commands that are not known.</param>
    public static string Convert(string latex, bool display, out IReadOnlyList<string> unknown)
    {
        var parser = new MathMl(latex.Trim());
        var body = parser.ParseRow(end: null);
        unknown = parser.unknown;
        var block = display ? " display=\"block\"" : "";
        return $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{block}><semantics><mrow>{body}</mrow>"
            + $"<annotation encoding=\"application/x-tex\">{Encode(latex.Trim())}</annotation></semantics></math>";
    }

    /// <summary>Parses up to <paramref name="end"/> ("}", "&amp;", "\right", …) or the end of the formula.</summary>
    private string ParseRow(Func<bool>? end)
    {
        var row = new StringBuilder();
        while (true)
        {
            SkipSpace();
            if (position >= latex.Length || (end?.Invoke() ?? false))
            {
                return row.ToString();
            }
            row.Append(ParseScripts());
        }
    }

    /// <summary>An atom with what is above and below it.</summary>
    private string ParseScripts()
    {
        var (atom, limits) = ParseAtom();
        string? sub = null;
        string? sup = null;
        while (position < latex.Length)
        {
            SkipSpace();
            if (Peek('_') && sub is null)
            {
                position++;
                sub = ParseArgument();
            }
            else if (Peek('^') && sup is null)
            {
                position++;
                sup = ParseArgument();
            }
            else if (Peek('\''))
            {
                var primes = 0;
                while (Peek('\''))
                {
                    primes++;
                    position++;
                }
                sup = $"<mo>{new string('′', primes)}</mo>{sup}";
            }
            else
            {
                break;
            }
        }
        return (sub, sup) switch
        {
            (null, null) => atom,
            (_, null) => limits ? $"<munder>{atom}{Row(sub)}</munder>" : $"<msub>{atom}{Row(sub)}</msub>",
            (null, _) => limits ? $"<mover>{atom}{Row(sup)}</mover>" : $"<msup>{atom}{Row(sup)}</msup>",
            _ => limits
                ? $"<munderover>{atom}{Row(sub)}{Row(sup)}</munderover>"
                : $"<msubsup>{atom}{Row(sub)}{Row(sup)}</msubsup>",
        };
    }

    /// <summary>One symbol, number, group or command, and whether scripts go above and below it.</summary>
    private (string Markup, bool Limits) ParseAtom()
    {
        var c = latex[position];
        if (c == '{')
        {
            return (Row(ParseGroup()), false);
        }
        if (c == '\\')
        {
            return ParseCommand();
        }
        if (char.IsAsciiDigit(c))
        {
            var start = position;
            while (
                position < latex.Length
                && (
                    char.IsAsciiDigit(latex[position])
                    || (
                        latex[position] is '.' or ','
                        && position + 1 < latex.Length
                        && char.IsAsciiDigit(latex[position + 1])
                    )
                )
            )
            {
                position++;
            }
            return ($"<mn>{latex[start..position]}</mn>", false);
        }
        var rune = Rune.GetRuneAt(latex, position);
        position += rune.Utf16SequenceLength;
        if (Rune.IsLetter(rune))
        {
            return ($"<mi>{rune}</mi>", false);
        }
        return c switch
        {
            '-' => ("<mo>−</mo>", false),
            '*' => ("<mo>∗</mo>", false),
            '~' => ("<mspace width=\"0.33em\"/>", false),
            '&' => ("", false),
            '(' or ')' or '[' or ']' or '|' or '/' => ($"<mo stretchy=\"false\">{c}</mo>", false),
            _ => ($"<mo>{Encode(rune.ToString())}</mo>", false),
        };
    }

    private (string Markup, bool Limits) ParseCommand()
    {
        var name = ReadCommand();
        if (MathSymbols.Identifiers.TryGetValue(name, out var identifier))
        {
            return ($"<mi>{identifier}</mi>", false);
        }
        if (MathSymbols.Operators.TryGetValue(name, out var symbol))
        {
            return ($"<mo>{Encode(symbol)}</mo>", false);
        }
        if (MathSymbols.LargeOperators.TryGetValue(name, out var large))
        {
            return ($"<mo movablelimits=\"true\">{large}</mo>", !name.EndsWith("int", StringComparison.Ordinal));
        }
        if (MathSymbols.Functions.TryGetValue(name, out var function))
        {
            return ($"<mi mathvariant=\"normal\">{function.Name}</mi>", function.Limits);
        }
        if (MathSymbols.Accents.TryGetValue(name, out var accent))
        {
            return (
                $"<mover accent=\"true\">{ParseArgumentRow()}<mo stretchy=\"{(accent.Wide ? "true" : "false")}\">{accent.Mark}</mo></mover>",
                false
            );
        }
        if (MathSymbols.Spaces.TryGetValue(name, out var width))
        {
            return ($"<mspace width=\"{width}\"/>", false);
        }
        if (MathSymbols.Alphabets.TryGetValue(name, out var alphabet))
        {
            return (MathSymbols.InAlphabet(ReadRaw(), alphabet), false);
        }
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac":
                return ($"<mfrac>{ParseArgumentRow()}{ParseArgumentRow()}</mfrac>", false);
            case "binom":
                return (
                    $"<mrow><mo>(</mo><mfrac linethickness=\"0\">{ParseArgumentRow()}{ParseArgumentRow()}</mfrac><mo>)</mo></mrow>",
                    false
                );
            case "sqrt":
                return ParseRoot();
            case "text"
            or "textrm"
            or "mathrm"
            or "operatorname"
            or "textbf"
            or "textit"
            or "mbox"
            or "texttt"
            or "mathtt":
                var style = name switch
                {
                    "textbf" => " style=\"font-weight:bold\"",
                    "textit" => " style=\"font-style:italic\"",
                    "texttt" or "mathtt" => " style=\"font-family:monospace\"",
                    _ => "",
                };
                return name == "operatorname"
                    ? ($"<mi mathvariant=\"normal\">{Encode(ReadRaw())}</mi>", false)
                    : ($"<mtext{style}>{Encode(ReadRaw().Replace(' ', '\u00A0'))}</mtext>", false);
            case "mathbf" or "boldsymbol" or "bm":
                return ($"<mrow style=\"font-weight:bold\">{ParseArgument()}</mrow>", false);
            case "overline":
                return ($"<mover>{ParseArgumentRow()}<mo>‾</mo></mover>", false);
            case "underline":
                return ($"<munder>{ParseArgumentRow()}<mo>_</mo></munder>", false);
            case "underbrace":
                return ($"<munder>{ParseArgumentRow()}<mo>⏟</mo></munder>", true);
            case "overbrace":
                return ($"<mover>{ParseArgumentRow()}<mo>⏞</mo></mover>", true);
            case "underset":
                var below = ParseArgumentRow();
                return ($"<munder>{ParseArgumentRow()}{below}</munder>", false);
            case "overset" or "stackrel":
                var above = ParseArgumentRow();
                return ($"<mover>{ParseArgumentRow()}{above}</mover>", false);
            case "left":
                return ParseFence();
            case "big" or "Big" or "bigg" or "Bigg" or "bigl" or "bigr" or "Bigl" or "Bigr" or "biggl" or "biggr":
                return (
                    Delimiter(
                        ReadDelimiter(),
                        name[0] == 'B' || name.StartsWith("bigg", StringComparison.Ordinal) ? "1.8em" : "1.2em"
                    ),
                    false
                );
            case "begin":
                return (ParseEnvironment(), false);
            case "limits" or "nolimits" or "displaystyle" or "textstyle" or "nonumber" or "\\" or "middle":
                return ("", false);
            case "tag":
                return ($"<mspace width=\"2em\"/><mtext>({Encode(ReadRaw())})</mtext>", false);
            default:
                unknown.Add("\\" + name);
                return ($"<mtext style=\"font-family:monospace\">\\{Encode(name)}</mtext>", false);
        }
    }

    private (string, bool) ParseRoot()
    {
        SkipSpace();
        if (!Peek('['))
        {
            return ($"<msqrt>{ParseArgument()}</msqrt>", false);
        }
        position++;
        var degree = ParseRow(() => Peek(']'));
        position++;
        return ($"<mroot>{ParseArgumentRow()}{Row(degree)}</mroot>", false);
    }

    private (string, bool) ParseFence()
    {
        var open = ReadDelimiter();
        var body = ParseRow(() => PeekCommand("right"));
        var close = ".";
        if (PeekCommand("right"))
        {
            position += "\\right".Length;
            close = ReadDelimiter();
        }
        return ($"<mrow>{Delimiter(open, null)}{body}{Delimiter(close, null)}</mrow>", false);
    }

    private string ParseEnvironment()
    {
        var name = ReadRaw();
        if (name is "array")
        {
            SkipSpace();
            if (Peek('{'))
            {
                ReadRaw();
            }
        }
        var rows = new StringBuilder("<mtr><mtd>");
        while (position < latex.Length && !PeekCommand("end"))
        {
            rows.Append(ParseRow(() => Peek('&') || PeekCommand("\\") || PeekCommand("end")));
            if (Peek('&'))
            {
                position++;
                rows.Append("</mtd><mtd>");
            }
            else if (PeekCommand("\\"))
            {
                position += 2;
                rows.Append("</mtd></mtr><mtr><mtd>");
            }
        }
        if (PeekCommand("end"))
        {
            position += "\\end".Length;
            ReadRaw();
        }
        rows.Append("</mtd></mtr>");
        var (open, close) = name switch
        {
            "pmatrix" => ("(", ")"),
            "bmatrix" => ("[", "]"),
            "Bmatrix" => ("{", "}"),
            "vmatrix" => ("|", "|"),
            "Vmatrix" => ("‖", "‖"),
            "cases" => ("{", "."),
            _ => (".", "."),
        };
        var align =
            name.StartsWith("align", StringComparison.Ordinal) || name == "aligned" || name == "split"
                ? " columnalign=\"right left\" class=\"aligned\""
            : name == "cases" ? " columnalign=\"left\" class=\"cases\""
            : "";
        // An empty last row comes of a \\ at the end.
        var body = rows.ToString().Replace("<mtr><mtd></mtd></mtr>", "");
        return $"<mrow>{Delimiter(open, null)}<mtable{align}>{body}</mtable>{Delimiter(close, null)}</mrow>";
    }

    private string ParseArgumentRow() => Row(ParseArgument());

    private string ParseArgument()
    {
        SkipSpace();
        return position >= latex.Length ? ""
            : Peek('{') ? ParseGroup()
            : Peek('\\') ? ParseAtom().Markup
            : ParseOne();
    }

    /// <summary>One character: x^10 raises to 1.</summary>
    private string ParseOne()
    {
        if (char.IsAsciiDigit(latex[position]))
        {
            return $"<mn>{latex[position++]}</mn>";
        }
        return ParseAtom().Markup;
    }

    private string ParseGroup()
    {
        position++;
        var body = ParseRow(() => Peek('}'));
        position++;
        return body;
    }

    /// <summary>The text of an argument as it is written.</summary>
    private string ReadRaw()
    {
        SkipSpace();
        if (!Peek('{'))
        {
            return position < latex.Length ? latex[position++].ToString() : "";
        }
        var start = ++position;
        for (var depth = 1; position < latex.Length; position++)
        {
            depth += latex[position] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                break;
            }
        }
        var text = latex[start..Math.Min(position, latex.Length)];
        position++;
        return text;
    }

    private string ReadCommand()
    {
        var start = ++position;
        while (position < latex.Length && char.IsAsciiLetter(latex[position]))
        {
            position++;
        }
        if (position == start && position < latex.Length)
        {
            position++;
        }
        return latex[start..Math.Min(position, latex.Length)];
    }

    private string ReadDelimiter()
    {
        SkipSpace();
        if (position >= latex.Length)
        {
            return ".";
        }
        if (!Peek('\\'))
        {
            return latex[position++].ToString();
        }
        var name = ReadCommand();
        return MathSymbols.Operators.TryGetValue(name, out var symbol) ? symbol : name;
    }

    private static string Delimiter(string delimiter, string? size) =>
        delimiter == "." ? ""
        : size is null ? $"<mo stretchy=\"true\" fence=\"true\">{Encode(delimiter)}</mo>"
        : $"<mo stretchy=\"true\" minsize=\"{size}\" maxsize=\"{size}\">{Encode(delimiter)}</mo>";

    private void SkipSpace()
    {
        while (position < latex.Length && char.IsWhiteSpace(latex[position]))
        {
            position++;
        }
    }

    private bool Peek(char c) => position < latex.Length && latex[position] == c;

    private bool PeekCommand(string name) =>
        Peek('\\')
        && string.CompareOrdinal(latex, position + 1, name, 0, name.Length) == 0
        && (
            !char.IsAsciiLetter(name[^1])
            || position + 1 + name.Length >= latex.Length
            || !char.IsAsciiLetter(latex[position + 1 + name.Length])
        );

    private static string Row(string? content) => $"<mrow>{content}</mrow>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
