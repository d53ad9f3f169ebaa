using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DigitLab.Host.Jupyter;

namespace DigitLab.Host.Tests.EndToEnd;

/// <summary>Jupyter Notebook with this kernel.</summary>
internal sealed class NotebookServer : IDisposable
{
    private readonly Process process;

    public NotebookServer(string folder)
    {
        if (!File.Exists("/usr/bin/jupyter-notebook"))
        {
            Assert.Skip("Needs Jupyter Notebook (Debian: jupyter-notebook).");
        }
        var data = Path.Combine(folder, ".jupyter-data");
        KernelSpec.Install(KernelSpec.PrefixFolder(data), KernelSpec.DefaultName);
        Port = FreePort();
        var start = new ProcessStartInfo(
            "/usr/bin/jupyter-notebook",
            [
                "--no-browser",
                "--allow-root",
                $"--port={Port}",
                "--ip=127.0.0.1",
                "--NotebookApp.token=",
                "--NotebookApp.password=",
                $"--notebook-dir={folder}",
            ]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["JUPYTER_PATH"] = Path.Combine(data, "share", "jupyter");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(data, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(data, "config");
        process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        SpinWait.SpinUntil(() => IsUp(), TimeSpan.FromSeconds(60)).ShouldBeTrue("Jupyter Notebook did not start.");

        bool IsUp()
        {
            Thread.Sleep(200);
            using var tcp = new TcpClient();
            try
            {
                tcp.Connect(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    public int Port { get; }

    public void Dispose() => process.End();

    private static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }
}
