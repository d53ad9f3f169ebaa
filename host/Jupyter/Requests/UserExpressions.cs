using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Execution;
using DigitLab.Host.Formatting;
using DigitLab.Host.Session;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Evaluates <c>user_expressions</c>, which a front end wants together with a cell's result.</summary>
internal static class UserExpressions
{
    public static JsonObject Evaluate(JsonObject expressions, CSharpSession session, CancellationToken interrupt)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in expressions)
        {
            var code = expression is JsonValue value && value.TryGetValue(out string? text) ? text : "";
            var result = session.Run(code, $"user expression {name}", interrupt);
            var answer = result.Error is { } error
                ? ErrorContent.Reply(error.Name, error.Message, [])
                : new JsonObject
                {
                    ["data"] = ToData(result.Value, interrupt),
                    ["metadata"] = new JsonObject(),
                    ["status"] = "ok",
                };
            values[name] = answer;
        }
        return values;
    }

    /// <summary>Formats a value; formatters are the student's code too.</summary>
    private static JsonObject ToData(object? value, CancellationToken interrupt)
    {
        var shown = InterruptibleExecution.Run(
            () => Task.FromResult<object?>(OutputSink.ToData(FormattedValue.CreateManyFromObject(value))),
            interrupt
        );
        return shown.Value as JsonObject
            ?? new JsonObject
            {
                [MimeTypes.PlainText] = shown.Exception is { } e ? ValueKind.TypeName(e.GetType()) : "",
            };
    }
}
