using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Recommendations;

namespace DigitLab.Host.Jupyter;

/// <summary>
/// The session as Roslyn's workspaces see it, for which its recommendations are made: each submission a project that
/// refers to the one before.
/// </summary>
internal sealed class SubmissionWorkspace(CSharpSession session) : IDisposable
{
    private readonly AdhocWorkspace workspace = new();
    private Solution? solution;
    private ProjectId? last;
    private int known;

    /// <summary>The symbols that fit at a position, and whether it is behind a dot.</summary>
    public (IReadOnlyList<ISymbol> Symbols, bool AfterDot) Recommend(string code, int position)
    {
        var current = solution ?? workspace.CurrentSolution;
        for (; known < session.Submissions.Count; known++)
        {
            var compilation = session.Submissions[known].Compilation;
            (current, last) = Add(current, compilation, compilation.SyntaxTrees[^1], last, out _);
        }
        solution = current;
        var typed = session.Compile(code, "completion", out var tree);
        (current, _) = Add(current, typed, tree, last, out var document);
        var symbols = Recommender
            .GetRecommendedSymbolsAtPositionAsync(current.GetDocument(document)!, position)
            .GetAwaiter()
            .GetResult();
        return ([.. symbols], code.AsSpan(0, position).TrimEnd() is [.., '.'] or [.., '-', '>'] or [.., ':', ':']);
    }

    public void Dispose() => workspace.Dispose();

    private static (Solution, ProjectId) Add(
        Solution solution,
        CSharpCompilation compilation,
        SyntaxTree tree,
        ProjectId? previous,
        out DocumentId document
    )
    {
        var id = ProjectId.CreateNewId();
        var name = compilation.AssemblyName!;
        document = DocumentId.CreateNewId(id);
        var project = ProjectInfo.Create(
            id,
            VersionStamp.Default,
            name,
            name,
            LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: CSharpSession.ParseOptions,
            metadataReferences: compilation.ExternalReferences,
            projectReferences: previous is null ? [] : [new ProjectReference(previous)],
            isSubmission: true
        );
        return (solution.AddProject(project).AddDocument(document, name, tree.GetText()), id);
    }
}
