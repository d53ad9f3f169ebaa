using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Session;

namespace DigitLab.Host.Execution;

/// <summary>
/// Sends a cell's output to its front end while it runs. Text is batched, so that a thousand small writes are a few
/// messages; of a value that is updated often only some states are sent, always the last one.
/// </summary>
internal sealed class ClientSink : OutputSink, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private const int MaxText = 64 * 1024;

    private readonly ICellClient client;
    private readonly int executionCount;
    private readonly CancellationToken interrupt;
    private readonly Lock gate = new();
    private readonly DelayedFlush later;
    private readonly StringBuilder text = new();
    private readonly Dictionary<string, JsonObject> updates = [];
    private string stream = "stdout";
    private bool scheduled;

    /// <param name="client">Receives the output.</param>
    /// <param name="executionCount">The number of the cell's execution, for its result.</param>
    /// <param name="interrupt">Cancels a question to the user.</param>
    public ClientSink(ICellClient client, int executionCount, CancellationToken interrupt)
    {
        this.client = client;
        this.executionCount = executionCount;
        this.interrupt = interrupt;
        later = new DelayedFlush(Flush, Interval);
    }

    public override void Write(string stream, string text)
    {
        lock (gate)
        {
            if (stream != this.stream)
            {
                FlushText();
                this.stream = stream;
            }
            this.text.Append(text);
            if (this.text.Length >= MaxText)
            {
                FlushText();
            }
            Schedule();
        }
    }

    protected override void Result(JsonObject data) =>
        Publish(
            "execute_result",
            new JsonObject
            {
                ["data"] = data,
                ["metadata"] = new JsonObject(),
                ["execution_count"] = executionCount,
            }
        );

    protected override void Display(string displayId, JsonObject data) =>
        Publish("display_data", Content(displayId, data));

    protected override void Update(string displayId, JsonObject data)
    {
        if (Current is ClientSink running && running != this)
        {
            // A later cell updates an earlier cell's output: the earlier one has ended, so the message belongs to the
            // later one.
            running.Update(displayId, data);
            return;
        }
        lock (gate)
        {
            updates[displayId] = data;
            Schedule();
        }
    }

    public override void Clear(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    public override string ReadInput(string prompt, bool isPassword)
    {
        Flush();
        return client.ReadInput(prompt, isPassword, interrupt);
    }

    /// <summary>Sends pending output.</summary>
    public void Flush()
    {
        lock (gate)
        {
            scheduled = false;
            FlushText();
            foreach (var (displayId, data) in updates)
            {
                client.Send("update_display_data", Content(displayId, data));
            }
            updates.Clear();
        }
    }

    public void Dispose()
    {
        Flush();
        // Threads left behind by the cell may still write; their text is then sent as well.
    }

    private void Publish(string type, JsonObject content)
    {
        lock (gate)
        {
            Flush();
            client.Send(type, content);
        }
    }

    private void Schedule()
    {
        if (!scheduled)
        {
            scheduled = true;
            later.Schedule();
        }
    }

    private void FlushText()
    {
        if (text.Length > 0)
        {
            client.Send("stream", new JsonObject { ["name"] = stream, ["text"] = text.ToString() });
            text.Clear();
        }
    }

    private static JsonObject Content(string displayId, JsonObject data) =>
        new()
        {
            ["data"] = data,
            ["metadata"] = new JsonObject(),
            ["transient"] = new JsonObject { ["display_id"] = displayId },
        };
}
