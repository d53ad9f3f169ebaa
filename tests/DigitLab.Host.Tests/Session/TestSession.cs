using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Running;
using DigitLab.Host.Session;

namespace DigitLab.Host.Tests.Session;

/// <summary>A session that keeps what its cells put out.</summary>
internal sealed class TestSession
{
    private int cells;

    public TestSession(string? workingDirectory = null) =>
        Runner = new CellRunner(workingDirectory ?? Path.Combine(AppContext.BaseDirectory, "Samples"));

    public CellRunner Runner { get; }

    public TestCell Run(string code, string kernel = NotebookLanguages.CSharp) =>
        RunUntil(CancellationToken.None, code, kernel);

    /// <summary>Runs a cell that the token interrupts.</summary>
    public TestCell RunUntil(CancellationToken interrupt, string code, string kernel = NotebookLanguages.CSharp)
    {
        var number = ++cells;
        var cell = new Cell
        {
            Type = CellType.Code,
            Kernel = kernel,
            Source = code,
            ExecutionCount = number,
        };
        var sink = new CollectingSink(cell, number, _ => { });
        var error = Runner.Run(kernel, code, $"cell {number}", sink, interrupt);
        sink.Flush();
        return new TestCell(cell.Outputs, error);
    }

    /// <summary>Runs a cell that must succeed.</summary>
    public TestCell Succeed(string code, string kernel = NotebookLanguages.CSharp)
    {
        var cell = Run(code, kernel);
        cell.Error.ShouldBeNull(cell.Error is null ? "" : string.Join('\n', cell.Error.Traceback));
        return cell;
    }
}

internal sealed record TestCell(IReadOnlyList<CellOutput> Outputs, CellError? Error)
{
    public string Text => string.Concat(Outputs.OfType<StreamOutput>().Select(stream => stream.Text));

    public JsonObject? Result => Outputs.OfType<ResultOutput>().SingleOrDefault()?.Data;

    public string? ResultText => Result.Text("text/plain");

    public IReadOnlyList<JsonObject> Shown =>
        [.. Outputs.OfType<DisplayOutput>().Where(output => output is not ResultOutput).Select(output => output.Data)];

    public string Traceback => string.Join('\n', Error?.Traceback ?? []);
}
