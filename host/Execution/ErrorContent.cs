using System.Text.Json.Nodes;
using DigitLab.Host.Session;

namespace DigitLab.Host.Execution;

/// <summary>Errors as contents of Jupyter messages.</summary>
internal static class ErrorContent
{
    public static JsonObject Create(CellError error) => Create(error.Name, error.Message, error.Traceback);

    /// <summary>The content of a reply that reports an error.</summary>
    public static JsonObject Reply(string name, string message, IEnumerable<string> traceback)
    {
        var content = Create(name, message, traceback);
        content["status"] = "error";
        return content;
    }

    private static JsonObject Create(string name, string message, IEnumerable<string> traceback) =>
        new()
        {
            ["ename"] = name,
            ["evalue"] = message,
            ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
        };
}
