using DigitLab.Host.Documents;
using DigitLab.Host.Tests.Session;

namespace DigitLab.Host.Tests.Formatting;

/// <summary>How values look. Formatters that cells register are the process's; these tests run one after the other.</summary>
[Collection(nameof(FormattingTests))]
public class FormattingTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("new[] { 1, 2, 3 }", "[ 1, 2, 3 ]")]
    [InlineData(
        "Enumerable.Range(0, 100)",
        "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ... (80 more) ]"
    )]
    [InlineData("3.14159f", "3.14159")]
    [InlineData("true", "True")]
    [InlineData("(1, \"two\")", "(1, two)")]
    [InlineData("typeof(List<int>)", "System.Collections.Generic.List<System.Int32>")]
    [InlineData("DateTime.Parse(\"2024-01-02\")", "2024-01-02 00:00:00Z")]
    [InlineData("new { A = 1, B = \"x<y\" }", "{ A = 1, B = x<y }")]
    [InlineData("new float[,] { { 1, 2 }, { 3, 4 } }", "[ [ 1, 2 ],\n  [ 3, 4 ] ]")]
    [InlineData("new Dictionary<string, double> { [\"loss\"] = 0.5 }", "key   value\nloss    0.5")]
    [InlineData(
        "new[] { new { Name = \"a\", N = 1 }, new { Name = \"b\", N = 22 } }",
        "index  Name   N\n    0  a      1\n    1  b     22"
    )]
    [InlineData("class P { public int X => 3; public string Y = \"y\"; }\nnew P()", "P { X = 3, Y = y }")]
    [InlineData("new List<int[]> { new[] { 1 }, new[] { 2, 3 } }", "[ [ 1 ], [ 2, 3 ] ]")]
    public void Plain_text(string code, string expected)
    {
        session.Succeed(code).ResultText.ShouldBe(expected);
    }

    [Theory]
    [InlineData("new[] { 1, 2, 3 }", "<div class=\"dni-plaintext\"><pre>[ 1, 2, 3 ]</pre></div>")]
    [InlineData("(object)null", "<div class=\"dni-plaintext\"><pre>&lt;null&gt;</pre></div>")]
    [InlineData("DateTime.Parse(\"2024-01-02\")", "<span>2024-01-02 00:00:00Z</span>")]
    [InlineData("HTML(\"<b>bold</b>\")", "<b>bold</b>")]
    [InlineData(
        "new { A = 1, B = \"x<y\" }",
        "<details open=\"open\" class=\"dni-treeview\"><summary><span class=\"dni-code-hint\"><code>{ A = 1, B = x&lt;y }</code></span></summary>"
            + "<div><table><tbody><tr><td style=\"text-align:left\">A</td><td style=\"text-align:left\">1</td></tr>"
            + "<tr><td style=\"text-align:left\">B</td><td style=\"text-align:left\">x&lt;y</td></tr></tbody></table></div></details>"
    )]
    [InlineData(
        "new Dictionary<string, string> { [\"a\"] = \"<\" }",
        "<table class=\"dni-table\"><thead><tr><th style=\"text-align:left\">key</th><th style=\"text-align:left\">value</th></tr></thead>"
            + "<tbody><tr><td style=\"text-align:left\">a</td><td style=\"text-align:left\">&lt;</td></tr></tbody></table>"
    )]
    [InlineData(
        "new Dictionary<string, object> { [\"none\"] = null, [\"list\"] = new[] { 1, 2 }, [\"lines\"] = new int[2, 1] }",
        "<table class=\"dni-table\"><thead><tr><th style=\"text-align:left\">key</th><th style=\"text-align:left\">value</th></tr></thead><tbody>"
            + "<tr><td style=\"text-align:left\">none</td><td style=\"text-align:left\"><span style=\"white-space:nowrap\">&lt;null&gt;</span></td></tr>"
            + "<tr><td style=\"text-align:left\">list</td><td style=\"text-align:left\"><span style=\"white-space:nowrap\">[ 1, 2 ]</span></td></tr>"
            + "<tr><td style=\"text-align:left\">lines</td><td style=\"text-align:left\"><div class=\"dni-plaintext\"><pre>[ [ 0 ],\n  [ 0 ] ]</pre></div></td></tr>"
            + "</tbody></table>"
    )]
    public void Html(string code, string expected)
    {
        session.Succeed(code).Result.Text("text/html").ShouldBe(expected);
    }

    [Fact]
    public void A_table_has_csv_too()
    {
        var shown = session
            .Succeed("new[] { new { Name = \"a,b\", N = 1 }, new { Name = \"b\", N = 2 } }.DisplayTable();")
            .Shown.Single();
        shown.Text("text/csv").ShouldBe("Name,N\n\"a,b\",1\nb,2\n");
        shown.Text("text/plain").ShouldBe("Name  N\na,b   1\nb     2");
        shown
            .Text("text/html")!
            .ShouldStartWith(
                "<table class=\"dni-table\"><thead><tr><th style=\"text-align:left\">Name</th><th style=\"text-align:right\">N</th></tr></thead>"
            );
    }

    [Theory]
    [InlineData(
        "class Node { public Node Next; public int[] Data = new int[100000]; }\nvar n = new Node(); n.Next = n;\nn"
    )]
    [InlineData("IEnumerable<int> All() { for (var i = 0; ; i++) yield return i; }\nAll()")]
    [InlineData("class Bad { public int A => throw new Exception(\"no\"); public int B = 2; }\nnew Bad()")]
    [InlineData(
        "class Wide { public List<Wide> Items => Enumerable.Range(0, 50).Select(_ => new Wide()).ToList(); }\nnew Wide()"
    )]
    [InlineData("Task.FromResult(42)")]
    [InlineData("System.Threading.Thread.CurrentThread")]
    public void Deep_endless_and_broken_values_have_an_end(string code)
    {
        var cell = session.Succeed(code);
        cell.Result.Text("text/html")!.Length.ShouldBeLessThan(200_000);
        cell.ResultText!.Length.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void A_cell_can_register_formatters()
    {
        session.Succeed(
            "using Microsoft.DotNet.Interactive.Formatting;\npublic class Img { public int W; }\nFormatter.Register<Img>(i => $\"IMG {i.W}\");"
        );
        session
            .Succeed("Formatter.Register<Img>(i => $\"<img width={i.W}>\", \"text/html\");\nnew Img { W = 4 }")
            .Result.Text("text/html")
            .ShouldBe("<img width=4>");
        session
            .Succeed("new Img { W = 5 }.Display(\"text/plain\");")
            .Shown.Single()
            .ToJsonString()
            .ShouldBe("{\"text/plain\":\"IMG 5\"}");
        session
            .Succeed("new[] { new Img { W = 1 }, new Img { W = 2 } }")
            .Result.Text("text/html")!
            .ShouldContain("<td style=\"text-align:left\"><img width=1></td>");
        session.Succeed("new Img { W = 7 }.ToDisplayString(\"text/html\")").ResultText.ShouldBe("<img width=7>");
        session
            .Succeed("Formatter.SetPreferredMimeTypesFor(typeof(Img), \"text/plain\");\nnew Img { W = 6 }")
            .Result!.ToJsonString()
            .ShouldBe("{\"text/plain\":\"IMG 6\"}");
        session
            .Run(
                "Formatter.Register<Img>((i, w) => throw new Exception(\"formatter bug\"), \"text/plain\");\nnew Img { W = 8 }"
            )
            .Error!.Message.ShouldBe("formatter bug");
        session
            .Run("new Img { W = 8 }.Display(\"image/png\");")
            .Error!.Message.ShouldStartWith("No formatter is registered for Img and MIME type image/png.");
        session
            .Succeed("Formatter.ListExpansionLimit = 3;\nEnumerable.Range(0, 10).ToList()")
            .ResultText.ShouldBe("[ 0, 1, 2 ... (7 more) ]");
        session.Succeed("Formatter.ResetToDefault();");
    }

    [Fact]
    public void A_type_brings_its_formatters_by_convention()
    {
        var result = session
            .Succeed(
                """
                [AttributeUsage(AttributeTargets.Class)]
                class TypeFormatterSourceAttribute : Attribute
                {
                    public TypeFormatterSourceAttribute(Type source) { FormatterSourceType = source; }
                    public Type FormatterSourceType { get; }
                }
                class Source
                {
                    public IEnumerable<object> CreateTypeFormatters() { yield return new Html(); yield return new Plotly(); }
                }
                class Html
                {
                    public string MimeType => "text/html";
                    public bool Format(object value, System.IO.TextWriter writer)
                    {
                        if (value is not Figure figure) return false;
                        writer.Write($"<figure>{figure.Title}</figure>");
                        return true;
                    }
                }
                class Plotly
                {
                    public string MimeType => "application/vnd.plotly.v1+json";
                    public bool Format(object value, System.IO.TextWriter writer) { writer.Write("{\"data\": [1]}"); return true; }
                }
                [TypeFormatterSource(typeof(Source))]
                class Figure { public string Title = "loss"; public override string ToString() => "Figure: loss"; }
                class Special : Figure { }
                new Special()
                """
            )
            .Result!;
        result
            .ToJsonString(Json.OneLine)
            .ShouldBe(
                """{"text/html":"<figure>loss</figure>","application/vnd.plotly.v1+json":{"data":[1]},"text/plain":"Figure: loss"}"""
            );
    }
}
