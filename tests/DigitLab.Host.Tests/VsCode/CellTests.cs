using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.VsCode;

/// <summary>Cells over the extension's protocol: what they put out, ask and end with.</summary>
public sealed class CellTests : IDisposable
{
    private readonly ExtensionHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public void State_is_kept_and_executions_are_counted()
    {
        var first = host.Execute("var x = 20;");
        first.Text("status").ShouldBe("ok");
        first["executionCount"]!.GetValue<int>().ShouldBe(1);
        first["error"].ShouldBeNull();
        host.Execute("x + 1")["executionCount"]!.GetValue<int>().ShouldBe(2);
        var result = host.Outputs.Single(output => output.Type == "execute_result");
        result.PlainText.ShouldBe("21");
        result.Content["execution_count"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public void Outputs_come_in_their_order_and_before_the_answer()
    {
        host.Succeed("Console.Write(\"a\"); Console.Error.Write(\"b\"); display(1); Console.Write(\"c\"); \"end\"");
        host.Outputs.Select(output =>
                output.Type == "stream" ? output.Content.Text("name") + output.Text : output.Type
            )
            .ShouldBe(["stdouta", "stderrb", "display_data", "stdoutc", "execute_result"]);
    }

    [Fact]
    public void A_value_that_changes_fast_comes_now_and_then_and_its_last_state_always()
    {
        host.Succeed(
            "var shown = display(\"start\");\n"
                + "for (var i = 1; i <= 1000; i++) { shown.Update(i); System.Threading.Thread.Sleep(1); }"
        );
        var display = host.Outputs.Single(output => output.Type == "display_data");
        var updates = host.Outputs.Where(output => output.Type == "update_display_data").ToArray();
        updates.Length.ShouldBeInRange(2, 100);
        updates[^1].PlainText.ShouldBe("1000");
        updates.ShouldAllBe(update =>
            update.Content["transient"].Text("display_id") == display.Content["transient"].Text("display_id")
        );
    }

    [Fact]
    public void An_update_by_a_later_cell_is_that_cells_output()
    {
        host.Succeed("var shown = display(\"one\");");
        host.Succeed("shown.Update(\"two\");", "c2");
        var update = host.Outputs.Single(output => output.Type == "update_display_data");
        update.Cell.ShouldBe("c2");
        update.PlainText.ShouldBe("two");
    }

    [Fact]
    public void Outputs_are_cleared_on_demand()
    {
        host.Succeed("Console.Write(1);\n#!clear\nConsole.Write(2);");
        host.Outputs.Select(output => output.Type).ShouldBe(["stream", "clear_output", "stream"]);
        host.Outputs[1].Content["wait"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public void What_cells_ask_the_extension_answers()
    {
        var questions = new List<JsonObject>();
        host.Answer = question =>
        {
            questions.Add(question);
            return "answer " + questions.Count;
        };
        host.Succeed("#!set --name a --value @input:\"A name\"\nConsole.Write(a);");
        host.Succeed("#!set --name b --value @password:\"A secret\"\nConsole.Write(b.GetClearTextPassword());");
        host.Succeed("Console.Write(await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(\"More?\"));");
        host.Text("c1").ShouldBe("answer 1answer 2answer 3");
        questions.Select(question => question.Text("prompt")).ShouldBe(["A name", "A secret", "More?"]);
        questions.Select(question => question["password"]!.GetValue<bool>()).ShouldBe([false, true, false]);
    }

    [Fact]
    public void A_question_that_is_not_answered_fails_the_cell()
    {
        var result = host.Execute("Console.ReadLine()");
        result.Text("status").ShouldBe("error");
        result["error"].Text("message")!.ShouldContain("none was given");
    }

    [Theory]
    [InlineData("var x = 1;\n  var y = x + nothing;", "CompilationError", 2, 15)]
    [InlineData("int F(int n) =>\n    n / (n - n);\nF(3)", "DivideByZeroException", 2, 5)]
    [InlineData("#!nothing", "MagicCommandError", 1, null)]
    public void An_error_has_a_place(string code, string name, int line, int? column)
    {
        var result = host.Execute(code);
        result.Text("status").ShouldBe("error");
        var error = result["error"]!;
        error.Text("name").ShouldBe(name);
        error["line"]!.GetValue<int>().ShouldBe(line);
        (error["column"]?.GetValue<int>()).ShouldBe(column);
        error["traceback"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public void Cells_behind_one_that_fails_are_not_run()
    {
        var asked = new[] { "System.Threading.Thread.Sleep(300); throw new Exception(\"no\");", "1", "2" }
            .Select((code, i) => host.ExecuteAsync(code, $"c{i + 1}"))
            .ToArray();
        asked.Select(host.Result).Select(result => result.Text("status")).ShouldBe(["error", "aborted", "aborted"]);
        host.Execute("3").Text("status").ShouldBe("ok");
    }

    [Fact]
    public void Other_languages_are_shown_or_refused()
    {
        host.Execute("<b>bold</b>", kernel: "html").Text("status").ShouldBe("ok");
        host.Outputs.Single().Content["data"].Text("text/html").ShouldBe("<b>bold</b>");
        host.Execute("let x = 1", kernel: "fsharp")["error"].Text("name").ShouldBe("UnknownKernel");
    }

    [Fact]
    public void Paths_are_relative_to_the_folder()
    {
        File.WriteAllText(Path.Combine(host.Folder, "shared.csx"), "var loaded = 5;");
        host.Succeed("#load \"shared.csx\"\nConsole.Write(loaded + System.IO.Path.GetFileName(Environment.CurrentDirectory));");
        host.Text("c1").ShouldBe("5" + Path.GetFileName(host.Folder));
    }

    [Fact]
    public void What_a_library_tells_of_itself_is_sent_when_it_changes()
    {
        host.Succeed(
            "AppContext.SetData(\"DigitLab.Status.Backend\", \"Engine 1.0\");\n"
                + "AppContext.SetData(\"DigitLab.Status.Training\", \"epoch 1 of 2\");\n"
                + "System.Threading.Thread.Sleep(1500);\n"
                + "AppContext.SetData(\"DigitLab.Status.Training\", null);\n"
                + "AppContext.SetData(\"DigitLab.Status.Checks\", new[] { 3, 1, 2 });"
        );
        host.Succeed("1");
        host.Statuses.Select(status => status.ToJsonString())
            .ShouldBe([
                """{"backend":"Engine 1.0","training":"epoch 1 of 2"}""",
                """{"training":null,"checks":{"passed":3,"failed":1,"open":2}}""",
            ]);
    }
}
