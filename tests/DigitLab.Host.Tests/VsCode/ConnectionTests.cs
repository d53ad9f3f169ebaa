using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.VsCode;

/// <summary>The frames of the extension's protocol, byte by byte, and what is no message.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;

    public ConnectionTests()
    {
        process = ExtensionHost.Start(folder.Path);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        input = process.StandardInput.BaseStream;
        output = process.StandardOutput.BaseStream;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
    }

    private void Send(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        input.Write(Encoding.ASCII.GetBytes($"Content-Length: {bytes.Length}\r\n\r\n"));
        input.Write(bytes);
        input.Flush();
    }

    private void SendRequest(int id, string method, JsonNode? parameters) =>
        Send(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = id,
                ["method"] = method,
                ["params"] = parameters,
            }.ToJsonString()
        );

    private void Initialize() =>
        SendRequest(1, "initialize", new JsonObject { ["protocol"] = 1, ["folder"] = folder.Path });

    /// <summary>The next frame; every byte of the stream belongs to one.</summary>
    private JsonObject Receive()
    {
        var length = 0;
        while (ReadLine() is { Length: > 0 } line)
        {
            line.ShouldMatch("^Content-(Length|Type): ");
            if (line.StartsWith("Content-Length: "))
            {
                length = int.Parse(line[16..]);
            }
        }
        var body = new byte[length];
        output.ReadExactly(body);
        return JsonNode.Parse(body)!.AsObject();
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (int next; (next = output.ReadByte()) != '\n'; )
        {
            next.ShouldBeGreaterThanOrEqualTo(0, "The host has ended.");
            line.Append((char)next);
        }
        return line.ToString().TrimEnd('\r');
    }

    private JsonObject ReceiveAnswer(int id)
    {
        while (true)
        {
            var message = Receive();
            if (message["id"]?.GetValueKind() == System.Text.Json.JsonValueKind.Number && message["method"] is null)
            {
                message["id"]!.GetValue<int>().ShouldBe(id);
                return message;
            }
        }
    }

    [Fact]
    public void The_first_answer_tells_versions()
    {
        Initialize();
        var result = ReceiveAnswer(1)["result"]!;
        result["protocol"]!.GetValue<int>().ShouldBe(1);
        result.Text("version").ShouldNotBeNullOrEmpty();
        result.Text("runtime")!.ShouldStartWith(".NET 10.");
    }

    [Theory]
    [InlineData("""{"protocol":2,"folder":"."}""", "update")]
    [InlineData("""{"protocol":1,"folder":"/no/such/folder"}""", "no such folder")]
    [InlineData("""{"protocol":"one"}""", "")]
    public void What_cannot_be_initialized_is_refused(string parameters, string reason)
    {
        SendRequest(7, "initialize", JsonNode.Parse(parameters));
        ReceiveAnswer(7)["error"].Text("message")!.ShouldContain(reason);
        Initialize();
        ReceiveAnswer(1)["result"].ShouldNotBeNull();
    }

    [Fact]
    public void What_is_written_to_standard_output_does_not_break_frames()
    {
        Initialize();
        ReceiveAnswer(1);
        var code =
            "using (var raw = new System.IO.FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, false), System.IO.FileAccess.Write)) raw.Write(\"raw\"u8);\n"
            + "System.Diagnostics.Process.Start(\"echo\", \"of a child\").WaitForExit();\n"
            + "using (var stream = Console.OpenStandardOutput()) stream.Write(\"stream\"u8);\n"
            + "Console.Write(\"shown\");";
        SendExecute(code);
        var shown = Receive();
        shown.Text("method").ShouldBe("output");
        shown["params"]!["content"].Text("text").ShouldBe("shown");
        ReceiveAnswer(2)["result"].Text("status").ShouldBe("ok");
    }

    [Fact]
    public void What_reads_standard_input_reads_nothing()
    {
        Initialize();
        ReceiveAnswer(1);
        var code = "Console.Write(System.Diagnostics.Process.Start(\"cat\").WaitForExit(60_000));";
        SendExecute(code);
        Receive()["params"]!["content"].Text("text").ShouldBe("True");
        ReceiveAnswer(2)["result"].Text("status").ShouldBe("ok");
    }

    [Theory]
    [InlineData("execute", "{}")]
    [InlineData("execute", """{"cell":1,"kernel":"csharp","code":"1"}""")]
    [InlineData("execute", """{"cell":"a","kernel":null,"code":"1"}""")]
    [InlineData("execute", """{"cell":"a","kernel":"csharp","code":["1"]}""")]
    [InlineData("execute", "[]")]
    [InlineData("execute", """["a"]""")]
    [InlineData("execute", "null")]
    [InlineData("completion", """{"cell":"a","offset":"x"}""")]
    [InlineData("completion", """{"cell":"a","offset":1e30}""")]
    [InlineData("hover", "{}")]
    [InlineData("nothing", "{}")]
    [InlineData("toString", "{}")]
    public void A_request_with_wrong_parameters_gets_an_error(string method, string parameters)
    {
        Initialize();
        ReceiveAnswer(1);
        SendRequest(2, method, JsonNode.Parse(parameters));
        ReceiveAnswer(2)["error"].ShouldNotBeNull();
        StillAnswers();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{"jsonrpc":"2.0"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":3,"method":"interrupt"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"interrupt"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":3,"method":5}""")]
    [InlineData("""{"jsonrpc":"2.0","id":3,"method":"interrupt","params":5}""")]
    public void What_is_no_message_is_refused(string body)
    {
        Initialize();
        ReceiveAnswer(1);
        Send(body);
        Receive()["error"]!["code"]!.GetValue<int>().ShouldBe(-32700);
        StillAnswers();
    }

    [Fact]
    public void Nothing_runs_before_the_notebook_is_opened()
    {
        SendRequest(
            3,
            "execute",
            new JsonObject
            {
                ["cell"] = "a",
                ["kernel"] = "csharp",
                ["code"] = "1",
            }
        );
        ReceiveAnswer(3)["error"].Text("message")!.ShouldContain("initialize");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Length: 5\r\n\r\n{")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("Content-Length: -1\r\n\r\n")]
    [InlineData("Content-Length: 99999999999\r\n\r\n")]
    public void A_stream_that_ends_or_breaks_off_ends_the_host(string bytes)
    {
        Initialize();
        ReceiveAnswer(1);
        input.Write(Encoding.ASCII.GetBytes(bytes));
        process.StandardInput.Close();
        process.WaitForExit(ExtensionHost.Patience).ShouldBeTrue();
        process.ExitCode.ShouldBe((int)ExitCode.Success);
    }

    /// <summary>Sends request 2: to run a cell.</summary>
    private void SendExecute(string code) =>
        SendRequest(
            2,
            "execute",
            new JsonObject
            {
                ["cell"] = "a",
                ["kernel"] = "csharp",
                ["code"] = code,
            }
        );

    private void StillAnswers()
    {
        SendRequest(99, "completionDocumentation", new JsonObject { ["id"] = "none" });
        ReceiveAnswer(99)["result"].Text("markdown").ShouldBe("");
    }
}
