using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>The cells that ran in this session.</summary>
internal sealed class ExecutionHistory
{
    private readonly List<string> entries = [];

    public void Add(string code) => entries.Add(code);

    /// <summary>The content of a history_reply.</summary>
    public JsonObject Answer(HistoryRequest request)
    {
        var all = entries.Select((code, index) => (Number: index + 1, Code: code));
        var n = request.Count ?? int.MaxValue;
        var chosen = request.AccessType switch
        {
            "range" => all.Where(entry =>
                entry.Number >= request.Start && (request.Stop is not { } stop || entry.Number < stop)
            ),
            "search" => Search(all, request).TakeLast(n),
            _ => all.TakeLast(n),
        };
        return new JsonObject
        {
            ["history"] = new JsonArray([
                .. chosen.Select(entry =>
                    (JsonNode)
                        new JsonArray(
                            1,
                            entry.Number,
                            request.WithOutput ? new JsonArray(entry.Code, null) : entry.Code
                        )
                ),
            ]),
        };
    }

    private static IEnumerable<(int Number, string Code)> Search(
        IEnumerable<(int Number, string Code)> entries,
        HistoryRequest request
    )
    {
        var pattern = "^" + Regex.Escape(request.Pattern).Replace("\\*", ".*").Replace("\\?", ".") + "$";
        var regex = new Regex(pattern, RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var found = entries.Where(entry => regex.IsMatch(entry.Code));
        return request.IsUnique
            ? found.GroupBy(entry => entry.Code).Select(group => group.Last()).OrderBy(entry => entry.Number)
            : found;
    }
}
