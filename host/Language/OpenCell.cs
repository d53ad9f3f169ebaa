using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Language;

/// <summary>The edited cell as Roslyn's services see it: the last document in a chain of submissions.</summary>
/// <param name="Context">The cell.</param>
/// <param name="Document">Its text: <see cref="CellText.Code"/>.</param>
/// <param name="Submissions">The documents before it: submissions that ran, oldest first, then cells above.</param>
internal sealed record OpenCell(CellContext Context, Document Document, IReadOnlyList<DocumentId> Submissions)
{
    /// <summary>Clamps an offset to the text.</summary>
    public int Clamp(int offset) => Math.Clamp(offset, 0, Context.Text.Text.Length);

    public SemanticModel Model(CancellationToken cancel) =>
        Document.GetSemanticModelAsync(cancel).GetAwaiter().GetResult()!;
}

/// <summary>
/// The session and the cells that have not run as a Roslyn workspace: each submission is a project that references the
/// previous one.
/// </summary>
/// <remarks>
/// The common prefix of the chain stays compiled between questions; usually only the edited cell differs.
/// </remarks>
internal sealed class SubmissionChain(CSharpSession session)
{
    private readonly AdhocWorkspace workspace = new();
    private readonly Lock gate = new();
    private readonly List<Link> links = [];

    /// <param name="Key">Its source: a compilation that ran, or a text.</param>
    /// <param name="Solution">The solution with it and all projects before it.</param>
    private sealed record Link(object Key, Solution Solution, ProjectId Project, DocumentId Document);

    public OpenCell Open(CellContext context, CancellationToken cancel)
    {
        lock (gate)
        {
            object[] keys =
            [
                .. session.Submissions.Select(submission => submission.Compilation),
                .. context.Above.Select(cell => cell.Text.Code),
                context.Text.Code,
            ];
            var same = 0;
            while (same < links.Count && same < keys.Length && links[same].Key.Equals(keys[same]))
            {
                same++;
            }
            links.RemoveRange(same, links.Count - same);
            for (var i = same; i < keys.Length; i++)
            {
                links.Add(Add(keys[i], cancel));
            }
            var last = links[^1];
            return new OpenCell(
                context,
                last.Solution.GetDocument(last.Document)!,
                [.. links.SkipLast(1).Select(link => link.Document)]
            );
        }
    }

    private Link Add(object key, CancellationToken cancel)
    {
        var isFirst = links.Count == 0;
        var ran = key as Microsoft.CodeAnalysis.CSharp.CSharpCompilation;
        var follows = isFirst || links[^1].Key is not string;
        var options = ran?.Options ?? session.NextOptions(isFirst);
        var project = ProjectId.CreateNewId();
        var document = DocumentId.CreateNewId(project);
        var name = ran?.AssemblyName ?? options.ScriptClassName!;
        var solution = (isFirst ? workspace.CurrentSolution : links[^1].Solution)
            .AddProject(
                ProjectInfo.Create(
                    project,
                    VersionStamp.Default,
                    name,
                    name,
                    LanguageNames.CSharp,
                    compilationOptions: options,
                    parseOptions: CSharpSession.ParseOptions.WithDocumentationMode(DocumentationMode.Parse),
                    metadataReferences: ran?.ExternalReferences
                        // References that come with the next submission belong to the first cell that has not run.
                        ?? (follows ? session.NextReferences(isFirst) : []),
                    projectReferences: isFirst ? [] : [new ProjectReference(links[^1].Project)],
                    isSubmission: true
                )
            )
            .AddDocument(
                document,
                name,
                ran?.SyntaxTrees[^1].GetText(cancel) ?? Microsoft.CodeAnalysis.Text.SourceText.From((string)key)
            );
        // Compiled now, so that all solutions derived from this one share it.
        solution.GetProject(project)!.GetCompilationAsync(cancel).GetAwaiter().GetResult();
        return new Link(key, solution, project, document);
    }
}
