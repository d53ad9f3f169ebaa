namespace DigitLab.Host.Tests.Session;

/// <summary>What once ended the session, lost outputs or filled the page: it is told in a few lines, and the session lives.</summary>
public class RecursionTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("int Down(int n) => Down(n + 1) + 1;\nDown(0)", "Down")]
    [InlineData("int Ping(int n) { return Pong(n) + 1; } int Pong(int n) { return Ping(n) + 1; }\nPing(0)", "P")]
    [InlineData("class Node { public Node Next = new Node(); }\nnew Node()", "new Node")]
    [InlineData("class Circle { public int Area => Area + 1; }\nnew Circle().Area", "Circle.get_Area")]
    [InlineData("Func<int, int> f = null; f = n => f(n + 1) + 1; f(0)", "lambda")]
    [InlineData("async Task<int> Wait(int n) => await Wait(n + 1) + 1;\nawait Wait(0)", "Wait")]
    public void Endless_recursion_is_an_error_that_names_the_function(string code, string name)
    {
        session.Succeed("var kept = 7;");
        var cell = session.Run(code);
        cell.Error!.Name.ShouldBe("System.InsufficientExecutionStackException");
        cell.Error.Message.ShouldContain("stack overflow");
        cell.Error.Message.ShouldContain(name);
        cell.Error.Traceback.Count.ShouldBeLessThan(100);
        session.Succeed("kept").ResultText.ShouldBe("7");
    }

    [Fact]
    public void It_can_be_caught()
    {
        session
            .Succeed(
                "int Down(int n) => Down(n + 1) + 1;\n"
                    + "string caught = \"\"; try { Down(0); } catch (InsufficientExecutionStackException e) { caught = e.GetType().Name; }\ncaught"
            )
            .ResultText.ShouldBe("InsufficientExecutionStackException");
    }

    [Fact]
    public void A_record_that_refers_to_itself_is_shown_in_a_few_lines()
    {
        var cell = session.Run(
            """
            record Person(string Name) { public Person Friend { get; set; } }
            var ann = new Person("Ann");
            ann.Friend = ann;
            ann
            """
        );
        var shown = (cell.Result?.ToJsonString() ?? "") + cell.Traceback;
        shown.ShouldContain("Person");
        shown.Length.ShouldBeLessThan(100_000);
    }

    [Theory]
    [InlineData(
        "throw null_message();",
        "class E : Exception { public override string Message => throw new InvalidOperationException(); }"
    )]
    [InlineData("throw null_message();", "class E : Exception { public override string Message => null; }")]
    [InlineData(
        "throw null_message();",
        "class E : Exception { public override string Message { get { while (true) ; } } }"
    )]
    [InlineData(
        "throw null_message();",
        "class E : Exception { public override string Message => new string('x', 50_000_000); }"
    )]
    public void An_exceptions_message_may_throw_be_missing_or_endless(string code, string type)
    {
        session.Succeed($"{type}\nException null_message() => new E();");
        var cell = session.Run($"Console.WriteLine(\"before\");\n{code}");
        cell.Text.ShouldBe("before\n");
        cell.Error!.Name.ShouldBe("E");
        cell.Traceback.Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public void What_one_cell_did_to_the_console_is_over_with_it()
    {
        session.Succeed("Console.SetOut(System.IO.TextWriter.Null); Console.SetError(System.IO.TextWriter.Null);");
        session
            .Succeed("Console.WriteLine(\"out\"); Console.Error.WriteLine(\"error\");")
            .Text.ShouldBe("out\nerror\n");
    }

    [Theory]
    [InlineData("new System.Threading.Thread(() => throw new Exception(\"boom\")).Start();")]
    [InlineData("async void F() { await Task.Delay(1); throw new Exception(\"boom\"); }\nF();")]
    [InlineData("System.Threading.ThreadPool.QueueUserWorkItem(_ => throw new Exception(\"boom\"));")]
    [InlineData("new System.Threading.Timer(_ => throw new Exception(\"boom\"), null, 1, -1);")]
    public void An_exception_on_a_thread_is_shown_and_the_session_goes_on(string code)
    {
        var cell = session.Run(code + "\nSystem.Threading.Thread.Sleep(500);");
        cell.Error.ShouldBeNull();
        cell.Text.ShouldContain("boom");
        session.Succeed("1 + 1").ResultText.ShouldBe("2");
    }
}
