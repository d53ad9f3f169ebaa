using System.Text.Json.Nodes;
using DigitLab.Host.Session;

namespace DigitLab.Host.VsCode;

/// <summary>Sends a library's status to the extension: after each cell, and periodically while one runs.</summary>
internal sealed class StatusWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ExtensionClient client;
    private readonly ManualResetEventSlim runs = new();
    private readonly Lock gate = new();
    private LibraryStatus sent = LibraryStatus.None;

    public StatusWatch(ExtensionClient client)
    {
        this.client = client;
        new Thread(Work) { IsBackground = true, Name = "status" }.UnsafeStart();
    }

    /// <summary>Whether a cell runs.</summary>
    public void SetRunning(bool running)
    {
        if (running)
        {
            runs.Set();
        }
        else
        {
            runs.Reset();
            Send();
        }
    }

    private void Work()
    {
        while (true)
        {
            runs.Wait();
            Thread.Sleep(Interval);
            if (runs.IsSet)
            {
                Send();
            }
        }
    }

    private void Send()
    {
        lock (gate)
        {
            var now = LibraryStatus.Read();
            var changes = new JsonObject();
            if (now.Backend != sent.Backend)
            {
                changes["backend"] = now.Backend;
            }
            if (now.DataSet != sent.DataSet)
            {
                changes["dataSet"] = now.DataSet;
            }
            if (now.Training != sent.Training)
            {
                changes["training"] = now.Training;
            }
            if (now.Checks != sent.Checks)
            {
                changes["checks"] = now.Checks is { } checks
                    ? new JsonObject
                    {
                        ["passed"] = checks.Passed,
                        ["failed"] = checks.Failed,
                        ["open"] = checks.Open,
                    }
                    : null;
            }
            sent = now;
            if (changes.Count > 0)
            {
                client.Notify("status", changes);
            }
        }
    }
}
