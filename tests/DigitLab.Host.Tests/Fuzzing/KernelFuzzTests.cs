using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Fuzzing;
using DigitLab.Host.Documents;
using DigitLab.Host.Jupyter;
using DigitLab.Host.Tests.Jupyter;

namespace DigitLab.Host.Tests.Fuzzing;

/// <summary>Damaged frames and messages: the peer is cut off or the message passed over, and the kernel goes on.</summary>
public sealed class KernelFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes(TestKernel.Key);

    private static readonly byte[][] Dictionary =
    [
        [0xFF, 0xFF, 0xFF, 0xFF],
        [2, 0, 0, 0, 0, 0, 0, 0, 1],
        [4, 5],
        [1, 0],
        [4, 6, 4, .. "PING"u8, 0],
        .. new[] { "null", "{}", "[]", "1e999", "\"code\":5", "\"\\ud800\"", "execute_request", "<IDS|MSG>" }.Select(
            Encoding.UTF8.GetBytes
        ),
    ];

    [Fact]
    public void Wire() =>
        new ReaderFuzz("Jupyter's wire", [.. Requests().Select(request => Frames(request.ToFrames(Key)))])
        {
            Words = Dictionary,
        }.Run(output, ReadWire);

    private static bool ReadWire(byte[] bytes)
    {
        using var stream = new DuplexStream(bytes);
        var connection = new ZmtpConnection(stream, "ROUTER");
        var read = false;
        try
        {
            while (true)
            {
                var frames = connection.Read();
                // Few have the right signature still.
                read = true;
                JupyterMessage.Parse(frames, Key)?.ToFrames(Key).Length.ShouldBeGreaterThan(5);
            }
        }
        catch (IOException)
        {
            // The end, or a protocol error: both cut the peer off.
            return read;
        }
    }

    [Fact]
    public void Signed_messages()
    {
        using var kernel = new TestKernel();
        using var shell = kernel.Connect("DEALER", kernel.Connection.ShellPort);
        var types = Requests().Select(request => request.Type).Where(type => type != "execute_request").ToArray();
        var sent = 0;
        new ReaderFuzz(
            "Jupyter's messages",
            [.. Requests().Select(request => Encoding.UTF8.GetBytes(request.Content.ToJsonString(Json.OneLine)))]
        )
        {
            Words = Dictionary,
            Slice = 200,
        }.Run(
            output,
            bytes =>
            {
                JsonObject? content;
                try
                {
                    content = Json.Parse(Encoding.UTF8.GetString(bytes)) as JsonObject;
                }
                catch (System.Text.Json.JsonException)
                {
                    return false;
                }
                if (content is not null)
                {
                    shell.Request(types[sent++ % types.Length], content).Content.Text("status").ShouldNotBeNull();
                }
                return content is not null;
            }
        );
        shell.Execute("1 + 1").Content.Text("status").ShouldBe("ok");
    }

    private static IEnumerable<JupyterMessage> Requests()
    {
        yield return Request("kernel_info_request", []);
        yield return Request("execute_request", new JsonObject { ["code"] = "1 + 1", ["silent"] = false });
        yield return Request(
            "complete_request",
            new JsonObject { ["code"] = "Console.Wr(\"🎨\")", ["cursor_pos"] = 10 }
        );
        yield return Request(
            "inspect_request",
            new JsonObject
            {
                ["code"] = "var x = 1; x",
                ["cursor_pos"] = 12,
                ["detail_level"] = 0,
            }
        );
        yield return Request("is_complete_request", new JsonObject { ["code"] = "if (true) {" });
        yield return Request(
            "history_request",
            new JsonObject
            {
                ["hist_access_type"] = "search",
                ["pattern"] = "*a?",
                ["n"] = 3,
            }
        );
        yield return Request("comm_info_request", new JsonObject { ["target_name"] = "x" });
    }

    private static JupyterMessage Request(string type, JsonObject content) =>
        JupyterMessage.Create(type, "test", content, null) with
        {
            Identities =
            [
                [1, 2],
            ],
        };

    /// <summary>The frames as they are on the wire.</summary>
    private static byte[] Frames(byte[][] frames) =>
        [
            .. frames.SelectMany(
                (frame, index) =>
                {
                    var more = (byte)(index + 1 < frames.Length ? 1 : 0);
                    return frame.Length < 256
                        ? new[] { more, (byte)frame.Length }.Concat(frame)
                        : new byte[]
                        {
                            (byte)(more | 2),
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            (byte)(frame.Length >> 8),
                            (byte)frame.Length,
                        }.Concat(frame);
                }
            ),
        ];

    /// <summary>Reads what is given; what is written is lost.</summary>
    private sealed class DuplexStream(byte[] input) : MemoryStream(input, writable: false)
    {
        public override bool CanWrite => true;

        public override void Write(byte[] buffer, int offset, int count) { }

        public override void Write(ReadOnlySpan<byte> buffer) { }
    }
}
