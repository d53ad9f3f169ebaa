using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Session;

/// <summary>What users of Polyglot Notebooks have in their cells.</summary>
[Collection(nameof(Formatting.FormattingTests))]
public class PolyglotTests
{
    private readonly TestSession session = new();

    [Fact]
    public void What_the_cells_context_shows_is_updated()
    {
        session
            .Succeed(
                "using Microsoft.DotNet.Interactive;\nvar e = KernelInvocationContext.Current.Display(\"one\");\ne.Update(\"two\");"
            )
            .Shown.Single()
            .Text("text/plain")
            .ShouldBe("two");
        // Without the using, and as the extension method that libraries were compiled with.
        session
            .Succeed("Microsoft.DotNet.Interactive.KernelInvocationContext.Current.Display(1);")
            .Shown.Single()
            .Text("text/plain")
            .ShouldBe("1");
        session
            .Succeed(
                "KernelInvocationContextExtensions.DisplayAs(KernelInvocationContext.Current, \"<b>x</b>\", \"text/html\");"
            )
            .Shown.Single()
            .Text("text/html")
            .ShouldBe("<b>x</b>");
    }

    [Fact]
    public void Set_hands_a_value_on()
    {
        session.Succeed("var arr = new[] { 1, 2, 3 };");
        session.Succeed("#!set --name arr2 --value @csharp:arr\narr2.Sum()").ResultText.ShouldBe("6");
        session.Run("#!set --name none --value @csharp:nothing").Error!.Message.ShouldContain("no variable 'nothing'");
    }

    [Fact]
    public void A_password_is_not_printed()
    {
        var password = new Microsoft.DotNet.Interactive.PasswordString("geheim");
        $"{password}".ShouldBe("************");
        session.Succeed("var pw = new Microsoft.DotNet.Interactive.PasswordString(\"geheim\");");
        session.Succeed("pw").ResultText.ShouldBe("************");
        var list = session.Succeed("#!whos").Shown.Single();
        list.ToJsonString().ShouldNotContain("geheim");
        list.Text("text/plain")!.ShouldContain("************");
        session.Succeed("pw.GetClearTextPassword()").ResultText.ShouldBe("geheim");
    }

    [Fact]
    public void A_script_may_return()
    {
        var html = session.Succeed("console.log('hi');\nreturn 1 + 1; // done", "javascript").Shown.Single();
        html.Text("text/html")
            .ShouldBe(
                "<script type=\"text/javascript\">(async () => {\nconsole.log('hi');\nreturn 1 + 1; // done\n})();</script>"
            );
    }

    [Fact]
    public void The_attribute_says_which_formats()
    {
        session.Succeed(
            """
            [AttributeUsage(AttributeTargets.Class)] class TypeFormatterSourceAttribute(Type t) : Attribute { public Type FormatterSourceType { get; } = t; public string[] PreferredMimeTypes { get; set; } }
            public class Fmt(string mime, string text) { public string MimeType => mime; public bool Format(object o, System.IO.TextWriter w) { w.Write(text); return true; } }
            public class Src { public IEnumerable<object> CreateTypeFormatters() => [new Fmt("text/html", "<b>html</b>"), new Fmt("image/svg+xml", "<svg/>"), new Fmt("text/plain", "plain")]; }
            [TypeFormatterSource(typeof(Src), PreferredMimeTypes = new[] { "text/html", "text/plain" })] public class Two { }
            [TypeFormatterSource(typeof(Src))] public class All { }
            """
        );
        session.Succeed("new Two()").Result!.Select(entry => entry.Key).ShouldBe(["text/html", "text/plain"]);
        session
            .Succeed("new All()")
            .Result!.Select(entry => entry.Key)
            .ShouldBe(["text/html", "image/svg+xml", "text/plain"]);
    }

