using System.Reflection;
using System.Runtime.InteropServices;
using DigitLab.Host.Language;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace DigitLab.Host.VsCode;

/// <summary>The methods that the extension calls: see vscode/PROTOCOL.md.</summary>
internal sealed class ExtensionRequests(VsCodeServer server)
{
    private const int ProtocolVersion = 1;

    private NotebookCells Notebook => server.Notebook;

    private CellQueue Cells => server.Cells ?? throw Refuse("The first request has to be initialize.");

    private LanguageThread Language => server.Language ?? throw Refuse("The first request has to be initialize.");

    [JsonRpcMethod("initialize", UseSingleObjectParameterDeserialization = true)]
    public InitializeResult Initialize(InitializeParameters request)
    {
        if (request.Protocol != ProtocolVersion)
        {
            throw Refuse(
                $"This host speaks version {ProtocolVersion} of the protocol, the extension {request.Protocol}: "
                    + "update the older of the two."
            );
        }
        if (server.Cells is not null)
        {
            throw Refuse("The host is initialized already.");
        }
        var folder = request.Folder ?? Path.GetDirectoryName(request.Notebook) ?? Environment.CurrentDirectory;
        if (!Directory.Exists(folder))
        {
            throw Refuse($"{folder}: there is no such folder.");
        }
        server.Open(Path.GetFullPath(folder));
        var version = typeof(ExtensionRequests)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
        return new InitializeResult(ProtocolVersion, version, RuntimeInformation.FrameworkDescription);
    }

    [JsonRpcMethod("execute", UseSingleObjectParameterDeserialization = true)]
    public Task<ExecuteResult> Execute(ExecuteParameters request) => Cells.Add(request);

    [JsonRpcMethod("interrupt")]
    public void Interrupt() => Cells.Interrupt();

    [JsonRpcMethod("shutdown")]
    public void Shutdown()
    {
        server.Cells?.End();
        server.End();
    }

    [JsonRpcMethod("cells", UseSingleObjectParameterDeserialization = true)]
    public void TakeCells(CellsParameters change) => Notebook.Set(change.Cells.Select(cell => cell.ToCell()));

    [JsonRpcMethod("cellChanged", UseSingleObjectParameterDeserialization = true)]
    public void TakeCell(CellState change) => Notebook.Change(change.ToCell());

    [JsonRpcMethod("completion", UseSingleObjectParameterDeserialization = true)]
    public Task<CompletionResult> Complete(PlaceParameters place, CancellationToken cancel) =>
        Ask(
            place.Cell,
            (service, cell, token) => ToResult(service.Complete(cell, place.Offset, token)),
            new CompletionResult(place.Offset, place.Offset, []),
            cancel
        );

    [JsonRpcMethod("completionDocumentation", UseSingleObjectParameterDeserialization = true)]
    public Task<DocumentationResult> Describe(ItemParameters item, CancellationToken cancel) =>
        Language.Ask(
            (service, token) => new DocumentationResult(service.Describe(item.Id, token)),
            new DocumentationResult(""),
            cancel
        );

    [JsonRpcMethod("hover", UseSingleObjectParameterDeserialization = true)]
    public Task<HoverResult?> Hover(PlaceParameters place, CancellationToken cancel) =>
        Ask(
            place.Cell,
            (service, cell, token) =>
                service.Hover(cell, place.Offset, token) is { } found
                    ? new HoverResult(Markdown.FromQuickInfo(found), found.Span.Start, found.Span.End)
                    : null,
            null,
            cancel
        );

    [JsonRpcMethod("signatureHelp", UseSingleObjectParameterDeserialization = true)]
    public Task<SignatureHelpResult?> SignatureHelp(PlaceParameters place, CancellationToken cancel) =>
        Ask(
            place.Cell,
            (service, cell, token) =>
                service.Signatures(cell, place.Offset, token) is { } found
                    ? new SignatureHelpResult(found.Signatures, found.Active, found.ActiveParameter)
                    : null,
            null,
            cancel
        );

    [JsonRpcMethod("diagnostics", UseSingleObjectParameterDeserialization = true)]
    public Task<IReadOnlyList<CellMark>> Diagnose(CellParameters of, CancellationToken cancel) =>
        Ask(of.Cell, (service, cell, token) => service.Diagnose(cell, token), [], cancel);

    [JsonRpcMethod("definition", UseSingleObjectParameterDeserialization = true)]
    public Task<IReadOnlyList<CellPlace>> Define(PlaceParameters place, CancellationToken cancel) =>
        Ask(place.Cell, (service, cell, token) => service.Define(cell, place.Offset, Notebook, token), [], cancel);

    [JsonRpcMethod("semanticTokens", UseSingleObjectParameterDeserialization = true)]
    public Task<IReadOnlyList<SemanticToken>> Tokens(CellParameters of, CancellationToken cancel) =>
        Ask(of.Cell, (service, cell, token) => service.Tokens(cell, token), [], cancel);

    /// <summary>Asks about a C# cell; cells of other languages get no answer.</summary>
    private Task<T> Ask<T>(
        string id,
        Func<LanguageService, CellContext, CancellationToken, T> question,
        T nothing,
        CancellationToken cancel
    ) =>
        Language.Ask(
            (service, token) => Notebook.Find(id) is { } cell ? question(service, cell, token) : nothing,
            nothing,
            cancel
        );

    private static CompletionResult ToResult((CompletionAnswer Answer, int Number) completed) =>
        new(
            completed.Answer.Start,
            completed.Answer.End,
            [
                .. completed.Answer.Items.Select(
                    (item, index) =>
                        new CompletionResultItem(
                            item.Label,
                            item.Kind,
                            item.InsertText,
                            item.FilterText,
                            item.SortText,
                            item.Detail,
                            LanguageService.IdOf(completed.Number, index)
                        )
                ),
            ]
        );

    private static LocalRpcException Refuse(string message) =>
        new(message) { ErrorCode = (int)JsonRpcErrorCode.InvalidParams };
}
