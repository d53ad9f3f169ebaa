using System.Diagnostics;
using System.Globalization;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Session;

/// <summary>Runs cells of any kernel: C# in the session, HTML and the like as what they show, magic commands in order.</summary>
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

    /// <summary>The results of code that a cell's code submits; null while the cell's own code runs.</summary>
    private List<object?>? submittedResults;

    /// <param name="notebookFolder">What the paths in cells are relative to.</param>
    public CellRunner(string notebookFolder)
    {
        Session = new CSharpSession(notebookFolder);
        packages = new NuGetPackages(Session);
        extensions = new InteractiveExtensions(this);
        Kernels = new CompositeKernel(this, Languages);
    }

    /// <summary>The languages of cells that run here, that of a cell that names none first.</summary>
    private static readonly string[] Languages =
    [
        NotebookLanguages.CSharp,
        "html",
        "javascript",
        NotebookLanguages.Markdown,
        "mermaid",
        "value",
    ];

    /// <summary>The runner of the cell that the caller belongs to; null outside of one.</summary>
    public static CellRunner? Current => Local.Value;

    public CSharpSession Session { get; }

    /// <summary>The languages, as code in cells sees them.</summary>
    public CompositeKernel Kernels { get; }

    /// <summary>The values of the "value" kernel.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc cref="CSharpSession.KeepWaiting"/>
    public Func<bool>? KeepWaiting
    {
        get => Session.KeepWaiting;
        set => Session.KeepWaiting = value;
    }

    /// <summary>Runs one cell to its end.</summary>
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

    /// <summary>Runs code as part of the running cell: a script or the cells of a notebook that it imports.</summary>
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
            // An assembly that cannot be loaded, a compiler or a formatter that trips over the cell: the session goes on.
            return CellError.FromException(e, source);
        }
    }

    /// <summary>Runs code that the code in a cell submits; it is part of that cell.</summary>
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

    /// <summary>Shows the value of the code's last expression; that of submitted code is a displayed value of the cell.</summary>
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

    /// <summary>Runs the cells of another notebook in order, up to the first that fails.</summary>
    public CellError? Import(string file, string source, CancellationToken interrupt)
    {
        var path = Session.FindFile(file);
        if (!importing.Add(path))
        {
            throw new DocumentException(
                $"{file} imports itself, by way of {string.Join(" and ", importing.Select(Path.GetFileName))}."
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
        // #!value takes the text below it for itself.
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
        // These show values, and how a value shows itself is the student's code.
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
                // For front ends that draw no diagrams, the text.
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
        // Formatters are the student's code too: they may throw, or never end.
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
    /// <param name="name">Its name.</param>
    /// <param name="expression">Its value, as C#.</param>
    /// <param name="interrupt">Ends it.</param>
    public CellError? SetVariable(string name, string expression, CancellationToken interrupt) =>
        SyntaxFacts.IsValidIdentifier(name)
            ? Session.Run($"var {name} = {expression};", "a magic command", interrupt).Error
            : throw new MagicCommandException($"'{name}' is no name for a C# variable.");
}

/// <summary>How submitted code ended: the values it produced, and why it failed.</summary>
internal sealed record SubmissionOutcome(IReadOnlyList<object?> Values, CellError? Error);
