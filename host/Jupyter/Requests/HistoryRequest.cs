using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Asks for cells that ran in this session.</summary>
/// <param name="AccessType">"range", "search", or "tail" for the last ones.</param>
/// <param name="Count">The maximum number of cells (n); null for all.</param>
/// <param name="Start">The first cell of a range, from 1.</param>
/// <param name="Stop">The cell after the last of a range.</param>
/// <param name="Pattern">What to search for; * and ? are wildcards.</param>
/// <param name="IsUnique">Whether a search returns equal cells once.</param>
/// <param name="WithOutput">Whether entries include a field for the output.</param>
internal sealed record HistoryRequest(
    string? AccessType,
    int? Count,
    int? Start,
    int? Stop,
    string Pattern,
    bool IsUnique,
    bool WithOutput
) : IKernelRequest<HistoryRequest>
{
    public static string MessageType => "history_request";

    public static HistoryRequest Read(JsonObject content) =>
        new(
            content.Text("hist_access_type"),
            content.Integer("n"),
            content.Integer("start"),
            content.Integer("stop"),
            content.Text("pattern") ?? "*",
            content.IsTrue("unique"),
            content.IsTrue("output")
        );
}

internal sealed class HistoryHandler(ExecutionHistory history) : IRequestHandler<HistoryRequest>
{
    public JsonObject Handle(HistoryRequest request, RequestContext context) => history.Answer(request);
}
