using System.Diagnostics;
using System.Globalization;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Session;

/// <summary>
/// Runs cells of all languages: C# in the session, HTML and the like as displayed values, magic commands in order.
/// </summary>
/// <remarks>One cell runs at a time.</remarks>
internal sealed class CellRunner
{
    private static readonly AsyncLocal<CellRunner?> Local = new();

    private readonly HashSet<string> importing = new(StringComparer.Ordinal);
    private readonly NuGetPackages packages;
    private readonly InteractiveExtensions extensions;
    private readonly PageScripts scripts = new(values => OutputSink.Current.Display(NewId(), values));
    private OutputSink output = OutputSink.Current;
    private CancellationToken running;

    /// <summary>Collects results while code that a cell submitted runs; null while the cell's own code runs.</summary>
    private List<object?>? submittedResults;

    /// <param name="notebookFolder">The base of relative paths in cells.</param>
    public CellRunner(string notebookFolder)
    {
        Session = new CSharpSession(notebookFolder);
        packages = new NuGetPackages(Session);
        extensions = new InteractiveExtensions(this);
        Kernels = new CompositeKernel(this, Languages);
    }

    /// <summary>The languages that run here; the first is the default.</summary>
    private static readonly string[] Languages =
    [
        NotebookLanguages.CSharp,
        "html",
        "javascript",
        NotebookLanguages.Markdown,
        "mermaid",
        "value",
    ];

    /// <summary>The caller's runner; null outside of a cell.</summary>
    public static CellRunner? Current => Local.Value;

    public CSharpSession Session { get; }

    /// <summary>The languages as kernels, for code in cells.</summary>
    public CompositeKernel Kernels { get; }

    /// <summary>The values of the <c>value</c> kernel.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc cref="CSharpSession.KeepWaiting"/>
    public Func<bool>? KeepWaiting
    {
        get => Session.KeepWaiting;
        set => Session.KeepWaiting = value;
    }

    /// <summary>Runs one cell.</summary>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="code">The cell's text.</param>
    /// <param name="source">The cell's name in error messages: "cell 3".</param>
    /// <param name="sink">Receives the cell's output: text, displayed values and its result.</param>
    /// <param name="interrupt">Interrupts the cell.</param>
    /// <returns>Why the cell failed; null on success.</returns>
    public CellError? Run(
        string kernel,
        string code,
        string source,
        OutputSink sink,
        CancellationToken interrupt = default
    )
    {
        sink.MakeCurrent();
        scripts.BeginCell(code);
        Local.Value = this;
        output = sink;
        return RunNested(kernel, code, source, interrupt);
    }

    /// <summary>Runs code as part of the running cell, for imported scripts and notebooks.</summary>
    public CellError? RunNested(string kernel, string code, string source, CancellationToken interrupt)
    {
        running = interrupt;
        try
        {
            foreach (var segment in CellSegment.Split(kernel, code))
            {
                interrupt.ThrowIfCancellationRequested();
                if (Run(segment, source, interrupt) is { } error)
                {
                    return error;
                }
            }
            return null;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return CellError.Interrupt(source, null);
        }
        catch (MagicCommandException e)
        {
            return CellError.Plain("MagicCommandError", e.Message, e.Line);
        }
        catch (DocumentException e)
        {
            return CellError.Plain("ImportError", e.Message);
        }
        catch (Exception e)
        {
            // An assembly that cannot be loaded, a failing compiler or formatter: the session continues.
            return CellError.FromException(e, source);
        }
    }

    /// <summary>Runs code that a cell submits, as part of the cell.</summary>
    public SubmissionOutcome RunSubmission(string kernel, string code, CancellationToken cancellation)
    {
        var values = new List<object?>();
        var outer = (running, submittedResults);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(running, cancellation);
        submittedResults = values;
        try
        {
            return new SubmissionOutcome(values, RunNested(kernel, code, "submitted code", either.Token));
        }
        finally
        {
            (running, submittedResults) = outer;
        }
    }

    /// <summary>
    /// Shows the value of the last expression: as the cell's result, or as a displayed value if submitted by code.
    /// </summary>
    private void ShowResult(object? value)
    {
        if (submittedResults is null)
        {
            output.Result(FormattedValue.CreateManyFromObject(value));
        }
        else
        {
            submittedResults.Add(value);
            value.Display();
        }
    }

    /// <summary>Runs the cells of another notebook in order until one fails.</summary>
    public CellError? Import(string file, string source, CancellationToken interrupt)
    {
        var path = Session.FindFile(file);
        if (!importing.Add(path))
        {
            throw new DocumentException(
                $"{file} imports itself, via {string.Join(" and ", importing.Select(Path.GetFileName))}."
            );
        }
        var outer = Session.WorkingDirectory;
        try
        {
            Session.WorkingDirectory = Path.GetDirectoryName(path)!;
            var notebook = NotebookFile.Load(path);
            for (var i = 0; i < notebook.Cells.Count; i++)
            {
                var cell = notebook.Cells[i];
                var name = $"{Path.GetFileName(path)} cell {i + 1}";
                if (
                    cell.Type == CellType.Code
                    && RunNested(notebook.KernelOf(cell), cell.Source, name, interrupt) is { } error
                )
                {
                    return error with
                    {
                        Line = null,
                        Column = null,
                        Traceback = [.. error.Traceback, $"   imported by {source}"],
                    };
                }
            }
            return null;
        }
        finally
        {
            Session.WorkingDirectory = outer;
            importing.Remove(path);
        }
    }

