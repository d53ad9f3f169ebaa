using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Session;

/// <summary>
/// A hundred and twenty cells, one session, and what .NET Interactive 1.0.712001 showed for each: the text that a reader
/// sees, without spaces. Where this host deviates, the cell is listed and host/README.md says why.
/// </summary>
[Collection(nameof(Formatting.FormattingTests))]
public partial class ReferenceCellTests
{
    private static readonly Dictionary<string, string> Deviations = new()
    {
        ["new Uri(\"https://example.org/a b\")"] = "https://example.org/ab",
        ["new Version(1, 2, 3)"] = "1.2.3",
        ["new System.Numerics.Complex(1, -2)"] = "<1;-2>",
        ["new HashSet<int> { 3, 1, 2 }"] = "[3,1,2]",
        ["new P()"] = "P{X=3,Name=n}X3Namen",
        ["new S { V = 4 }"] = "S{V=4}V4",
        ["#!value --name kept --value something"] = "",
        ["#!set --name copied --value @value:kept"] = "",
        ["copied"] = "something",
        ["#!who"] = "Variableabcopiedlistmaybeshownsquarex",
    };

    [Fact]
    public void Cells_show_what_they_show_in_NET_Interactive()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Reference", "behaviour", "cells.json");
        var session = new TestSession();
        var wrong = new List<string>();
        foreach (var expected in JsonNode.Parse(File.ReadAllText(path))!.AsArray())
        {
            var code = expected.Text("code")!;
            var cell = session.Run(code);
            var text = string.Concat(cell.Outputs.Select(Visible));
            var deviates = Deviations.TryGetValue(code, out var own);
            if (
                text != (own ?? expected.Text("text"))
                || (cell.Error is null) != (deviates || (bool)expected!["succeeds"]!)
            )
            {
                wrong.Add($"{code}\n  here:  {text} {cell.Error?.Message}\n  there: {expected.Text("text")}");
            }
        }
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    private static string Visible(CellOutput output) =>
        output switch
        {
            StreamOutput stream => Visible(stream.Text),
            DisplayOutput { Data: var data } => data.Text(MimeTypes.Html) is { } html
                ? WebUtility.HtmlDecode(Space().Replace(Tag().Replace(html, ""), "")).Replace("\u00a0", "")
                : Space().Replace(data.First().Value!.ToString(), ""),
            _ => "",
        };

    /// <summary>What looks like a tag counts as one, as in the reference.</summary>
    private static string Visible(string text) => Space().Replace(Tag().Replace(text, ""), "");

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
