using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.VsCode;

/// <summary>Interrupts and ends of the extension's host.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly ExtensionHost host = new();

    public void Dispose() => host.Dispose();

    private Task<JsonNode?> Begin(string code)
    {
        var asked = host.ExecuteAsync("Console.WriteLine(\"go\");\n" + code);
        host.WaitFor(output => output.Text.Contains("go"));
        return asked;
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (var i = 0; ; i++) { Console.WriteLine(i); display(i); }")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("await System.Threading.Tasks.Task.Delay(-1);")]
    [InlineData("for (var i = 0; i < 1000; i++) Task.Run(() => System.Threading.Thread.Sleep(-1)); while (true) ;")]
    public void A_cell_is_interrupted_and_the_session_lives_on(string code)
    {
        host.Succeed("var kept = 7;");
        var running = Begin(code);
        host.Ask("interrupt");
        var result = host.Result(running);
        result.Text("status").ShouldBe("error");
        result["error"].Text("name").ShouldBe("Interrupted");
        host.Succeed("Console.Write($\"kept {kept}\");", "c2");
        host.Text("c2").ShouldBe("kept 7");
    }

    [Fact]
    public void A_host_whose_thread_pool_is_occupied_answers_while_a_cell_puts_out()
    {
        var running = Begin(
            "for (var i = 0; i < 1000; i++) Task.Run(() => System.Threading.Thread.Sleep(-1));\n"
                + "for (var i = 0; ; i++) display(i);"
        );
        host.Change("c2", "Console.");
        var place = new JsonObject { ["cell"] = "c2", ["offset"] = 8 };
        for (var i = 0; i < 300; i++)
        {
            var asked = host.AskAsync("hover", (JsonObject)place.DeepClone());
            host.Ask("diagnostics", new JsonObject { ["cell"] = "c2" });
            ExtensionHost.Ends(asked).ShouldBeTrue();
        }
        host.Ask("interrupt");
        host.Result(running)["error"].Text("name").ShouldBe("Interrupted");
        host.Succeed("1", "c3");
    }

    [Fact]
    public void Training_ends_in_good_order_and_goes_on()
    {
        host.Succeed("var epoch = 0;");
        var running = Begin(
            "var token = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;\n"
                + "var bar = display(epoch);\n"
                + "try { while (true) { token.ThrowIfCancellationRequested(); epoch++; bar.Update(epoch); System.Threading.Thread.Sleep(5); } }\n"
                + "finally { Console.WriteLine($\"stopped at {epoch}\"); }"
        );
        host.WaitFor(output => output.Type == "update_display_data");
        host.Ask("interrupt");
        host.Result(running)["error"].Text("name").ShouldBe("Interrupted");
        host.Text("c1").ShouldContain("stopped at ");
        host.Succeed("Console.Write(epoch > 0);", "c2");
        host.Text("c2").ShouldBe("True");
    }

    [Fact]
    public void What_was_asked_for_and_does_not_run_yet_is_interrupted_too()
    {
        var asked = Enumerable.Range(1, 3).Select(i => host.ExecuteAsync("while (true) { }", $"c{i}")).ToArray();
        host.Ask("interrupt");
        asked.Select(host.Result).Select(result => result.Text("status")).ShouldNotContain("ok");
        host.Succeed("1");
    }

    [Fact]
    public void A_question_is_interrupted()
    {
        using var asked = new AutoResetEvent(false);
        using var end = new AutoResetEvent(false);
        host.Answer = _ =>
        {
            asked.Set();
            end.WaitOne(ExtensionHost.Patience);
            return "late";
        };
        var running = host.ExecuteAsync("#!set --name a --value @input:\"A name\"");
        asked.WaitOne(ExtensionHost.Patience).ShouldBeTrue();
        host.Ask("interrupt");
        host.Result(running)["error"].Text("name").ShouldBe("Interrupted");
        end.Set();
    }

    [Fact]
    public void A_second_interrupt_ends_a_host_whose_cell_stays_inside_a_library()
    {
        var running = Begin("System.Text.RegularExpressions.Regex.IsMatch(new string('a', 60) + \"!\", \"^(a+)+$\")");
        var waiting = host.ExecuteAsync("1", "c2");
        host.Ask("interrupt");
        host.WaitFor(output => output.Text.Contains("inside a library")).Text.ShouldContain("interrupt again");
        host.Process.HasExited.ShouldBeFalse();
        _ = host.AskAsync("interrupt");
        host.Result(running)["error"].Text("name").ShouldBe("KernelRestarting");
        host.Result(waiting).Text("status").ShouldBe("aborted");
        host.Process.WaitForExit(ExtensionHost.Patience).ShouldBeTrue();
        host.Process.ExitCode.ShouldBe((int)ExitCode.Interrupted);
    }

    [Fact]
    public void Shutdown_is_answered_and_ends_a_host_whose_cell_runs()
    {
        var running = Begin("while (true) { }");
        host.Ask("shutdown");
        host.Process.WaitForExit(ExtensionHost.Patience).ShouldBeTrue();
        host.Process.ExitCode.ShouldBe((int)ExitCode.Success);
        ExtensionHost.Ends(running).ShouldBeTrue();
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("System.Text.RegularExpressions.Regex.IsMatch(new string('a', 60) + \"!\", \"^(a+)+$\")")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += (_, _) => System.Threading.Thread.Sleep(-1); while (true) ;")]
    public void The_end_of_standard_input_ends_a_host_whose_cell_runs(string code)
    {
        _ = Begin(code);
        host.Process.StandardInput.Close();
        host.Process.WaitForExit(TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }
}
