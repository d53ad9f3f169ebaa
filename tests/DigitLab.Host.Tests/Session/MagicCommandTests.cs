using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Session;

public class MagicCommandTests
{
    private readonly TestSession session = new();

    [Fact]
    public void Import_runs_the_cells_of_another_notebook()
    {
        session.Succeed("#!import helpers.dib\nTwice(21)").ResultText.ShouldBe("42");
    }

    [Fact]
    public void Import_of_a_missing_file_names_it()
    {
        session.Run("#!import none.dib").Error!.Message.ShouldContain("none.dib: there is no such file");
    }

    [Fact]
    public void Import_takes_the_name_of_a_file_from_a_variable()
    {
        session.Succeed("var helpers = \"helpers.dib\";");
        session.Succeed("#!import @csharp:helpers\nTwice(21)").ResultText.ShouldBe("42");
        session
            .Run("#!import @csharp:nothing")
            .Error!.Message.ShouldContain("There is no variable 'nothing' in csharp.");
    }

    [Fact]
    public void An_error_in_an_import_names_both_places()
    {
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "a.dib"), "#!csharp\nint x = 1;\n#!csharp\n\nint y = z;");
        var cell = new TestSession(folder.FullName).Run("// first\n#!import a.dib");
        cell.Traceback.ShouldContain("a.dib cell 2, line 1, column 9");
        cell.Traceback.ShouldContain("imported by cell 1");
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_notebook_that_imports_itself_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "a.dib"), "#!csharp\n#!import a.dib");
        new TestSession(folder.FullName).Run("#!import a.dib").Error!.Message.ShouldContain("imports itself");
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Commands_run_where_they_stand_and_lines_keep_their_numbers()
    {
        var cell = session.Run(
            "Console.Write(1);\n#!html\n<b>2</b>\n#!csharp\nConsole.Write(3);\nthrow new Exception();"
        );
        cell.Outputs.Select(output => output.GetType().Name)
            .ShouldBe(["StreamOutput", "DisplayOutput", "StreamOutput"]);
        cell.Error!.Line.ShouldBe(6);
    }

    [Fact]
    public void Time_shows_the_elapsed_time()
    {
        session.Succeed("#!time\n1 + 1").Shown.Single().Text("text/plain")!.ShouldMatch(@"^Wall time: [\d.]+ms$");
    }

    [Fact]
    public void Whos_lists_variables()
    {
        session.Succeed("var answer = 42;\nstring name = \"x\";");
        var text = session.Succeed("#!whos").Shown.Single().Text("text/plain")!;
        text.Split('\n')
            .Select(line => line.TrimEnd())
            .ShouldBe(["Variable  Type           Value", "answer    System.Int32   42", "name      System.String  x"]);
    }

    [Fact]
    public void Values_are_kept_and_shared()
    {
        session.Succeed("#!value --name json\n{\"a\": \"b\"}");
        session.Succeed("#!share --from value json --as text\ntext.Length").ResultText.ShouldBe("10");
        session.Succeed("#!set --name copy --value @value:json\ncopy == text").ResultText.ShouldBe("True");
    }

    [Fact]
    public void An_unknown_command_lists_the_known()
    {
        var error = session.Run("\n#!nonsense").Error!;
        error.Message.ShouldContain("There is no magic command #!nonsense. There are: #!about, #!clear, #!import");
        error.Line.ShouldBe(2);
    }

    [Fact]
    public void A_command_that_is_used_wrongly_says_how()
    {
        session
            .Run("#!set --name x")
            .Error!.Message.ShouldBe("--value is missing. Usage: #!set --name NAME --value VALUE");
    }

    [Fact]
    public void Lsmagic_lists_all()
    {
        session.Succeed("#!lsmagic").Shown.Single().Text("text/plain")!.ShouldContain("#!share --from KERNEL NAME");
    }

    [Fact]
    public void Load_runs_a_script()
    {
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "s.csx"), "int FromScript() => 5;");
        new TestSession(folder.FullName).Succeed("#load \"s.csx\"\nFromScript()").ResultText.ShouldBe("5");
        folder.Delete(recursive: true);
    }
}
