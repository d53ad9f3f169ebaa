using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.VsCode;

/// <summary>Help on the language of cells, with what has run and what has not.</summary>
public sealed class LanguageTests : IDisposable
{
    private ExtensionHost? opened;

    public void Dispose() => opened?.Dispose();

    /// <summary>Opens a notebook; a bar in the last cell is where is asked, and no part of its text.</summary>
    private ExtensionHost Open(params string[] cells)
    {
        opened?.Dispose();
        return opened = new ExtensionHost([.. cells.Select(Text)]);
    }

    private static string Text(string cell) => cell.Replace("|", "");

    private string[] Labels(string last, int number) =>
        [.. Items(last, number).Select(item => item.Text("insertText")!)];

    private JsonNode[] Items(string last, int number) =>
        [.. opened!.AskAt("completion", $"c{number}", last)!["items"]!.AsArray().OfType<JsonNode>()];

    private JsonNode[] Marks(string cell) =>
        [
            .. opened!
                .Ask("diagnostics", new JsonObject { ["cell"] = cell })!
                .AsArray()
                .OfType<JsonNode>(),
        ];

    [Fact]
    public void Completion_knows_the_variables_of_cells_that_ran()
    {
        const string typed = "model.La|";
        var host = Open("record Model(int Layers, string Title); var model = new Model(3, \"\");", typed);
        host.Succeed("record Model(int Layers, string Title); var model = new Model(3, \"\");");
        var answer = host.AskAt("completion", "c2", typed)!;
        answer["start"]!.GetValue<int>().ShouldBe(6);
        answer["end"]!.GetValue<int>().ShouldBe(8);
        var item = answer["items"]!.AsArray().Single(item => item.Text("insertText") == "Layers")!;
        item.Text("kind").ShouldBe("property");
        item.Text("filterText").ShouldBe("Layers");
        answer["items"]!.AsArray().Select(item => item.Text("insertText")).ShouldNotContain("Title");
    }

    [Fact]
    public void Completion_knows_cells_above_that_did_not_run_and_none_below()
    {
        const string typed = "lat|";
        Open("var later = 1;", "int latitude() => later;", typed, "var latest = 2;");
        Labels(typed, 3).ShouldContain("later");
        Labels(typed, 3).ShouldContain("latitude");
        Labels(typed, 3).ShouldNotContain("latest");
    }

    [Fact]
    public void Completion_after_a_dot_has_members_alone_and_they_have_kinds()
    {
        const string typed = "Console.|";
        Open(typed);
        var items = Items(typed, 1);
        Kind("WriteLine").ShouldBe("function");
        Kind("Out").ShouldBe("property");
        Kind("CancelKeyPress").ShouldBe("event");
        items.Select(item => item.Text("insertText")).ShouldNotContain("var");

        string? Kind(string name) => items.Single(item => item.Text("insertText") == name).Text("kind");
    }

    [Fact]
    public void An_item_has_documentation()
    {
        const string typed = "Math.Sq|";
        var host = Open(typed);
        var id = Items(typed, 1).Single(item => item.Text("insertText") == "Sqrt").Text("id");
        var markdown = host.Ask("completionDocumentation", new JsonObject { ["id"] = id }).Text("markdown")!;
        markdown.ShouldContain("```csharp\ndouble Math.Sqrt(double d)");
        if (NeedsDocumentation())
        {
            markdown.ShouldContain("square root");
        }
        host.Ask("completionDocumentation", new JsonObject { ["id"] = "0:0" }).Text("markdown").ShouldBe("");
    }

    [Fact]
    public void Magic_commands_complete_and_tell_what_they_do()
    {
        const string typed = "var x = 1;\n#!ti|";
        var host = Open(typed);
        var item = Items(typed, 1).Single();
        item.Text("label").ShouldBe("#!time");
        item.Text("insertText").ShouldBe("time");
        host.Ask("completionDocumentation", new JsonObject { ["id"] = item.Text("id") })
            .Text("markdown")!
            .ShouldContain("how long");
    }

    [Theory]
    [InlineData("#!html\n<b>Con|</b>")]
    [InlineData("#!value --name x\nCon|")]
    public void Other_languages_within_a_cell_get_no_names(string typed)
    {
        Open(typed);
        Labels(typed, 1).ShouldNotContain("Console");
    }

    [Fact]
    public void Lines_that_the_compiler_does_not_see_keep_all_places()
    {
        const string typed = "#!time\n#r \"nuget: None.Such, 1.0.0\"\nvar text = \"\";\r\ntext.Len|";
        var host = Open(typed);
        var answer = host.AskAt("completion", "c1", typed)!;
        answer["items"]!.AsArray().Select(item => item.Text("insertText")).ShouldContain("Length");
        answer["start"]!.GetValue<int>().ShouldBe(Text(typed).Length - 3);
    }

