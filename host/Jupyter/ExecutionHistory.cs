using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter;

/// <summary>The cells that ran in this session.</summary>
internal sealed class ExecutionHistory
{
    private readonly List<string> entries = [];

    public void Add(string code) => entries.Add(code);

    /// <summary>Answers a history_request: the last n, a range, or those that match a pattern with * and ?.</summary>
    public JsonObject Answer(JsonObject request)
    {
        var all = entries.Select((code, index) => (Number: index + 1, Code: code));
        var n = Integer(request["n"]) ?? int.MaxValue;
        var chosen = request.Text("hist_access_type") switch
        {
            "range" => all.Where(entry =>
                entry.Number >= Integer(request["start"])
                && (Integer(request["stop"]) is not { } stop || entry.Number < stop)
            ),
            "search" => Search(all, request).TakeLast(n),
            _ => all.TakeLast(n),
        };
        var withOutput = request["output"]?.GetValueKind() == System.Text.Json.JsonValueKind.True;
        return new JsonObject
        {
            ["history"] = new JsonArray([
                .. chosen.Select(entry =>
                    (JsonNode)new JsonArray(1, entry.Number, withOutput ? new JsonArray(entry.Code, null) : entry.Code)
                ),
            ]),
        };
    }

    private static IEnumerable<(int Number, string Code)> Search(
        IEnumerable<(int Number, string Code)> entries,
        JsonObject request
    )
    {
        var pattern = "^" + Regex.Escape(request.Text("pattern") ?? "*").Replace("\\*", ".*").Replace("\\?", ".") + "$";
        var regex = new Regex(pattern, RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var found = entries.Where(entry => regex.IsMatch(entry.Code));
        var unique = request["unique"]?.GetValueKind() == System.Text.Json.JsonValueKind.True;
        return unique
            ? found.GroupBy(entry => entry.Code).Select(group => group.Last()).OrderBy(entry => entry.Number)
            : found;
    }

    private static int? Integer(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out int number) ? number : null;
}
