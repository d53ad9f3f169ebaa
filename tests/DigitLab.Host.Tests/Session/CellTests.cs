using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Session;

/// <summary>What a C# cell may contain and what comes of it.</summary>
public class CellTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("\"a string\"", "a string")]
    [InlineData("return 7;", "7")]
    [InlineData("await Task.FromResult(42)", "42")]
    [InlineData("(object)null", "<null>")]
    [InlineData("string n = null;\nn", "<null>")]
    [InlineData("int F(int x) => x * 2;\nF(21)", "42")]
    [InlineData("if (1 > 2) return 1;\nreturn 2;", "2")]
    public void A_trailing_expression_or_return_is_the_result(string code, string expected)
    {
        session.Succeed(code).ResultText.ShouldBe(expected);
    }

    [Theory]
    [InlineData("var y = 3;")]
    [InlineData("void F() {}\nF()")]
    [InlineData("using System.Diagnostics;")]
    [InlineData("Func<int> f = () => { return 3; };")]
    [InlineData("// nothing")]
    [InlineData("int G() { return 1; }")]
    public void Other_cells_have_no_result(string code)
    {
        session.Succeed(code).Outputs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1;\nvar x = ", '[', ']')]
    [InlineData("1;\nvar x = ", '[', ' ')]
    [InlineData("1;\nvar x = ", '(', ')')]
    [InlineData("1;\n", '{', ' ')]
    public void Brackets_nested_too_deeply_for_the_compiler_are_an_error_at_once(string before, char open, char close)
    {
        var error = session
            .Run($"{before}{new string(open, 5_000)}1{new string(close, 5_000)};")
            .Error.ShouldNotBeNull();
        error.Message.ShouldContain("more than 200 deep");
        error.Traceback[0].ShouldContain("line 2");
        session.Succeed($"{new string('(', 150)}1{new string(')', 150)}").ResultText.ShouldBe("1");
        session.Succeed($"\"{new string(open, 300)}\".Length // {new string(open, 300)}").ResultText.ShouldBe("300");
    }

    [Fact]
    public void Cells_share_variables_types_methods_and_usings()
    {
        session.Succeed("using System.IO;\nvar a = 1;\nrecord Point(int X);\nint Twice(int n) => 2 * n;");
        session.Succeed("a += 4;");
        session.Succeed("new Point(Twice(a)).X + Path.GetFileName(\"x/y\").Length").ResultText.ShouldBe("11");
    }

    [Fact]
    public void Variables_types_and_methods_may_be_declared_again()
    {
        session.Succeed("int x = 1; class C { public int V = 1; }");
        session.Succeed("string x = \"two\"; class C { public int V = 2; }");
        session.Succeed("x + new C().V").ResultText.ShouldBe("two2");
    }

    [Fact]
    public void What_was_assigned_before_a_throw_stays()
    {
        session
            .Run("var before = 5;\nint after = 0;\nthrow new InvalidOperationException(\"no\");")
            .Error.ShouldNotBeNull();
        session.Succeed("before + after").ResultText.ShouldBe("5");
    }

    [Fact]
    public void A_display_handle_as_last_expression_shows_once()
    {
        var cell = session.Succeed("display(1)");
        cell.Result.ShouldBeNull();
        cell.Shown.Single().Text("text/plain").ShouldBe("1");
    }

    [Fact]
    public void An_update_replaces_what_is_shown()
    {
        var cell = session.Succeed("var h = display(\"a\");\ndisplay(\"b\");\nh.Update(\"c\");");
        cell.Shown.Select(data => data.Text("text/plain")).ShouldBe(["c", "b"]);
    }

    [Fact]
    public void Content_shown_in_a_format_stays_content_when_updated()
    {
        var cell = session.Succeed("var h = \"<b>1</b>\".DisplayAs(\"text/html\");\nh.Update(\"<b>2</b>\");");
        cell.Shown.Single().Text("text/html").ShouldBe("<b>2</b>");
    }

    [Fact]
    public void Html_is_not_escaped_and_text_is()
    {
        var cell = session.Succeed(
            "HTML(\"<i>i</i>\").Display();\n\"raw<\".Display(\"text/html\");\n\"# md\".DisplayAs(\"text/markdown\");"
        );
        cell.Shown[0].Text("text/html").ShouldBe("<i>i</i>");
        cell.Shown[1].Text("text/html").ShouldBe("<div class=\"dni-plaintext\"><pre>raw&lt;</pre></div>");
        cell.Shown[2].Text("text/markdown").ShouldBe("# md");
    }

    [Fact]
    public void Console_output_of_tasks_and_threads_belongs_to_the_cell()
    {
        var cell = session.Succeed(
            """
            Console.Write("a");
            await Task.Run(() => Console.Write("b"));
            var t = new System.Threading.Thread(() => Console.WriteLine("c"));
            t.Start(); t.Join();
            Console.Error.WriteLine("e");
            """
        );
        cell.Outputs.ShouldBe([new StreamOutput("stdout", "abc\n"), new StreamOutput("stderr", "e\n")]);
    }

    [Fact]
    public void A_carriage_return_writes_the_line_again()
    {
        session
            .Succeed("Console.Write(\"first\\n1%\\r2%\"); Console.Write(\"\\r100%\\n\");")
            .Text.ShouldBe("first\n100%\n");
    }

    [Fact]
    public void A_compile_error_points_at_the_place()
    {
        var cell = session.Run("var x = 1;\n\tvar y = x + missing;");
        cell.Error!.Line.ShouldBe(2);
        cell.Traceback.ShouldBe(
            """
            cell 1, line 2, column 14: error CS0103: The name 'missing' does not exist in the current context
                	var y = x + missing;
                	            ^~~~~~~
            """.Replace("\r\n", "\n")
        );
    }

    [Fact]
    public void An_expression_that_is_no_statement_is_an_error()
    {
        session.Run("var y = 1;\ny;").Error!.Message.ShouldStartWith("(2,1): error CS0201");
    }

    [Fact]
    public void A_cell_that_does_not_compile_changes_nothing()
    {
        session.Succeed("var x = 1;");
        session.Run("x = 2; nonsense").Error.ShouldNotBeNull();
        session.Succeed("x").ResultText.ShouldBe("1");
    }

    [Fact]
    public void An_exception_shows_the_students_frames_and_folds_the_others()
    {
        session.Succeed("int Parse(string s)\n{\n    return int.Parse(s);\n}");
        var cell = session.Run("var list = new[] { \"1\", \"x\" };\nlist.Select(Parse).ToArray()");
        cell.Error!.Line.ShouldBe(2);
        cell.Error.Name.ShouldBe("System.FormatException");
        cell.Traceback.ShouldContain("at cell 1, line 3, in Parse");
        cell.Traceback.ShouldContain("at cell 2, line 2");
        cell.Traceback.ShouldContain("inside libraries");
        cell.Traceback.ShouldNotContain("Submission#");
        cell.Traceback.ShouldNotContain("MoveNext");
    }

    [Theory]
    [InlineData(1, "at cell 1, line 1, in Deep\n   at cell 1, line 1, in Deep\n   at cell 1, line 2")]
    [InlineData(1000, "at cell 1, line 1, in Deep\n   (1000 more calls like it)\n   at cell 1, line 2")]
    public void A_recursion_is_one_line(int depth, string frames)
    {
        var cell = session.Run(
            $"int Deep(int n) => n == 0 ? throw new Exception(\"bottom\") : Deep(n - 1);\nDeep({depth});"
        );
        cell.Traceback.ShouldBe($"System.Exception: bottom\n   {frames}");
    }

    [Fact]
    public void An_inner_exception_is_shown_as_the_cause()
    {
        var cell = session.Run(
            "try { throw new ArgumentException(\"inner\"); }\ncatch (Exception e) { throw new InvalidOperationException(\"outer\", e); }"
        );
        cell.Traceback.ShouldContain("System.InvalidOperationException: outer");
        cell.Traceback.ShouldContain("caused by System.ArgumentException: inner");
    }

    [Fact]
    public void An_unknown_language_is_named()
    {
        var cell = session.Run("print(1)", "python");
        cell.Error!.Message.ShouldContain("'python', which this program does not run");
    }

    [Fact]
    public void A_missing_assembly_is_an_error_at_its_line()
    {
        session
            .Run("\n#r \"none.dll\"\nvar a = 1;")
            .Error!.Message.ShouldBe("(2,1): error CS0006: Metadata file 'none.dll' could not be found");
    }

    [Fact]
    public void Optimised_code_is_what_runs()
    {
        // A loop over a local of a cell is a loop over a field; the compiler must at least not add what debuggers need.
        session
            .Succeed(
                "System.Reflection.MethodBase.GetCurrentMethod()!.Module.Assembly.GetCustomAttributes(typeof(System.Diagnostics.DebuggableAttribute), false).Cast<System.Diagnostics.DebuggableAttribute>().Any(a => a.IsJITOptimizerDisabled)"
            )
            .ResultText.ShouldBe("False");
    }
}
