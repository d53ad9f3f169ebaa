using System.Xml.Linq;
using DigitLab.Host.Export;

namespace DigitLab.Host.Tests.Export;

public class MathMlTests
{
    [Theory]
    [InlineData("x", "<mi>x</mi>")]
    [InlineData("3.14", "<mn>3.14</mn>")]
    [InlineData("a - b", "<mi>a</mi><mo>−</mo><mi>b</mi>")]
    [InlineData("x^2", "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup>")]
    [InlineData("x^10", "<msup><mi>x</mi><mrow><mn>1</mn></mrow></msup><mn>0</mn>")]
    [InlineData("w_{ij}^2", "<msubsup><mi>w</mi><mrow><mi>i</mi><mi>j</mi></mrow><mrow><mn>2</mn></mrow></msubsup>")]
    [InlineData("\\frac{1}{N}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>N</mi></mrow></mfrac>")]
    [InlineData("\\frac12", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>")]
    [InlineData("\\sqrt{x}", "<msqrt><mi>x</mi></msqrt>")]
    [InlineData("\\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>")]
    [InlineData("\\alpha \\le \\infty", "<mi>α</mi><mo>≤</mo><mi>∞</mi>")]
    [InlineData("\\hat y", "<mover accent=\"true\"><mrow><mi>y</mi></mrow><mo stretchy=\"false\">^</mo></mover>")]
    [InlineData("\\mathbb{R}", "<mi mathvariant=\"normal\">ℝ</mi>")]
    [InlineData("\\mathcal{L}", "<mi mathvariant=\"normal\">ℒ</mi>")]
    [InlineData("\\text{if } x", "<mtext>if&#160;</mtext><mi>x</mi>")]
    [InlineData("\\log p", "<mi mathvariant=\"normal\">log</mi><mi>p</mi>")]
    [InlineData(
        "f'(x)",
        "<msup><mi>f</mi><mrow><mo>′</mo></mrow></msup><mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo>"
    )]
    [InlineData("\\lfloor x \\rfloor", "<mo stretchy=\"false\">⌊</mo><mi>x</mi><mo stretchy=\"false\">⌋</mo>")]
    [InlineData(
        "\\left\\lfloor x \\right\\rfloor",
        "<mrow><mo stretchy=\"true\" fence=\"true\">⌊</mo><mi>x</mi><mo stretchy=\"true\" fence=\"true\">⌋</mo></mrow>"
    )]
    [InlineData("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>")]
    public void Formulas(string latex, string expected)
    {
        Body(latex, out var unknown).ShouldBe(expected);
        unknown.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\\sum_{i=1}^N x_i", "munderover")]
    [InlineData("\\max_k z_k", "munder")]
    [InlineData("\\left( \\frac{a}{b} \\right)", "mfrac")]
    [InlineData("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", "mtable")]
    [InlineData("\\begin{cases} x & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}", "mtable")]
    [InlineData("\\begin{aligned} a &= b \\\\ &= c \\end{aligned}", "mtable")]
    [InlineData("\\underbrace{a + b}_{\\text{sum}}", "munder")]
    [InlineData("\\lVert \\theta \\rVert_2", "msub")]
    public void Larger_ones(string latex, string element)
    {
        Body(latex, out var unknown).ShouldContain($"<{element}");
        unknown.ShouldBeEmpty();
    }

    [Fact]
    public void A_matrix_has_its_cells()
    {
        var math = XElement.Parse($"<m>{Body("\\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}", out _)}</m>");
        math.Descendants("mtr")
            .Select(row => string.Concat(row.Elements("mtd").Select(cell => cell.Value)))
            .ShouldBe(["ab", "cd"]);
    }

    [Fact]
    public void An_unknown_command_is_shown_as_code_and_reported()
    {
        Body("\\nonsense{x}", out var unknown).ShouldContain("\\nonsense");
        unknown.ShouldBe(["\\nonsense"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("\\")]
    [InlineData("x^")]
    [InlineData("\\frac{1}")]
    [InlineData("\\left(")]
    [InlineData("\\begin{pmatrix} a & b")]
    [InlineData("\\begin")]
    [InlineData("a & b \\\\ c")]
    [InlineData("\\text{<script>}")]
    [InlineData("\\sqrt[")]
    [InlineData("_ ^ '")]
    [InlineData("\ud835\udc00")]
    public void Broken_formulas_are_still_well_formed(string latex)
    {
        Should.NotThrow(() => XElement.Parse(MathMl.Convert(latex, display: true, out _)));
    }

    private static string Body(string latex, out IReadOnlyList<string> unknown)
    {
        var html = MathMl.Convert(latex, display: false, out unknown);
        XElement.Parse(html);
        var start = html.IndexOf("<mrow>", StringComparison.Ordinal) + "<mrow>".Length;
        return html[start..html.IndexOf("</mrow><annotation", StringComparison.Ordinal)];
    }
}
