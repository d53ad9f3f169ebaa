using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Jupyter;

namespace DigitLab.Host.Tests.Jupyter;

public sealed class KernelServerTests : IDisposable
{
    private readonly TestKernel kernel = new();

    public void Dispose() => kernel.Dispose();

    private ZmtpTestClient Shell(string identity = "") =>
        kernel.Connect("DEALER", kernel.Connection.ShellPort, identity);

    private ZmtpTestClient Control() => kernel.Connect("DEALER", kernel.Connection.ControlPort);

    [Fact]
    public void The_heartbeat_echoes()
    {
        using var heartbeat = kernel.Connect("REQ", kernel.Connection.HeartbeatPort);
        heartbeat.Send([], "ping"u8.ToArray());
        heartbeat
            .Receive()
            .ShouldBe([
                [],
                "ping"u8.ToArray(),
            ]);
    }

    [Fact]
    public void Wrongly_signed_and_unsigned_requests_are_not_answered()
    {
        using var shell = Shell();
        var wrong = JupyterMessage.Create("kernel_info_request", "test", [], null);
        shell.Send(wrong.ToFrames("another key"u8.ToArray()));
        shell.Send(wrong.ToFrames([]));
        // The first answer belongs to the first request that is signed.
        shell.Request("kernel_info_request", []).Content.Text("implementation").ShouldBe("digitlab");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\"\\uD800\"")]
    public void Malformed_messages_are_passed_over(string json)
    {
        using var shell = Shell();
        var frame = Encoding.UTF8.GetBytes(json);
        shell.Send("<IDS|MSG>"u8.ToArray(), Sign(frame, frame, frame, frame), frame, frame, frame, frame);
        shell.Send("<IDS|MSG>"u8.ToArray());
        shell.Send([]);
        shell.Request("kernel_info_request", []).Content.Text("status").ShouldBe("ok");
    }

    [Fact]
    public void A_request_with_content_of_other_types_gets_an_answer()
    {
        using var shell = Shell();
        shell
            .Request("complete_request", new JsonObject { ["code"] = 5, ["cursor_pos"] = "x" })
            .Content.Text("status")
            .ShouldBe("ok");
        shell
            .Request("history_request", new JsonObject { ["n"] = "x", ["output"] = 5 })
            .Content.Text("status")
            .ShouldBe("ok");
        shell
            .Request("execute_request", new JsonObject { ["code"] = null, ["silent"] = "yes" })
            .Content.Text("status")
            .ShouldBe("ok");
    }

    [Theory]
    [InlineData(new byte[] { 2, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0x10, 0, 0, 0 })]
    [InlineData(new byte[] { 0xF8, 1, 0 })]
    public void A_peer_that_breaks_the_protocol_is_cut_off_and_others_are_served(byte[] bytes)
    {
        using var bad = Shell();
        using var good = Shell();
        bad.Stream.Write(bytes);
        Should.Throw<IOException>(() => bad.Receive());
        good.Execute("1 + 1").Content.Text("status").ShouldBe("ok");
    }

    [Fact]
    public void Several_clients_at_once_get_their_own_answers()
    {
        using var first = Shell("one");
        using var second = Shell("two");
        first.Execute("var shared = 20;");
        second.Execute("shared += 1;").Content["execution_count"]!.GetValue<int>().ShouldBe(2);
        first.Execute("shared").Content["execution_count"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public void A_client_that_comes_back_goes_on()
    {
        using (var before = Shell("same"))
        {
            before.Execute("var x = 1;");
        }
        using var after = Shell("same");
        after.Execute("x").Content.Text("status").ShouldBe("ok");
    }

    [Fact]
    public async Task Control_answers_while_a_cell_runs()
    {
        using var shell = Shell();
        using var control = Control();
        var running = Task.Run(() => shell.Execute("while (true) { }"), TestContext.Current.CancellationToken);
        Thread.Sleep(500);
        control.Request("kernel_info_request", []).Content.Text("status").ShouldBe("ok");
        while (!running.IsCompleted)
        {
            control.Request("interrupt_request", []).Content.Text("status").ShouldBe("ok");
            Thread.Sleep(100);
        }
        (await running).Content.Text("ename").ShouldBe("Interrupted");
    }

    [Fact]
    public void Topics_match_by_prefix()
    {
        using var all = kernel.Connect("SUB", kernel.Connection.IopubPort);
        using var none = kernel.Connect("SUB", kernel.Connection.IopubPort);
        all.Send([1, .. "kernel."u8]);
        none.Send([1, .. "other"u8]);
        none.Send([1, .. "last"u8]);
        Thread.Sleep(200);
        using var shell = Shell();
        shell.Execute("Console.Write(1);");
        var types = Enumerable
            .Range(0, 4)
            .Select(_ => JupyterMessage.Parse(all.Receive(), Encoding.UTF8.GetBytes(TestKernel.Key))!.Type);
        types.ShouldBe(["status", "execute_input", "stream", "status"]);
        none.Stream.DataAvailable.ShouldBeFalse();
    }

    [Fact]
    public void Output_comes_in_the_order_in_which_it_was_made()
    {
        using var outputs = kernel.Connect("SUB", kernel.Connection.IopubPort);
        outputs.Send([1]);
        Thread.Sleep(200);
        using var shell = Shell();
        shell.Execute("Console.Write(\"a\"); Console.Error.Write(\"b\"); display(1); Console.Write(\"c\"); \"end\"");
        var shown = new List<string>();
        while (shown.LastOrDefault() != "execute_result")
        {
            var message = JupyterMessage.Parse(outputs.Receive(), Encoding.UTF8.GetBytes(TestKernel.Key))!;
            if (message.Type is not ("status" or "execute_input"))
            {
                shown.Add(
                    message.Type == "stream"
                        ? message.Content.Text("name") + message.Content.Text("text")
                        : message.Type
                );
            }
        }
        shown.ShouldBe(["stdouta", "stderrb", "display_data", "stdoutc", "execute_result"]);
    }

    [Fact]
    public void An_update_by_a_later_cell_is_that_cells_message()
    {
        using var outputs = kernel.Connect("SUB", kernel.Connection.IopubPort);
        outputs.Send([1]);
        Thread.Sleep(200);
        using var shell = Shell();
        shell.Execute("var shown = display(\"one\");");
        var second = shell.Execute("shown.Update(\"two\");").ParentHeader["msg_id"]!.ToString();
        var messages = new List<JupyterMessage>();
        while (!messages.Exists(message => IsIdle(message, second)))
        {
            messages.Add(JupyterMessage.Parse(outputs.Receive(), Encoding.UTF8.GetBytes(TestKernel.Key))!);
        }
        var display = messages.Single(message => message.Type == "display_data");
        // Before the second cell is idle, so that a client that waits for that has seen it.
        var update = messages.Single(message => message.Type == "update_display_data");
        update.ParentHeader["msg_id"]!.ToString().ShouldBe(second);
        update.Content["transient"].Text("display_id").ShouldBe(display.Content["transient"].Text("display_id"));
        update.Content["data"].Text("text/plain").ShouldBe("two");

        static bool IsIdle(JupyterMessage message, string parent) =>
            message.Type == "status"
            && message.Content.Text("execution_state") == "idle"
            && message.ParentHeader["msg_id"]?.ToString() == parent;
    }

    [Fact]
    public void Completion_counts_code_points()
    {
        using var shell = Shell();
        var code = "var s = \"🎨\"; Console.Wri";
        var reply = shell
            .Request("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length - 1 })
            .Content;
        reply["matches"]!.ToJsonString().ShouldBe("[\"Write\",\"WriteLine\"]");
        reply["cursor_start"]!.GetValue<int>().ShouldBe(code.Length - 1 - 3);
        reply["cursor_end"]!.GetValue<int>().ShouldBe(code.Length - 1);
        reply["metadata"]!["_jupyter_types_experimental"]![0]!.Text("type").ShouldBe("function");
    }

    [Fact]
    public void Completion_knows_what_cells_declared()
    {
        using var shell = Shell();
        shell.Execute("record Model(int Layers); var model = new Model(3);");
        shell.Request("complete_request", new JsonObject { ["code"] = "model.La", ["cursor_pos"] = 8 }).Content[
            "matches"
        ]!
            .ToJsonString()
            .ShouldBe("[\"Layers\"]");
        shell.Request("complete_request", new JsonObject { ["code"] = "mod", ["cursor_pos"] = 3 }).Content["matches"]!
            .ToJsonString()
            .ShouldContain("\"model\"");
    }

    [Theory]
    [InlineData("Console.WriteLine(\"a\")", 12, "void Console.WriteLine", "Writes the specified string value")]
    [InlineData("Math.Sqrt(2)", 10, "double Math.Sqrt(double d)", "Returns the square root")]
    [InlineData("var text = \"a\"; text", 18, "string text", "")]
    public void Inspection_gives_signature_and_documentation(
        string code,
        int cursor,
        string signature,
        string documentation
    )
    {
        using var shell = Shell();
        var content = shell
            .Request("inspect_request", new JsonObject { ["code"] = code, ["cursor_pos"] = cursor })
            .Content;
        content["found"]!.GetValue<bool>().ShouldBeTrue();
        content["data"].Text("text/plain")!.ShouldContain(signature);
        if (
            Directory.Exists(
                Path.Combine(
                    Path.GetDirectoryName(typeof(object).Assembly.Location)!,
                    "../../../packs/Microsoft.NETCore.App.Ref"
                )
            )
        )
        {
            content["data"].Text("text/plain")!.ShouldContain(documentation);
        }
    }

    [Fact]
    public void Cells_behind_one_that_fails_are_not_run()
    {
        using var shell = Shell();
        var requests = new[] { "System.Threading.Thread.Sleep(300); throw new Exception();", "var ran = 1;" }
            .Select(code =>
                JupyterMessage.Create(
                    "execute_request",
                    "test",
                    new JsonObject { ["code"] = code, ["stop_on_error"] = true },
                    null
                )
            )
            .ToArray();
        foreach (var request in requests)
        {
            shell.Send(request.ToFrames(Encoding.UTF8.GetBytes(TestKernel.Key)));
        }
        var statuses = requests.Select(_ =>
            JupyterMessage.Parse(shell.Receive(), Encoding.UTF8.GetBytes(TestKernel.Key))!.Content.Text("status")
        );
        statuses.ShouldBe(["error", "aborted"]);
    }

    [Fact]
    public void Only_loopback_is_listened_on()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(
            path,
            """{"ip":"0.0.0.0","shell_port":0,"control_port":0,"stdin_port":0,"iopub_port":0,"hb_port":0,"key":""}"""
        );
        Should
            .Throw<DocumentException>(() => ConnectionFile.Load(path))
            .Message.ShouldContain("listens only on the loopback address");
        File.Delete(path);
    }

    private static byte[] Sign(params byte[][] parts)
    {
        var joined = parts.SelectMany(part => part).ToArray();
        return Encoding.ASCII.GetBytes(
            Convert.ToHexStringLower(
                System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestKernel.Key), joined)
            )
        );
    }
}