    [Theory]
    [InlineData("div[style: \"color:green\"](b(\"hello\"))", "<div style=\"color:green\"><b>hello</b></div>")]
    [InlineData("div(new[] { b(\"1\"), i(\"<2>\") }, 3)", "<div><b>1</b><i>&lt;2&gt;</i>3</div>")]
    [InlineData("div[@class: \"a\", data_x: 3](\"x\")", "<div class=\"a\" data-x=\"3\">x</div>")]
    [InlineData("img[src: \"a\\\"b.png\"]", "<img src=\"a&quot;b.png\"></img>")]
    [InlineData("div(br, input[type: \"text\"], HTML(\"<hr>\"))", "<div><br /><input type=\"text\" /><hr></div>")]
    [InlineData("_.article(\"x\")", "<article>x</article>")]
    [InlineData("div[\"hidden\"]", "<div hidden></div>")]
    [InlineData(
        "table(thead(tr(th(\"A\"))), tbody(tr(td(1))))",
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    )]
    public void PocketView_writes_HTML(string code, string expected)
    {
        session.Succeed("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;");
        session.Succeed(code).Result.Text("text/html").ShouldBe(expected);
    }

    [Fact]
    public void A_tag_without_its_using_says_what_is_missing()
    {
        session
            .Run("b(\"x\")")
            .Traceback.ShouldContain("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;");
        session.Run("Console.WriteLine(i);").Traceback.ShouldNotContain("PocketView");
    }

    [Theory]
    [InlineData("(LaTeXString)@\"\\begin{align} a &= b \\end{align}\"", "\\begin{align} a &= b \\end{align}")]
    [InlineData("(MathString)@\"\\frac{1}{2}\"", "$$\\frac{1}{2}$$")]
    public void Formulas_are_LaTeX(string code, string expected)
    {
        var result = session.Succeed("using Microsoft.DotNet.Interactive.Formatting;\n" + code).Result!;
        result.Text("text/latex").ShouldBe(expected);
    }

    [Fact]
    public void The_default_format_can_be_chosen()
    {
        session.Succeed("using Microsoft.DotNet.Interactive.Formatting;\nFormatter.DefaultMimeType = \"text/plain\";");
        session.Succeed("new { A = 1 }").Result!.Select(entry => entry.Key).ShouldBe(["text/plain"]);
        session.Succeed("Formatter.ResetToDefault();\nFormatter.DefaultMimeType").ResultText.ShouldBe("text/html");
    }

    [Fact]
    public void Rows_are_CSV()
    {
        session
            .Succeed("new[] { new { A = 1, B = \"x\" } }.Display(\"text/csv\");")
            .Shown.Single()
            .Text("text/csv")
            .ShouldBe("A,B\n1,x\n");
        var table = session
            .Succeed(
                "using Microsoft.DotNet.Interactive.Formatting.TabularData;\nnew[] { new { A = 1, B = \"x\" } }.ToTabularDataResource()"
            )
            .Result!;
        table.Text("text/plain").ShouldBe("A  B\n1  x");
    }

    [Fact]
    public void Code_can_be_sent_to_a_kernel()
    {
        session
            .Succeed("Microsoft.DotNet.Interactive.Kernel.Root.GetType().Name")
            .ResultText.ShouldBe("CompositeKernel");
        session.Succeed(
            "using Microsoft.DotNet.Interactive; using Microsoft.DotNet.Interactive.Commands;\nint x = 20;"
        );
        var cell = session.Succeed("await Kernel.Root.SendAsync(new SubmitCode(\"x += 1; x * 2\", \"csharp\"));\nx");
        cell.Shown.Single().Text("text/plain").ShouldBe("42");
        cell.ResultText.ShouldBe("21");
        session
            .Succeed("(await Kernel.Current.SubmitCodeAsync(\"nonsense\")).Events.Last().GetType().Name")
            .ResultText.ShouldBe("CommandFailed");
        session
            .Succeed("(await Kernel.Root.FindKernelByName(\"html\").SubmitCodeAsync(\"<b>x</b>\")).Events.Count")
            .Shown.Single()
            .Text("text/html")
            .ShouldBe("<b>x</b>");
    }

