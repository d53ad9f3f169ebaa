using System.Net;
using System.Text;

namespace DigitLab.Host.Export;

/// <summary>
/// Converts LaTeX formulas to MathML, which browsers display without scripts. It covers what textbooks on neural
/// networks use; an unknown command is shown as code and reported.
/// </summary>
internal sealed class MathMl
{
    /// <summary>Maximum nesting of formulas; deeper ones would cost stack here and in the browser.</summary>
    private const int MaxDepth = 200;

    private readonly LatexReader reader;
    private readonly List<string> unknown = [];
    private int depth;

    private MathMl(string latex) => reader = new LatexReader(latex);

    /// <param name="latex">The formula, without dollar signs.</param>
    /// <param name="display">Whether the formula is displayed on its own line.</param>
    /// <param name="unknown">Receives unknown commands.</param>
    public static string Convert(string latex, bool display, out IReadOnlyList<string> unknown)
    {
        var parser = new MathMl(latex.Trim());
        var body = parser.ParseRow(end: null);
        unknown = parser.unknown;
        if (parser.depth < 0)
        {
            body = $"<mtext style=\"font-family:monospace\">{Encode(latex.Trim())}</mtext>";
            unknown = ["{ (nested too deeply)"];
        }
        var block = display ? " display=\"block\"" : "";
        return $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{block}><semantics><mrow>{body}</mrow>"
            + $"<annotation encoding=\"application/x-tex\">{Encode(latex.Trim())}</annotation></semantics></math>";
    }

    /// <summary>Parses up to <paramref name="end"/> ("}", "&amp;", "\right", …) or the end of the formula.</summary>
    private string ParseRow(Func<bool>? end)
    {
        var row = new StringBuilder();
        if (!Enter())
        {
            return "";
        }
        while (true)
        {
            reader.SkipSpace();
            if (reader.AtEnd || (end?.Invoke() ?? false))
            {
                Leave();
                return row.ToString();
            }
            row.Append(ParseScripts());
        }
    }

