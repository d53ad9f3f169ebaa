using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Jupyter;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Jupyter;

/// <summary>A kernel in a process of its own, as a front end starts it.</summary>
internal sealed class KernelProcess : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ConnectionFile connection;
    private readonly StringBuilder errors = new();

    public KernelProcess(params (string Name, string Value)[] environment)
    {
        var ports = TestKernel.FreePorts(5);
        connection = new ConnectionFile(
            "tcp",
            "127.0.0.1",
            TestKernel.Key,
            ports[0],
            ports[1],
            ports[2],
            ports[3],
            ports[4]
        );
        var file = folder.Write(
            "connection.json",
            new JsonObject
            {
                ["transport"] = "tcp",
                ["ip"] = "127.0.0.1",
                ["key"] = TestKernel.Key,
                ["signature_scheme"] = "hmac-sha256",
                ["shell_port"] = ports[0],
                ["control_port"] = ports[1],
                ["stdin_port"] = ports[2],
                ["iopub_port"] = ports[3],
                ["hb_port"] = ports[4],
            }.ToJsonString(Json.OneLine)
        );
        var (program, first) = NotebookProcess.ThisProgram();
        var start = new ProcessStartInfo(program, [.. first, "kernel", file])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        Process = Process.Start(start)!;
        Process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.Append(line.Data).Append('\n');
            }
        };
        Process.OutputDataReceived += (_, _) => { };
        Process.BeginErrorReadLine();
        Process.BeginOutputReadLine();
        Iopub = Connect("SUB", connection.IopubPort);
        Iopub.Send([1]);
        Shell = Connect("DEALER", connection.ShellPort);
        Control = Connect("DEALER", connection.ControlPort);
        Heartbeat = Connect("REQ", connection.HeartbeatPort);
    }

    public Process Process { get; }

    public ZmtpTestClient Shell { get; }

    public ZmtpTestClient Control { get; }

    public ZmtpTestClient Iopub { get; }

    public ZmtpTestClient Heartbeat { get; }

    public ConnectionFile Connection => connection;

    public string Folder => folder.Path;

    /// <summary>What the process wrote to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>Sends code to run; tells the request's id.</summary>
    public string Send(string code) => Shell.Send("execute_request", new JsonObject { ["code"] = code });

    public void Beat()
    {
        Heartbeat.Send([], "ping"u8.ToArray());
        Heartbeat.Receive()[^1].ShouldBe("ping"u8.ToArray());
    }

    /// <summary>Reads what is published for a request up to one message that fits.</summary>
    public JupyterMessage WaitFor(string request, Func<JupyterMessage, bool> fits)
    {
        while (true)
        {
            var message = Iopub.ReceiveMessage();
            if (message.ParentHeader.Text("msg_id") != request)
            {
                continue;
            }
            if (fits(message))
            {
                return message;
            }
            (message.Content.Text("execution_state") == "idle").ShouldBeFalse($"The request ended before. {Errors}");
        }
    }

    /// <summary>The text that a message brings to standard output or error.</summary>
    public static string Text(JupyterMessage message) =>
        message.Type == "stream" ? message.Content.Text("text") ?? "" : "";

    public void Dispose()
    {
        Iopub.Dispose();
        Shell.Dispose();
        Control.Dispose();
        Heartbeat.Dispose();
        Process.End();
        folder.Dispose();
    }

    /// <summary>Connects as soon as the kernel listens.</summary>
    private ZmtpTestClient Connect(string type, int port)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new ZmtpTestClient(port, type, "");
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
            {
                Process.HasExited.ShouldBeFalse(Errors);
                clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2), "Waited for the kernel to listen.");
                Thread.Sleep(50);
            }
        }
    }
}
