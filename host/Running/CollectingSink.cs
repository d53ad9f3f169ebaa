using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Running;

/// <summary>Stores a cell's output in the notebook (of updated values the last state) and reports it.</summary>
internal sealed class CollectingSink(Cell cell, int number, Action<RunEvent> report) : OutputSink
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private const int MaxPending = 64 * 1024;

    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private StreamText? open;
    private string stream = "stdout";
    private DelayedFlush? later;
    private bool scheduled;
    private bool clearBeforeNext;

    public override void Write(string stream, string text)
    {
        lock (gate)
        {
            ClearIfDue();
            if (stream != this.stream)
            {
                Report();
                this.stream = stream;
            }
            if (open is null || cell.Outputs is not [.., StreamOutput last] || last.Name != stream)
            {
                KeepText();
                open = new StreamText();
                cell.Outputs.Add(new StreamOutput(stream, ""));
            }
            open.Append(text);
            pending.Append(text);
            if (pending.Length >= MaxPending)
            {
                Report();
            }
            else if (!scheduled)
            {
                scheduled = true;
                later ??= new DelayedFlush(Due, Interval);
                later.Schedule();
            }
        }
    }

    /// <summary>Stores the text received so far in the cell, and reports it.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (open is not null && cell.Outputs is [.., StreamOutput last])
            {
                cell.Outputs[^1] = last with { Text = open.ToString() };
            }
        }
        Report();
    }

    protected override void Result(JsonObject data)
    {
        Add(new ResultOutput(data, [], cell.ExecutionCount));
        Report(data, RunEventKind.Output);
    }

    public void Fail(CellError error)
    {
        Add(error.ToOutput());
        Report();
        report(
            new RunEvent(RunEventKind.Failed, number, string.Join('\n', error.Traceback))
            {
                Line = error.Line,
                Reason = $"{error.Name}: {error.Message}".Split('\n')[0],
            }
        );
    }

    protected override void Display(string displayId, JsonObject data)
    {
        Add(new DisplayOutput(data, []) { DisplayId = displayId });
        Report(data, RunEventKind.Output);
    }

    protected override void Update(string displayId, JsonObject data)
    {
        lock (gate)
        {
            for (var i = 0; i < cell.Outputs.Count; i++)
            {
                if (cell.Outputs[i] is DisplayOutput shown && shown.DisplayId == displayId)
                {
                    cell.Outputs[i] = shown with { Data = data };
                }
            }
        }
        Report(data, RunEventKind.Progress);
    }

    public override void Clear(bool wait)
    {
        lock (gate)
        {
            if (wait)
            {
                clearBeforeNext = true;
            }
            else
            {
                (clearBeforeNext, open) = (false, null);
                cell.Outputs.Clear();
            }
        }
    }

    public override string ReadInput(string prompt, bool isPassword)
    {
        Report();
        report(new RunEvent(RunEventKind.Progress, number, $"waiting for input: {prompt}"));
        return ConsoleRedirection.In.ReadLine()
            ?? throw new InvalidOperationException(
                $"The cell asks for input ({prompt}), but this command cannot ask for it. Set a parameter with -p instead."
            );
    }

    private void Add(CellOutput output)
    {
        lock (gate)
        {
            ClearIfDue();
            KeepText();
            cell.Outputs.Add(output);
        }
    }

    private void ClearIfDue()
    {
        if (clearBeforeNext)
        {
            cell.Outputs.Clear();
            (clearBeforeNext, open) = (false, null);
        }
    }

    /// <summary>Text before another output is complete.</summary>
    private void KeepText()
    {
        if (open is not null && cell.Outputs is [.., StreamOutput last])
        {
            cell.Outputs[^1] = last with { Text = open.ToString() };
        }
        open = null;
    }

    /// <summary>Reports new text, many small writes at once.</summary>
    private void Report()
    {
        lock (gate)
        {
            if (pending.Length > 0)
            {
                var kind = stream == "stderr" ? RunEventKind.ErrorOutput : RunEventKind.Output;
                report(new RunEvent(kind, number, pending.ToString()));
                pending.Clear();
            }
        }
    }

    private void Due()
    {
        lock (gate)
        {
            scheduled = false;
            Report();
        }
    }

    private void Report(JsonObject data, RunEventKind kind)
    {
        Report();
        if (data.Text(MimeTypes.PlainText) is { Length: > 0 } text)
        {
            report(
                new RunEvent(kind, number, kind == RunEventKind.Progress ? text.TrimEnd().Split('\n')[^1] : text + "\n")
            );
        }
    }
}