    /// <summary>An atom with its scripts.</summary>
    private string ParseScripts()
    {
        var (atom, limits) = ParseAtom();
        string? sub = null;
        string? sup = null;
        while (!reader.AtEnd)
        {
            reader.SkipSpace();
            if (sub is null && reader.Take('_'))
            {
                sub = ParseArgument();
            }
            else if (sup is null && reader.Take('^'))
            {
                sup = ParseArgument();
            }
            else if (reader.Peek('\''))
            {
                var primes = 0;
                while (reader.Take('\''))
                {
                    primes++;
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

    /// <summary>One symbol, number, group or command, and whether its scripts are limits (above and below).</summary>
    private (string Markup, bool Limits) ParseAtom()
    {
        if (!Enter())
        {
            return ("", false);
        }
        var atom = ParseAtomHere();
        Leave();
        return atom;
    }

    /// <summary>Enters a nested formula; one that is nested too deeply is shown as source.</summary>
    private bool Enter()
    {
        if (depth >= 0 && ++depth <= MaxDepth)
        {
            return true;
        }
        depth = -1;
        reader.SkipAll();
        return false;
    }

    private void Leave() => depth = depth < 0 ? depth : depth - 1;

    private (string Markup, bool Limits) ParseAtomHere()
    {
        if (reader.Peek('{'))
        {
            return (Row(ParseGroup()), false);
        }
        if (reader.Peek('\\'))
        {
            return ParseCommand();
        }
        if (reader.PeekDigit())
        {
            return ($"<mn>{reader.ReadNumber()}</mn>", false);
        }
        var rune = reader.ReadCharacter();
        if (Rune.IsLetter(rune))
        {
            return ($"<mi>{rune}</mi>", false);
        }
        return rune.Value switch
        {
            '-' => ("<mo>−</mo>", false),
            '*' => ("<mo>∗</mo>", false),
            '~' => ("<mspace width=\"0.33em\"/>", false),
            '&' => ("", false),
            _ => (Operator(rune.ToString()), false),
        };
    }

    private (string Markup, bool Limits) ParseCommand()
    {
        var name = reader.ReadCommand();
        if (MathSymbols.Identifiers.TryGetValue(name, out var identifier))
        {
            return ($"<mi>{identifier}</mi>", false);
        }
        if (MathSymbols.Operators.TryGetValue(name, out var symbol))
        {
            return (Operator(symbol), false);
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
            return (MathSymbols.InAlphabet(reader.ReadRaw(), alphabet), false);
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
                    ? ($"<mi mathvariant=\"normal\">{Encode(reader.ReadRaw())}</mi>", false)
                    : ($"<mtext{style}>{Encode(reader.ReadRaw().Replace(' ', '\u00A0'))}</mtext>", false);
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
                return ($"<mspace width=\"2em\"/><mtext>({Encode(reader.ReadRaw())})</mtext>", false);
            default:
                unknown.Add("\\" + name);
                return ($"<mtext style=\"font-family:monospace\">\\{Encode(name)}</mtext>", false);
        }
    }

    private (string, bool) ParseRoot()
    {
        reader.SkipSpace();
        if (!reader.Take('['))
        {
            return ($"<msqrt>{ParseArgument()}</msqrt>", false);
        }
        var degree = ParseRow(() => reader.Peek(']'));
        reader.Take(']');
        return ($"<mroot>{ParseArgumentRow()}{Row(degree)}</mroot>", false);
    }

    private (string, bool) ParseFence()
    {
        var open = ReadDelimiter();
        var body = ParseRow(() => reader.PeekCommand("right"));
        var close = reader.TakeCommand("right") ? ReadDelimiter() : ".";
        return ($"<mrow>{Delimiter(open, null)}{body}{Delimiter(close, null)}</mrow>", false);
    }

    private string ParseEnvironment()
    {
        var name = reader.ReadRaw();
        if (name is "array")
        {
            reader.SkipSpace();
            if (reader.Peek('{'))
            {
                reader.ReadRaw();
            }
        }
        var rows = new StringBuilder("<mtr><mtd>");
        while (!reader.AtEnd && !reader.PeekCommand("end"))
        {
            rows.Append(ParseRow(() => reader.Peek('&') || reader.PeekCommand("\\") || reader.PeekCommand("end")));
            if (reader.Take('&'))
            {
                rows.Append("</mtd><mtd>");
            }
            else if (reader.TakeCommand("\\"))
            {
                rows.Append("</mtd></mtr><mtr><mtd>");
            }
        }
        if (reader.TakeCommand("end"))
        {
            reader.ReadRaw();
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
        // A \\ at the end leaves an empty last row.
        var body = rows.ToString().Replace("<mtr><mtd></mtd></mtr>", "");
        return $"<mrow>{Delimiter(open, null)}<mtable{align}>{body}</mtable>{Delimiter(close, null)}</mrow>";
    }

    private string ParseArgumentRow() => Row(ParseArgument());

    private string ParseArgument()
    {
        reader.SkipSpace();
        return reader.AtEnd ? ""
            : reader.Peek('{') ? ParseGroup()
            // A single digit: x^10 is x¹0.
            : reader.PeekDigit() ? $"<mn>{reader.ReadDigit()}</mn>"
            : ParseAtom().Markup;
    }

    private string ParseGroup()
    {
        reader.Take('{');
        var body = ParseRow(() => reader.Peek('}'));
        reader.Take('}');
        return body;
    }

    private string ReadDelimiter()
    {
        reader.SkipSpace();
        if (reader.AtEnd)
        {
            return ".";
        }
        if (!reader.Peek('\\'))
        {
            return reader.ReadCharacter().ToString();
        }
        var name = reader.ReadCommand();
        return MathSymbols.Operators.TryGetValue(name, out var symbol) ? symbol : name;
    }

    /// <summary>
    /// An operator. Only \left, \right and environments stretch delimiters to the height of their content.
    /// </summary>
    private static string Operator(string symbol) =>
        symbol.Length == 1 && "()[]{}⟨⟩⌊⌋⌈⌉|‖/\\↑↓".Contains(symbol[0])
            ? $"<mo stretchy=\"false\">{Encode(symbol)}</mo>"
            : $"<mo>{Encode(symbol)}</mo>";

    private static string Delimiter(string delimiter, string? size) =>
        delimiter == "." ? ""
        : size is null ? $"<mo stretchy=\"true\" fence=\"true\">{Encode(delimiter)}</mo>"
        : $"<mo stretchy=\"true\" minsize=\"{size}\" maxsize=\"{size}\">{Encode(delimiter)}</mo>";

    private static string Row(string? content) => $"<mrow>{content}</mrow>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
