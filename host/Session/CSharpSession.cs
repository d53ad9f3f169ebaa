using System.Collections.Immutable;
using System.Reflection;
using DigitLab.Host.Documents;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Session;

/// <summary>
/// A C# session: each submission sees the declarations of those before it. Each is a Roslyn script submission, compiled
/// with optimisations to an assembly of its own.
/// </summary>
/// <remarks>
/// The submissions are chained here rather than by <c>CSharpScript</c>, so that variables keep their values when a cell
/// throws or is interrupted, cells have their own file names in stack traces, and references are read once instead of
/// for every cell.
/// </remarks>
internal sealed class CSharpSession
{
    public static readonly CSharpParseOptions ParseOptions = new(
        LanguageVersion.CSharp14,
        DocumentationMode.None,
        SourceCodeKind.Script
    );

    public static readonly ImmutableArray<string> Imports =
    [
        "System",
        "System.Text",
        "System.Collections",
        "System.Collections.Generic",
        "System.Threading.Tasks",
        "System.Linq",
        "Microsoft.DotNet.Interactive.Kernel",
    ];

    private static int sessions;

    private readonly string name = $"notebook{Interlocked.Increment(ref sessions)}";
    private readonly SessionReferenceResolver resolver;

    // Immutable: readers on other threads see a consistent state while a cell runs.
    private volatile ImmutableList<(CSharpCompilation Compilation, string Source)> submissions = [];
    private volatile ImmutableList<MetadataReference> added = [];
    private object?[] states = new object?[16];
    private readonly HashSet<string> referenced = [];
    private readonly CompilerWarnings warnings = new();
    private int attempts;

    /// <param name="notebookFolder">The base of <c>#r</c> and <c>#load</c>.</param>
    public CSharpSession(string notebookFolder)
    {
        WorkingDirectory = NotebookFolder = notebookFolder;
        LoadContext = new SessionLoadContext();
        resolver = new SessionReferenceResolver(() => Folders, LoadContext);
    }

    /// <summary>The folder of the running notebook.</summary>
    public string NotebookFolder { get; }

    /// <summary>The folder of the notebook being imported, otherwise of the running one.</summary>
    public string WorkingDirectory { get; set; }

    /// <summary>Where files are searched.</summary>
    public IReadOnlyList<string> Folders => [WorkingDirectory, NotebookFolder];

    /// <summary>
    /// The file in the first of <see cref="Folders"/> that has it; its path in the first folder if none has.
    /// </summary>
    public string FindFile(string path) =>
        Folders.Select(folder => Path.GetFullPath(path, folder)).FirstOrDefault(File.Exists)
        ?? Path.GetFullPath(path, WorkingDirectory);

    /// <summary>Finds scripts for <c>#load</c>.</summary>
    public ScriptResolver Scripts => new(Folders);

    public SessionLoadContext LoadContext { get; }

    /// <summary>The submissions that ran, oldest first, with their names.</summary>
    public IReadOnlyList<(CSharpCompilation Compilation, string Source)> Submissions => submissions;

    /// <summary>Adds a reference for later cells.</summary>
    public void AddReference(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (InteractiveAssemblies.Contains(name))
        {
            added = added.Add(InteractiveAssemblies.Reference(name));
        }
        else if (References.IsManaged(path) && referenced.Add(path))
        {
            LoadContext.AddReference(path);
            added = added.Add(References.FromFile(path));
        }
    }

    /// <summary>
    /// Asked when interrupted code is stuck in a library: whether to keep waiting. Null: yes.
    /// </summary>
    public Func<bool>? KeepWaiting { get; set; }

    /// <summary>Whether the assembly has not been referenced yet.</summary>
    public bool IsNew(string path) =>
        !referenced.Contains(path) && !InteractiveAssemblies.Contains(Path.GetFileNameWithoutExtension(path));

