using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Jupyter;

namespace DigitLab.Host.Tests.Jupyter;

/// <summary>Clients that send what they overheard, that come in crowds without the key, or that never read.</summary>
public sealed class HostileClientTests : IDisposable
{
    private const int Crowd = 300;

    private readonly TestKernel kernel = new();

    public void Dispose() => kernel.Dispose();

    private ZmtpTestClient Shell() => kernel.Connect("DEALER", kernel.Connection.ShellPort);

    [Fact]
    public void A_request_that_is_sent_again_is_not_run_again()
    {
        using var shell = Shell();
        shell.Execute("var runs = 0;");
        var request = JupyterMessage.Create("execute_request", "test", new JsonObject { ["code"] = "runs++;" }, null);
        var overheard = request.ToFrames(Encoding.UTF8.GetBytes(TestKernel.Key));
        shell.Send(overheard);
        shell.ReplyTo(request.Header["msg_id"]!.ToString()).Content.Text("status").ShouldBe("ok");
        using var other = Shell();
        other.Send(overheard);
        other.Send(overheard);
        Value(other, "runs").ShouldBe("1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_crowd_without_the_key_keeps_nobody_out(bool speaksZmtp)
    {
        using var before = Shell();
        before.Execute("var kept = 7;");
        var crowd = new List<IDisposable>();
        try
        {
            for (var i = 0; i < Crowd; i++)
            {
                crowd.Add(speaksZmtp ? Shell() : Silent());
            }
            using var after = Shell();
            Value(after, "kept").ShouldBe("7");
            Value(before, "kept").ShouldBe("7");
        }
        finally
        {
            crowd.ForEach(one => one.Dispose());
        }
    }

    /// <summary>It has some megabytes to read, and then its connection is closed; the cell goes on.</summary>
    [Fact]
    public void A_subscriber_that_never_reads_is_cut_off()
    {
        using var deaf = kernel.Connect("SUB", kernel.Connection.IopubPort);
        deaf.Send([1]);
        using var shell = Shell();
        shell
            .Execute("var line = new string('x', 9_999); for (var i = 0; i < 10_000; i++) Console.WriteLine(line);")
            .Content.Text("status")
            .ShouldBe("ok");
        // What lies in the system's buffers; then the end, in one way or the other.
        var (read, buffer) = (0L, new byte[1 << 16]);
        try
        {
            while (deaf.Stream.Read(buffer) is > 0 and var count)
            {
                read += count;
            }
        }
        catch (IOException) { }
        read.ShouldBeLessThan(50_000_000);
        shell.Execute("1").Content.Text("status").ShouldBe("ok");
    }

    private TcpClient Silent()
    {
        var client = new TcpClient();
        client.Connect(IPAddress.Loopback, kernel.Connection.ShellPort);
        return client;
    }

    private static string Value(ZmtpTestClient client, string expression)
    {
        var content = new JsonObject
        {
            ["code"] = "",
            ["user_expressions"] = new JsonObject { ["value"] = expression },
        };
        var reply = client.Request("execute_request", content);
        return reply.Content["user_expressions"]!["value"]!["data"]!["text/plain"]!.ToString();
    }
}
