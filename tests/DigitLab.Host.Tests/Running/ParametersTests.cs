using DigitLab.Host.Documents;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Running;

public class ParametersTests
{
    private const string Code = """
        // parameters
        int epochs = 10, batch = 128; // both
        float rate = 0.001f;
        var decay = 0.5;
        var name = "lenet";
        string path;
        bool quick = false;
        """;

    [Theory]
    [InlineData("epochs", "3", "int epochs = 3, batch = 128; // both")]
    [InlineData("batch", "64", "int epochs = 10, batch = 64; // both")]
    [InlineData("rate", "0.1", "float rate = 0.1f;")]
    [InlineData("rate", "1e-3", "float rate = 1e-3f;")]
    [InlineData("decay", "1", "var decay = 1d;")]
    [InlineData("name", "a \"b\"", "var name = \"a \\\"b\\\"\";")]
    [InlineData("name", "\"quoted\"", "var name = \"quoted\";")]
    [InlineData("path", "x", "string path = \"x\";")]
    [InlineData("epochs", "2 * 3", "int epochs = 2 * 3, batch = 128; // both")]
    public void A_value_replaces_the_initial_one(string name, string value, string expected)
    {
        Set(new() { [name] = value }).Split('\n').Select(line => line.TrimEnd('\r')).ShouldContain(expected);
    }

    [Fact]
    public void Quick_is_set_where_it_is()
    {
        Set([], quick: true).ShouldContain("bool quick = true;");
        Set([], quick: false).ShouldContain("bool quick = false;");
        Parameters.Set(Notebook("// parameters\nint x = 1;"), new Dictionary<string, string>(), quick: true);
        Parameters.Set(Notebook("int x = 1;"), new Dictionary<string, string>(), quick: true);
    }

    [Fact]
    public void Several_values_at_once()
    {
        Set(new() { ["rate"] = "1", ["epochs"] = "1" }, quick: true)
            .ShouldBe(
                Code.Replace("epochs = 10", "epochs = 1")
                    .Replace("0.001f", "1f")
                    .Replace("quick = false", "quick = true")
            );
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        Should
            .Throw<ParameterException>(() => Set(new() { ["epoch"] = "1" }))
            .Message.ShouldBe(
                "The notebook has no parameter 'epoch'. It has: epochs, batch, rate, decay, name, path, quick."
            );
    }

    [Theory]
    [InlineData("1; DeleteAll()")]
    [InlineData("")]
    [InlineData("1 +")]
    public void Only_an_expression_is_a_value(string value)
    {
        Should
            .Throw<ParameterException>(() => Set(new() { ["epochs"] = value }))
            .Message.ShouldContain("is not a C# expression");
    }

    [Fact]
    public void Without_such_a_cell_nothing_can_be_set()
    {
        Should
            .Throw<ParameterException>(() =>
                Parameters.Set(Notebook("int x = 1;"), new Dictionary<string, string> { ["x"] = "2" })
            )
            .Message.ShouldContain("no C# cell that starts with the line \"// parameters\"");
    }

    private static string Set(Dictionary<string, string> values, bool? quick = null)
    {
        var notebook = Notebook(Code);
        Parameters.Set(notebook, values, quick);
        return notebook.Cells[0].Source;
    }

    private static Notebook Notebook(string code) =>
        new()
        {
            Cells =
            [
                new Cell
                {
                    Type = CellType.Code,
                    Kernel = NotebookLanguages.CSharp,
                    Source = code,
                },
            ],
        };
}