    [Fact]
    public void A_warning_is_said_once()
    {
        session
            .Succeed("int F()\n{\n    int z;\n    return 1;\n}")
            .Text.ShouldBe("cell 1, line 3: warning CS0168: The variable 'z' is declared but never used\n");
        session.Succeed("int F()\n{\n    int z;\n    return 1;\n}").Text.ShouldBe("");
        session.Succeed("async Task<int> G() => 1;\nobject o = null; string s = o as string;").Text.ShouldBe("");
    }

    [Fact]
    public void A_diagram_is_there_for_front_ends_that_draw_it_and_for_those_that_do_not()
    {
        var shown = session.Succeed("graph TD; A-->B;", "mermaid").Shown.Single();
        shown.Text("text/vnd.mermaid").ShouldBe("graph TD; A-->B;");
        shown.Text("text/plain").ShouldBe("graph TD; A-->B;");
    }

    [Theory]
    [InlineData(
        "using var stream = new System.IO.MemoryStream();\nstream.Length",
        "write `var x = ...` and x.Dispose()"
    )]
    [InlineData(
        "public static class E { public static string Excited(this string text) => text + \"!\"; }",
        "write an extension method outside of any class: static string Excited(this string text)"
    )]
    public void Where_the_compiler_misleads_a_sentence_tells(string code, string advice)
    {
        session.Run(code).Traceback.ShouldContain(advice);
    }

    [Fact]
    public void An_extension_method_may_stand_in_a_cell()
    {
        session.Succeed("static string Excited(this string text) => text + \"!\";");
        session.Succeed("\"digits\".Excited()").ResultText.ShouldBe("digits!");
    }

    [Theory]
    [InlineData("record Person(string Name) { public Person Friend { get; set; } }")]
    [InlineData("class Person(string name) { public string Name => name; public Person Friend { get; set; } }")]
    public void A_value_that_leads_to_itself_is_a_few_lines(string type)
    {
        session.Succeed(type);
        var result = session.Succeed("var ann = new Person(\"Ann\"); ann.Friend = ann;\nann").Result!;
        result.Text("text/plain").ShouldBe("Person { Name = Ann, Friend = Person }");
        result.Text("text/html")!.Length.ShouldBeLessThan(1000);
        session
            .Succeed("var bob = new Person(\"Bob\") { Friend = ann };\nnew[] { ann, bob }")
            .ResultText!.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public void An_endless_recursion_of_several_functions_is_a_few_lines()
    {
        var cell = session.Run(
            """
            int A(int n) { System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack(); return B(n + 1); }
            int B(int n) => C(n + 1);
            int C(int n) => A(n + 1);
            A(0)
            """
        );
        cell.Error!.Name.ShouldBe("System.InsufficientExecutionStackException");
        cell.Error.Traceback.Count.ShouldBeLessThan(12);
        cell.Traceback.ShouldMatch(@"these 3 calls \d+ more times");
    }

    [Fact]
    public void An_import_is_relative_to_the_notebook_that_asks()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "parts", "deep"));
        File.WriteAllText(
            Path.Combine(folder.Path, "parts", "a.dib"),
            "#!csharp\n\n#!import deep/b.dib\n#!import c.dib\n"
        );
        File.WriteAllText(Path.Combine(folder.Path, "parts", "deep", "b.dib"), "#!csharp\n\n#load \"b.csx\"\n");
        File.WriteAllText(Path.Combine(folder.Path, "parts", "deep", "b.csx"), "int b = 2;");
        File.WriteAllText(Path.Combine(folder.Path, "c.dib"), "#!csharp\n\nint c = 3;\n");
        new TestSession(folder.Path).Succeed("#!import parts/a.dib\nb * c").ResultText.ShouldBe("6");
    }
}
