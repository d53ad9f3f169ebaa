using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Session;

/// <summary>
/// A C# session: each piece of code sees what those before it declared. Every piece is a Roslyn script submission,
/// compiled with optimisation to an assembly of its own and run at once.
/// </summary>
/// <remarks>
/// The submissions are chained here rather than by <c>CSharpScript</c>, so that what a cell assigned stays when the
/// cell throws or is interrupted, so that cells have their own file names in stack traces, and so that references are
/// read once and not with every cell.
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
    private readonly List<(CSharpCompilation Compilation, string Source)> submissions = [];
    private readonly List<MetadataReference> added = [];
    private object?[] states = new object?[16];
    private int attempts;

    /// <param name="workingDirectory">What <c>#r</c> and <c>#load</c> are relative to.</param>
    public CSharpSession(string workingDirectory)
    {
        WorkingDirectory = workingDirectory;
        LoadContext = new SessionLoadContext();
        resolver = new SessionReferenceResolver(() => WorkingDirectory, LoadContext);
    }

    public string WorkingDirectory { get; set; }

    public SessionLoadContext LoadContext { get; }

    /// <summary>The submissions that ran, oldest first, with their source.</summary>
    public IReadOnlyList<(CSharpCompilation Compilation, string Source)> Submissions => submissions;

    /// <summary>Makes an assembly known to the cells to come.</summary>
    public void AddReference(string path)
    {
        if (References.IsManaged(path))
        {
            LoadContext.AddReference(path);
            added.Add(References.FromFile(path));
        }
    }

    /// <summary>Compiles and runs <paramref name="code"/>.</summary>
    /// <param name="code">A script: statements, declarations, perhaps a trailing expression.</param>
    /// <param name="source">What the code is called in errors: "cell 3".</param>
    /// <param name="interrupt">Ends the code, also when it does not look.</param>
    public SubmissionResult Run(string code, string source, CancellationToken interrupt = default)
    {
        var original = Compile(code, source, out var tree);
        if (TorchConflict.Of(submissions.Select(submission => submission.Compilation), original) is { } conflict)
        {
            added.Clear();
            return SubmissionResult.Failed(CellError.Plain("TwoBackends", conflict));
        }
        var compilation = original.ReplaceSyntaxTree(tree, InterruptionChecks.AddTo(tree));
        if (compilation.GetDiagnostics(CancellationToken.None).Any(IsError))
        {
            // Errors point into the code as it was written.
            var errors = original.GetDiagnostics(CancellationToken.None).Where(IsError).ToArray();
            if (errors.Length > 0)
            {
                return SubmissionResult.Failed(CellError.FromDiagnostics(errors));
            }
            compilation = original;
        }
        if (!HasCode(compilation))
        {
            // Usings and references alone: later cells see them, there is nothing to run.
            Commit(compilation, source);
            return new SubmissionResult(false, null, null);
        }
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(
            assembly,
            symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            cancellationToken: CancellationToken.None
        );
        if (!emitted.Success)
        {
            return SubmissionResult.Failed(CellError.FromDiagnostics(emitted.Diagnostics.Where(IsError)));
        }
        assembly.Position = symbols.Position = 0;
        var submission = FindFactory(compilation, LoadContext.LoadCell(assembly, symbols));
        Commit(compilation, source);
        if (submissions.Count + 1 >= states.Length)
        {
            Array.Resize(ref states, states.Length * 2);
        }
        var hasResult = HasResult(compilation, compilation.SyntaxTrees[^1]);
        var outcome = InterruptibleExecution.Run(() => submission(states), interrupt);
        return outcome switch
        {
            // Code that ended in good order because of the interrupt may have something to show.
            { Interrupted: true } => new SubmissionResult(
                hasResult && outcome.Value is not null,
                outcome.Value,
                CellError.Interrupt(source, outcome.Exception, LoadContext)
            ),
            { Exception: { } exception } => SubmissionResult.Failed(
                CellError.FromException(exception, source, LoadContext)
            ),
            _ => new SubmissionResult(hasResult, outcome.Value, null),
        };
    }

    /// <summary>Runs a cell that nobody sees, so that the compiler is loaded when the first one comes.</summary>
    public static void WarmUp()
    {
        var session = new CSharpSession(Environment.CurrentDirectory);
        session.Run("int x = 1;", "warm-up");
        FormattedValue.CreateManyFromObject(session.Run("x + 1", "warm-up").Value);
    }

    /// <summary>The compilation that <paramref name="code"/> would be if it ran now.</summary>
    public CSharpCompilation Compile(string code, string source, out SyntaxTree tree)
    {
        var number = ++attempts;
        var previous = submissions.Count > 0 ? submissions[^1].Compilation : null;
        tree = CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ParseOptions, source);
        return CSharpCompilation.CreateScriptCompilation(
            $"{name}-{number}",
            tree,
            // A submission has the references of those before it; given again, they would add up with every cell.
            previous is null
                ? References.Default.Concat(added)
                : added,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                scriptClassName: $"Submission#{number}",
                usings: previous is null ? Imports : [],
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                warningLevel: 0,
                sourceReferenceResolver: new SourceFileResolver([], WorkingDirectory),
                metadataReferenceResolver: resolver,
                assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default,
                metadataImportOptions: MetadataImportOptions.Public
            ),
            previous
        );
    }

    /// <summary>The variables of the session and their values; of several with one name, the last.</summary>
    public IEnumerable<(string Name, Type Type, object? Value)> Variables()
    {
        var seen = new HashSet<string>();
        foreach (var state in states.Reverse().OfType<object>())
        {
            foreach (
                var field in state
                    .GetType()
                    .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            )
            {
                if (!field.Name.StartsWith('<') && seen.Add(field.Name))
                {
                    yield return (field.Name, field.FieldType, field.GetValue(state));
                }
            }
        }
    }

    private void Commit(CSharpCompilation compilation, string source)
    {
        submissions.Add((compilation, source));
        added.Clear();
    }

    private static Func<object?[], Task<object?>> FindFactory(CSharpCompilation compilation, Assembly assembly)
    {
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        return assembly
            .GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
    }

    /// <summary>Whether the code ends in an expression that has a value, or returns one.</summary>
    private static bool HasResult(CSharpCompilation compilation, SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot(CancellationToken.None);
        var statements = root.Members.OfType<GlobalStatementSyntax>().ToArray();
        var returns = statements
            .SelectMany(statement =>
                statement.DescendantNodes(node =>
                    node is GlobalStatementSyntax or StatementSyntax and not LocalFunctionStatementSyntax
                )
            )
            .OfType<ReturnStatementSyntax>()
            .Any(statement => statement.Expression is not null);
        if (returns)
        {
            return true;
        }
        return statements.LastOrDefault()?.Statement
                is ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type
                is not (null or { SpecialType: SpecialType.System_Void });
    }

    private static bool HasCode(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Any(tree =>
            ((CompilationUnitSyntax)tree.GetRoot(CancellationToken.None)).Members.Count > 0
        );

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}

/// <summary>How a submission ended: with or without a value, with or without an error.</summary>
internal sealed record SubmissionResult(bool HasValue, object? Value, CellError? Error)
{
    public static SubmissionResult Failed(CellError error) => new(false, null, error);
}
