using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Running;

/// <summary>Keeps a cell's output in the notebook, the last state of what is updated, and tells a listener of it.</summary>
internal sealed class CollectingSink(Cell cell, int number, Action<RunEvent> report) : OutputSink
{
    private readonly Lock gate = new();
    private bool clearBeforeNext;

    public override void Write(string stream, string text)
    {
        lock (gate)
        {
            ClearIfDue();
            if (cell.Outputs is [.., StreamOutput last] && last.Name == stream)
            {
                cell.Outputs[^1] = last with { Text = Overwrite(last.Text, text) };
            }
            else
            {
                cell.Outputs.Add(new StreamOutput(stream, Overwrite("", text)));
            }
        }
        report(new RunEvent(stream == "stderr" ? RunEventKind.ErrorOutput : RunEventKind.Output, number, text));
    }

    public void Result(JsonObject data, int executionCount)
    {
        Add(new ResultOutput(data, [], executionCount));
        Report(data, RunEventKind.Output);
    }

    public void Fail(CellError error)
    {
        Add(error.ToOutput());
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
                cell.Outputs.Clear();
            }
        }
    }

    public override string ReadInput(string prompt, bool isPassword)
    {
        report(new RunEvent(RunEventKind.Progress, number, $"waiting for input: {prompt}"));
        return ConsoleRedirection.In.ReadLine()
            ?? throw new InvalidOperationException(
                $"The cell asks for input ({prompt}), but nobody is there to answer. Set a parameter with -p instead."
            );
    }

    private void Add(CellOutput output)
    {
        lock (gate)
        {
            ClearIfDue();
            cell.Outputs.Add(output);
        }
    }

    private void ClearIfDue()
    {
        if (clearBeforeNext)
        {
            cell.Outputs.Clear();
            clearBeforeNext = false;
        }
    }

    private void Report(JsonObject data, RunEventKind kind)
    {
        if (data.Text(MimeTypes.PlainText) is { Length: > 0 } text)
        {
            report(
                new RunEvent(kind, number, kind == RunEventKind.Progress ? text.TrimEnd().Split('\n')[^1] : text + "\n")
            );
        }
    }

    /// <summary>Appends as a terminal shows it: after \r the line is written again, as progress bars in text do.</summary>
    private static string Overwrite(string before, string text)
    {
        text = text.Replace("\r\n", "\n");
        if (!text.Contains('\r'))
        {
            return before + text;
        }
        foreach (var part in text.Split('\r').Select((part, index) => (part, index)))
        {
            before =
                part.index == 0 || part.part.Length == 0
                    ? before + part.part
                    : before[..(before.LastIndexOf('\n') + 1)] + part.part;
        }
        return before;
    }
}
