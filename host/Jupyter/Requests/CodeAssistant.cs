using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Language;
using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>
/// Answers what a front end asks while the user types, as contents of Jupyter replies; positions count code points.
/// </summary>
internal sealed class CodeAssistant(CSharpSession session)
{
    private const int MaxMatches = 1000;

    /// <summary>Signatures take time to compute; longer lists go without.</summary>
    private const int MaxSignatures = 20;

    private readonly TimedLanguage language = new(session);

    /// <summary>The content of a complete_reply; without matches when they take too long.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cursor">Code points before the cursor.</param>
    public JsonObject Complete(string code, int cursor) =>
        language.Answer((service, cancel) => Complete(service, code, cursor, cancel), Matches([], cursor, cursor));

    /// <summary>The content of an inspect_reply; nothing is found when that takes too long.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cursor">Code points before the cursor.</param>
    public JsonObject Inspect(string code, int cursor) =>
        language.Answer((service, cancel) => Inspect(service, code, cursor, cancel), Found(new JsonObject()));

    /// <summary>The content of an is_complete_reply; unknown when that takes too long.</summary>
    public JsonObject IsComplete(string code) =>
        language.Answer((_, _) => CompletenessOf(code), new JsonObject { ["status"] = "unknown" });

    private static JsonObject Complete(LanguageService service, string code, int cursor, CancellationToken cancel)
    {
        var (answer, number) = service.Complete(
            CellContext.Alone(NotebookLanguages.CSharp, code),
            ToUtf16(code, cursor),
            cancel
        );
        var typed = code[answer.Start..answer.End];
        var matches = answer
            .Items.Select((item, index) => (Item: item, Index: index))
            .Where(match => match.Item.InsertText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(match => match.Item.InsertText)
            .OrderBy(match => match.Item.InsertText.StartsWith(typed, StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(match => match.Item.InsertText, StringComparer.OrdinalIgnoreCase)
            .Take(MaxMatches)
            .ToArray();
        var few = matches.Length <= MaxSignatures;
        return Matches(
            [
                .. matches.Select(match =>
                    (
                        match.Item.InsertText,
                        match.Item.Kind,
                        few && match.Item.Kind == "function"
                            ? service.Sign(LanguageService.IdOf(number, match.Index), cancel)
                            : ""
                    )
                ),
            ],
            ToCodePoints(code, answer.Start),
            ToCodePoints(code, answer.End)
        );
    }

    private static JsonObject Matches(
        IReadOnlyList<(string Text, string Kind, string Signature)> matches,
        int start,
        int end
    ) =>
        new()
        {
            ["matches"] = new JsonArray([.. matches.Select(match => (JsonNode)match.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([
                    .. matches.Select(match =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["text"] = match.Text,
                                ["type"] = match.Kind,
                                ["signature"] = match.Signature,
                                ["start"] = start,
                                ["end"] = end,
                            }
                    ),
                ]),
            },
        };

    private static JsonObject Inspect(LanguageService service, string code, int cursor, CancellationToken cancel)
    {
        var data = new JsonObject();
        var cell = CellContext.Alone(NotebookLanguages.CSharp, code);
        if (service.Inspect(cell, ToUtf16(code, cursor), cancel) is { } found)
        {
            data["text/plain"] = Markdown.PlainText(found);
            data["text/markdown"] = Markdown.FromQuickInfo(found);
        }
        return Found(data);
    }

    private static JsonObject Found(JsonObject data) =>
        new()
        {
            ["found"] = data.Count > 0,
            ["data"] = data,
            ["metadata"] = new JsonObject(),
        };

    private static JsonObject CompletenessOf(string code)
    {
        var tree = ScriptParser.Parse(code);
        if (!SyntaxFactory.IsCompleteSubmission(tree) || IsInOpenString(tree))
        {
            var depth = tree.GetRoot()
                .DescendantTokens()
                .Sum(token =>
                    token.IsMissing
                        ? 0
                        : token.Kind() switch
                        {
                            SyntaxKind.OpenBraceToken => 1,
                            SyntaxKind.CloseBraceToken => -1,
                            _ => 0,
                        }
                );
            return new JsonObject { ["status"] = "incomplete", ["indent"] = new string(' ', 4 * Math.Max(0, depth)) };
        }
        var broken = tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new JsonObject { ["status"] = broken ? "invalid" : "complete" };
    }

    /// <summary>An unterminated raw or verbatim string, which Roslyn counts as complete.</summary>
    private static bool IsInOpenString(SyntaxTree tree) =>
        tree.GetDiagnostics().Any(diagnostic => diagnostic.Id is "CS8997" or "CS1039" or "CS8967");

    private static int ToUtf16(string code, int codePoints)
    {
        var index = 0;
        for (var count = 0; count < codePoints && index < code.Length; count++)
        {
            index += char.IsSurrogatePair(code, index) ? 2 : 1;
        }
        return index;
    }

    private static int ToCodePoints(string code, int index) =>
        code.AsSpan(0, index).ToString().EnumerateRunes().Count();
}
