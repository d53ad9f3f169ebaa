using System.Text.Json.Nodes;
using DigitLab.Host.Session;

namespace DigitLab.Host.Execution;

/// <summary>What went wrong, as Jupyter's messages say it.</summary>
internal static class ErrorContent
{
    public static JsonObject Create(CellError error) => Create(error.Name, error.Message, error.Traceback);

    public static JsonObject Create(string name, string message, IEnumerable<string> traceback) =>
        new()
        {
            ["ename"] = name,
            ["evalue"] = message,
            ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
        };
}