    /// <summary>
    /// A referenced assembly that declares many types of the same names as this one, so that the two cannot be used
    /// together; null if there is none.
    /// </summary>
    public (string Assembly, string Type)? FindSameTypes(string path)
    {
        if (InteractiveAssemblies.Contains(Path.GetFileNameWithoutExtension(path)) || !References.IsManaged(path))
        {
            return null;
        }
        const int tooMany = 10;
        var types = References.PublicTypes(path);
        foreach (var other in KnownAssemblies().Where(other => Path.GetFileName(other) != Path.GetFileName(path)))
        {
            var same = References.PublicTypes(other).Where(types.Contains).ToArray();
            if (same.Length >= tooMany)
            {
                return (Path.GetFileNameWithoutExtension(other), same[0]);
            }
        }
        return null;
    }

    /// <summary>Compiles and runs <paramref name="code"/>.</summary>
    /// <param name="code">A script: statements, declarations, perhaps a trailing expression.</param>
    /// <param name="source">The code's name in error messages: "cell 3".</param>
    /// <param name="interrupt">Interrupts the code.</param>
    public SubmissionResult Run(string code, string source, CancellationToken interrupt = default)
    {
        if (!AbandonableThread.TryRun(cancel => Emit(code, source, cancel), interrupt, out var emitted))
        {
            return SubmissionResult.Failed(CellError.Interrupt(source, null));
        }
        using var submitted = emitted;
        if (submitted.Errors.Any())
        {
            return SubmissionResult.Failed(CellError.FromDiagnostics([.. submitted.Errors])) with
            {
                RefusedReferences = DropBrokenReferences(),
            };
        }
        warnings.Report(submitted.Diagnostics);
        if (submitted.Assembly is null)
        {
            // Only usings and references: nothing to run.
            Commit(submitted.Compilation, source);
            return new SubmissionResult(false, null, null);
        }
        var submission = ScriptCode.EntryPoint(
            submitted.Compilation,
            LoadContext.LoadCell(submitted.Assembly, submitted.Symbols!)
        );
        Commit(submitted.Compilation, source);
        if (submissions.Count + 1 >= states.Length)
        {
            Array.Resize(ref states, states.Length * 2);
        }
        var outcome = InterruptibleExecution.Run(() => submission(states), interrupt, KeepWaiting);
        return outcome switch
        {
            // Code that stopped cleanly after the interrupt may have a result.
            { Interrupted: true } => new SubmissionResult(
                submitted.HasResult && outcome.Value is not null,
                outcome.Value,
                CellError.Interrupt(source, outcome.Exception)
            ),
            { Exception: { } exception } => SubmissionResult.Failed(CellError.FromException(exception, source)),
            _ => new SubmissionResult(submitted.HasResult, outcome.Value, null),
        };
    }

    /// <summary>Runs a hidden cell to load the compiler before the first real one.</summary>
    public static void WarmUp()
    {
        var session = new CSharpSession(Environment.CurrentDirectory);
        session.Run("int x = 1;", "warm-up");
        FormattedValue.CreateManyFromObject(session.Run("x + 1", "warm-up").Value);
    }

    /// <summary>The compilation of <paramref name="code"/> as the next submission.</summary>
    public CSharpCompilation Compile(
        string code,
        string source,
        out SyntaxTree tree,
        CancellationToken cancel = default
    )
    {
        var number = Interlocked.Increment(ref attempts);
        var previous = submissions is [.., var last] ? last.Compilation : null;
        tree = ScriptParser.Parse(code, source, cancel);
        return CSharpCompilation.CreateScriptCompilation(
            $"{name}-{number}",
            tree,
            NextReferences(isFirst: previous is null),
            Options(number, isFirst: previous is null),
            previous
        );
    }

    /// <summary>The options of a submission that is compiled but not run.</summary>
    /// <param name="isFirst">Whether it is the session's first: later ones inherit its usings.</param>
    public CSharpCompilationOptions NextOptions(bool isFirst) => Options(Interlocked.Increment(ref attempts), isFirst);