    private CellError? Run(CellSegment segment, string source, CancellationToken interrupt)
    {
        var stopwatch = Stopwatch.StartNew();
        CellError? error = null;
        var timed = false;
        foreach (var command in segment.Commands)
        {
            timed |= command.Name == "time";
            error = RunCommand(command, segment, source, interrupt);
            if (error is not null)
            {
                return error;
            }
        }
        // #!value consumes the text below it.
        if (!string.IsNullOrWhiteSpace(segment.Code) && segment.Commands.All(command => command.Name != "value"))
        {
            error = RunCode(segment, source, interrupt);
        }
        if (timed)
        {
            var milliseconds = stopwatch.Elapsed.TotalMilliseconds.ToString("0.##", CultureInfo.InvariantCulture);
            $"Wall time: {milliseconds}ms".Display();
        }
        return error;
    }

    private CellError? RunCommand(MagicCommand command, CellSegment segment, string source, CancellationToken interrupt)
    {
        if (command.Name is not ("who" or "whos"))
        {
            return MagicCommands.Run(command, segment, this, source, interrupt);
        }
        // These show values, and formatters are the student's code.
        CellError? error = null;
        var shown = InterruptibleExecution.Run(
            () =>
            {
                error = MagicCommands.Run(command, segment, this, source, interrupt);
                return Task.FromResult<object?>(null);
            },
            interrupt,
            KeepWaiting
        );
        if (shown.Exception is MagicCommandException e)
        {
            throw e;
        }
        return shown.Interrupted ? CellError.Interrupt(source, null)
            : shown.Exception is not null ? CellError.FromException(shown.Exception, source)
            : error;
    }

    private CellError? RunCode(CellSegment segment, string source, CancellationToken interrupt)
    {
        switch (segment.Kernel)
        {
            case NotebookLanguages.CSharp:
                return RunCSharp(segment, source, interrupt);
            case "html":
                segment.Code.Trim('\n').DisplayAs(MimeTypes.Html);
                return null;
            case "javascript":
                Kernel.Javascript(segment.Code.Trim('\n'));
                return null;
            case NotebookLanguages.Markdown:
                segment.Code.Trim('\n').DisplayAs(MimeTypes.Markdown);
                return null;
            case "mermaid":
                // Plain text for front ends that do not draw diagrams.
                OutputSink.Current.Display(
                    NewId(),
                    [
                        new FormattedValue("text/vnd.mermaid", segment.Code.Trim('\n')),
                        new FormattedValue(MimeTypes.PlainText, segment.Code.Trim('\n')),
                    ]
                );
                return null;
            case "value":
                return null;
            default:
                return CellError.Plain(
                    "UnknownKernel",
                    $"{source} is in the language '{segment.Kernel}', which this program does not run. It runs "
                        + "csharp, html, javascript, markdown, mermaid and value.",
                    segment.Line
                );
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private CellError? RunCSharp(CellSegment segment, string source, CancellationToken interrupt)
    {
        var (code, added) = packages.Restore(segment.Code, interrupt);
        if (added.Count > 0 && extensions.Load(added, source, interrupt) is { } ended)
        {
            return ended;
        }
        var result = Session.Run(code, source, interrupt);
        if (result.RefusedReferences)
        {
            packages.Forget(added);
        }
        if (!result.HasValue || result.Value is DisplayedValue)
        {
            return result.Error;
        }
        // Formatters are the student's code too: they may throw or never return.
        var shown = InterruptibleExecution.Run(
            () =>
            {
                ShowResult(result.Value);
                return Task.FromResult<object?>(null);
            },
            result.Error is null ? interrupt : CancellationToken.None,
            KeepWaiting,
            InterruptibleExecution.FormatterStack
        );
        if (shown.Interrupted)
        {
            return CellError.Interrupt(source, shown.Exception);
        }
        return shown.Exception is null ? result.Error : CellError.FromException(shown.Exception, source);
    }

    /// <summary>Declares a C# variable.</summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="expression">Its value as a C# expression.</param>
    /// <param name="interrupt">Interrupts the evaluation.</param>
    public CellError? SetVariable(string name, string expression, CancellationToken interrupt) =>
        SyntaxFacts.IsValidIdentifier(name)
            ? Session.Run($"var {name} = {expression};", "a magic command", interrupt).Error
            : throw new MagicCommandException($"'{name}' is not a name for a C# variable.");
}

/// <summary>The result of submitted code: its values, and why it failed.</summary>
internal sealed record SubmissionOutcome(IReadOnlyList<object?> Values, CellError? Error);