    [Fact]
    public void An_edited_cell_counts_as_it_stands()
    {
        const string typed = "x.|";
        var host = Open("var x = 1;", typed);
        host.Succeed("var x = 1;");
        Labels(typed, 2).ShouldNotContain("Length");
        host.Change("c1", "var x = \"text\";");
        Labels(typed, 2).ShouldContain("Length");
        host.Change("c1", "var x = 1;");
        Labels(typed, 2).ShouldNotContain("Length");
    }

    [Fact]
    public void Of_two_variables_with_one_name_the_later_one_counts()
    {
        const string typed = "x.|";
        var host = Open("var x = 1;", "var x = \"text\";", typed);
        host.Succeed("var x = 1;");
        Labels(typed, 3).ShouldContain("Length");
        host.Succeed("var x = \"text\";", "c2");
        Labels(typed, 3).ShouldContain("Length");
    }

    [Fact]
    public void Hover_tells_declaration_and_documentation()
    {
        const string first = "/// <summary>Twice as much.</summary>\nint Twice(int n) => 2 * n;\nvar x = 1;";
        const string typed = "Tw|ice(x)";
        var host = Open(first, typed);
        var hover = host.AskAt("hover", "c2", typed)!;
        hover.Text("markdown")!.ShouldContain("int Twice(int n)");
        hover.Text("markdown")!.ShouldContain("Twice as much");
        (hover["start"]!.GetValue<int>(), hover["end"]!.GetValue<int>()).ShouldBe((0, 5));
        host.AskAt("hover", "c2", "Twice(|x)").Text("markdown")!.ShouldContain("int x");
        host.AskAt("hover", "c2", "Twice(x|)");

        const string framework = "Math.Sq|rt(2)";
        host.Change("c2", Text(framework));
        var documented = host.AskAt("hover", "c2", framework).Text("markdown")!;
        documented.ShouldContain("double Math.Sqrt(double d)");
        if (NeedsDocumentation())
        {
            documented.ShouldContain("square root");
        }
    }

    [Theory]
    [InlineData("Math.Pow(|", 1, 0, "double Math.Pow(double x, double y)")]
    [InlineData("Math.Pow(2, |", 1, 1, "double Math.Pow(double x, double y)")]
    [InlineData("Math.Pow(y: |)", 1, 1, "double Math.Pow(double x, double y)")]
    [InlineData("Math.Pow(Math.Abs(2), Math.Sqrt(|3))", 1, 0, "double Math.Sqrt(double d)")]
    [InlineData("F(1, |)", 1, 1, "int F(int number, string text = \"a\")")]
    [InlineData("Sum(1, 2, |3)", 1, 0, "int Sum(params int[] numbers)")]
    [InlineData("new Pair(1, |)", 1, 1, "Pair(int Left, int Right)")]
    [InlineData("Pair p = new(|", 1, 0, "Pair(int Left, int Right)")]
    [InlineData("half(|)", 1, 0, "double Func<int, double>(int arg)")]
    [InlineData("new List<int>()[|]", 1, 0, "int List<int>[int index]")]
    [InlineData("new[] { 1 }.Take(|)", 2, 0, "IEnumerable<int> Enumerable.Take<int>(int count)")]
    public void Signature_help_tells_the_overloads_and_the_active_parameter(
        string typed,
        int signatures,
        int active,
        string label
    )
    {
        const string first =
            "int F(int number, string text = \"a\") => number; int Sum(params int[] numbers) => numbers.Sum();\n"
            + "record Pair(int Left, int Right); Func<int, double> half = n => n / 2.0;";
        var host = Open(first, typed);
        var help = host.AskAt("signatureHelp", "c2", typed).ShouldNotBeNull();
        var all = help["signatures"]!.AsArray();
        all.Count.ShouldBe(signatures);
        help["activeParameter"]!.GetValue<int>().ShouldBe(active);
        var signature = all[help["activeSignature"]!.GetValue<int>()]!;
        signature.Text("label").ShouldBe(label);
        var parameter = signature["parameters"]![active]!;
        var (start, end) = (parameter["start"]!.GetValue<int>(), parameter["end"]!.GetValue<int>());
        label[start..end].ShouldNotContain(",");
        label[start..end].Split(' ').Length.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("Math.Pow|(1, 2)")]
    [InlineData("Math.Pow(1, 2)|")]
    [InlineData("var x = 1;|")]
    public void There_is_no_signature_help_outside_of_brackets(string typed)
    {
        var host = Open(typed);
        host.AskAt("signatureHelp", "c1", typed).ShouldBeNull();
    }

    [Fact]
    public void Diagnostics_have_places_and_know_the_cells_above()
    {
        Open("var x = 1;", "int y = x;\nint z = \"text\";\nz + nothing");
        var marks = Marks("c2");
        marks.Select(mark => mark.Text("code")).ShouldBe(["CS0029", "CS0103"], ignoreOrder: true);
        var unknown = marks.Single(mark => mark.Text("code") == "CS0103");
        unknown.Text("severity").ShouldBe("error");
        unknown["start"]!.GetValue<int>().ShouldBe("int y = x;\nint z = \"text\";\nz + ".Length);
        unknown["end"]!.GetValue<int>().ShouldBe("int y = x;\nint z = \"text\";\nz + nothing".Length);
        Marks("c1").ShouldBeEmpty();
    }