    /// <summary>
    /// The references of the next submission. Submissions inherit references; repeating them would accumulate
    /// with every cell.
    /// </summary>
    /// <param name="isFirst">Whether it is the session's first.</param>
    public IEnumerable<MetadataReference> NextReferences(bool isFirst) =>
        isFirst ? References.Default.Concat(added) : added;

    private CSharpCompilationOptions Options(int number, bool isFirst) =>
        new(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: $"Submission#{number}",
            usings: isFirst ? Imports : [],
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            warningLevel: 4,
            specificDiagnosticOptions: CompilerWarnings.Suppressed,
            sourceReferenceResolver: Scripts,
            metadataReferenceResolver: resolver,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default,
            metadataImportOptions: MetadataImportOptions.Public
        );

    /// <summary>The session's variables and their values; of variables with the same name, the last.</summary>
    public IEnumerable<(string Name, Type Type, object? Value)> Variables()
    {
        var seen = new HashSet<string>();
        foreach (var state in states.Reverse().OfType<object>())
        {
            foreach (var field in Fields(state))
            {
                if (seen.Add(field.Name))
                {
                    yield return (field.Name, field.FieldType, field.GetValue(state));
                }
            }
        }
    }

    /// <summary>The session's current state: its submissions and the values of their variables.</summary>
    public SessionState Save() =>
        new(
            [.. submissions],
            [.. states],
            [
                .. states
                    .OfType<object>()
                    .SelectMany(state => Fields(state).Select(field => (state, field, field.GetValue(state)))),
            ]
        );

    /// <summary>Undoes what ran since, except for changes inside objects that existed before.</summary>
    public void Restore(SessionState saved)
    {
        submissions = [.. saved.Submissions];
        states = [.. saved.States];
        foreach (var (state, field, value) in saved.Values)
        {
            field.SetValue(state, value);
        }
    }

    private Emitted Emit(string code, string source, CancellationToken cancel)
    {
        var compilation = Compile(code, source, out var tree, cancel);
        if (!ScriptCode.HasCode(compilation))
        {
            return new Emitted(compilation, compilation.GetDiagnostics(cancel));
        }
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(
            assembly,
            symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            cancellationToken: cancel
        );
        if (!result.Success)
        {
            return new Emitted(compilation, result.Diagnostics);
        }
        assembly.Position = symbols.Position = 0;
        var (checkedAssembly, checkedSymbols) = InterruptionChecks.AddTo(assembly, symbols);
        return new Emitted(compilation, result.Diagnostics)
        {
            HasResult = ScriptCode.HasResult(compilation, tree),
            Assembly = checkedAssembly,
            Symbols = checkedSymbols,
        };
    }

    /// <summary>Removes references that prevent even an empty cell from compiling.</summary>
    private bool DropBrokenReferences()
    {
        if (added.Count == 0 || !Compile("", "check", out _).GetDiagnostics(CancellationToken.None).Any(IsError))
        {
            return false;
        }
        referenced.ExceptWith(added.OfType<PortableExecutableReference>().Select(reference => reference.FilePath!));
        added = [];
        return true;
    }

    private IEnumerable<string> KnownAssemblies() =>
        (submissions.Count > 0 ? submissions[^1].Compilation.References : [])
            .OfType<PortableExecutableReference>()
            .Concat(added.OfType<PortableExecutableReference>())
            .Except(References.Default.OfType<PortableExecutableReference>())
            .Select(reference => reference.FilePath)
            .OfType<string>()
            .Where(File.Exists)
            .Distinct();

    private void Commit(CSharpCompilation compilation, string source)
    {
        submissions = submissions.Add((compilation, source));
        added = [];
    }

    private static IEnumerable<FieldInfo> Fields(object state) =>
        state
            .GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => !field.Name.StartsWith('<'));

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}
