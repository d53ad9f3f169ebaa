using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Jupyter;

/// <summary>
/// Answers what is asked while somebody types, and gives up after a while: there is code of which the compiler takes minutes,
/// and cells wait behind the question.
/// </summary>
internal sealed class TimedAssistant(CSharpSession session)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private CodeAssistant assistant = new(session);

    /// <summary>The content of the reply; one that knows nothing where the answer does not come in time.</summary>
    /// <param name="type">complete_request, inspect_request or is_complete_request.</param>
    /// <param name="code">What is typed.</param>
    /// <param name="cursor">Code points before the cursor.</param>
    public JsonObject Answer(string type, string code, int cursor)
    {
        var asked = assistant;
        using var limit = new CancellationTokenSource(Limit);
        var inTime = AbandonableThread.TryRun(
            _ =>
                type switch
                {
                    "complete_request" => asked.Complete(code, cursor),
                    "inspect_request" => asked.Inspect(code, cursor),
                    _ => CodeAssistant.IsComplete(code),
                },
            limit.Token,
            out var answer
        );
        if (inTime)
        {
            return answer!;
        }
        // The old one still works on its answer, and is its own.
        assistant = new CodeAssistant(session);
        return Nothing(type, cursor);
    }

    private static JsonObject Nothing(string type, int cursor) =>
        type switch
        {
            "complete_request" => new JsonObject
            {
                ["matches"] = new JsonArray(),
                ["cursor_start"] = cursor,
                ["cursor_end"] = cursor,
                ["metadata"] = new JsonObject(),
            },
            "inspect_request" => new JsonObject
            {
                ["found"] = false,
                ["data"] = new JsonObject(),
                ["metadata"] = new JsonObject(),
            },
            _ => new JsonObject { ["status"] = "unknown" },
        };
}