    [Fact]
    public void Where_names_come_from_what_has_not_run_only_syntax_is_complained_of()
    {
        var host = Open("#!import names.dib", "var x = imported + ;", "#r \"nuget: None.Such, 1.0.0\"\nSuch.None();");
        Marks("c2").Select(mark => mark.Text("code")).ShouldBe(["CS1525"]);
        Marks("c3").ShouldBeEmpty();
        File.WriteAllText(Path.Combine(host.Folder, "names.dib"), "#!csharp\n\nvar imported = 1;\n");
        host.Succeed("#!import names.dib");
        host.Change("c2", "imported + unknown");
        Marks("c2").Select(mark => mark.Text("code")).ShouldBe(["CS0103"]);
    }

    [Fact]
    public void Brackets_within_brackets_without_end_are_one_mark()
    {
        Open("var x = 1;", new string('(', 5000));
        Marks("c2").Single().Text("message")!.ShouldContain("200 deep");
        Labels("x|", 2).ShouldNotBeNull();
    }

    [Fact]
    public void Definitions_lie_in_the_cells_that_have_them()
    {
        const string typed = "Twi|ce(x)";
        var host = Open("#!time\nvar x = 1;", "int Twice(int n) => 2 * n;", typed);
        Place("definition", typed).ShouldBe(("c2", 4, 9));
        Place("definition", "Twice(|x)").ShouldBe(("c1", 11, 12));
        host.Succeed("#!time\nvar x = 1;");
        host.Succeed("int Twice(int n) => 2 * n;", "c2");
        Place("definition", typed).ShouldBe(("c2", 4, 9));
        Place("definition", "Twice(|x)").ShouldBe(("c1", 11, 12));
        // Elsewhere than it was: what stands there now is something else.
        host.Change("c1", "#!time\n\nvar  other = 1;");
        host.Ask("definition", new JsonObject { ["cell"] = "c3", ["offset"] = 6 })!.AsArray().ShouldBeEmpty();

        (string?, int, int) Place(string method, string at)
        {
            var place = host.AskAt(method, "c3", at)!.AsArray().Single()!;
            return (place.Text("cell"), place["start"]!.GetValue<int>(), place["end"]!.GetValue<int>());
        }
    }

    [Fact]
    public void Names_have_colours()
    {
        const string code = "class Net { public int Depth; }\nvar net = new Net();\nConsole.WriteLine(net.Depth);";
        var host = Open(code);
        var tokens = host.Ask("semanticTokens", new JsonObject { ["cell"] = "c1" })!.AsArray();
        var named = tokens
            .Select(token =>
                (
                    code.Substring(token!["start"]!.GetValue<int>(), token["length"]!.GetValue<int>()),
                    token.Text("type")
                )
            )
            .ToArray();
        named.ShouldContain(("Net", "class"));
        named.ShouldContain(("net", "variable"));
        named.ShouldContain(("Console", "class"));
        named.ShouldContain(("WriteLine", "method"));
        named.ShouldContain(("Depth", "variable"));
        var starts = tokens.Select(token => token!["start"]!.GetValue<int>()).ToArray();
        starts.ShouldBe(starts.Order());
    }

    [Fact]
    public void Cells_of_other_languages_get_no_help()
    {
        var host = Open("x");
        host.Tell(
            "cells",
            new JsonObject
            {
                ["cells"] = new JsonArray(ExtensionHost.Cell("c1", "var x", "html"), ExtensionHost.Cell("c2", "x")),
            }
        );
        host.AskAt("completion", "c1", "Con|")!["items"]!.AsArray().ShouldBeEmpty();
        host.AskAt("hover", "c1", "|x").ShouldBeNull();
        Marks("c1").ShouldBeEmpty();
        Marks("gone").ShouldBeEmpty();
        // Nor do they declare what C# knows.
        Marks("c2").Single().Text("code").ShouldBe("CS0103");
    }

    [Fact]
    public void Questions_are_answered_while_a_cell_runs_and_can_be_taken_back()
    {
        const string typed = "kept.|";
        var host = Open("var kept = \"text\";", typed);
        host.Succeed("var kept = \"text\";");
        var running = host.ExecuteAsync("Console.WriteLine(\"go\"); while (true) { }", "c3");
        host.WaitFor(output => output.Text.Contains("go"));
        Labels(typed, 2).ShouldContain("Length");
        var place = new JsonObject { ["cell"] = "c2", ["offset"] = 5 };
        Enumerable.Range(0, 20).Count(_ => host.AskAndCancel("completion", place)).ShouldBeGreaterThan(0);
        Labels(typed, 2).ShouldContain("Length");
        host.Ask("interrupt");
        host.Result(running)["error"].Text("name").ShouldBe("Interrupted");
    }

    private static bool NeedsDocumentation() =>
        Directory.Exists(
            Path.Combine(
                Path.GetDirectoryName(typeof(object).Assembly.Location)!,
                "../../../packs/Microsoft.NETCore.App.Ref"
            )
        );
}
