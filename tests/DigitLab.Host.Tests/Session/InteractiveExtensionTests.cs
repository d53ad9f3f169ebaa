using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Session;

/// <summary>Packages that were made for .NET Interactive, public ones and made ones.</summary>
public sealed class InteractiveExtensionTests : IDisposable
{
    private readonly TestPackage made = new();
    private readonly TestSession session = new();

    public void Dispose() => made.Dispose();

    [Fact]
    public void A_package_that_refers_to_NET_Interactive_leaves_the_session_whole()
    {
        session.Succeed("#r \"nuget: Plotly.NET.Interactive, 6.0.0\"");
        session.Succeed("1 + 1").ResultText.ShouldBe("2");
        session.Succeed("Console.WriteLine(\"hello\");").Text.ShouldBe("hello\n");
        session.Succeed("display(1);").Shown.Single().Text("text/plain").ShouldBe("1");
        session
            .Succeed(
                "typeof(Plotly.NET.Interactive.FormatterKernelExtension).GetInterfaces().Single() == typeof(Microsoft.DotNet.Interactive.IKernelExtension)"
            )
            .ResultText.ShouldBe("True");
    }

    [Fact]
    public void NET_Interactives_own_packages_are_this_hosts()
    {
        session.Succeed("#r \"nuget: Microsoft.DotNet.Interactive.Formatting, *-*\"");
        session
            .Succeed("using Microsoft.DotNet.Interactive.Formatting;\n42.ToDisplayString(\"text/html\")")
            .ResultText!.ShouldContain("42");
    }

    [Fact]
    public void A_data_frame_is_a_table()
    {
        session.Succeed("#r \"nuget: Microsoft.Data.Analysis, 0.23.1\"");
        var cell = session.Succeed(
            """
            using Microsoft.Data.Analysis;
            new DataFrame(new PrimitiveDataFrameColumn<int>("A", new[] { 1, 2, 3 }), new StringDataFrameColumn("B", new[] { "x", "y", "z" }))
            """
        );
        var html = cell.Result.Text("text/html")!;
        html.ShouldContain("<thead><tr><th><i>index</i></th><th>A</th><th>B</th></tr></thead>");
        html.ShouldContain("<tr><td><i>1</i></td><td>2</td><td>y</td></tr>");
        // What it adds for tables that come from elsewhere.
        session
            .Succeed("new[] { new { N = 1.5 } }.ToTabularDataResource().ToDataFrame().Columns[0].Name")
            .ResultText.ShouldBe("N");
    }

    [Fact]
    public void A_notebook_that_a_package_brings_is_run()
    {
        made.Add(
            "DigitLab.Test.Script",
            "public class Pet(string name) { public string Name => name; }",
            (
                "interactive-extensions/dotnet/extension.dib",
                "#!csharp\n\nMicrosoft.DotNet.Interactive.Formatting.Formatter.Register<Pet>(pet => $\"<b>{pet.Name}</b>\", \"text/html\");\n"u8.ToArray()
            )
        );
        var cell = session.Succeed(
            $"#i \"nuget: {made.Source}\"\n#r \"nuget: DigitLab.Test.Script, {made.Version}\"\nnew Pet(\"Ann\")"
        );
        cell.Result.Text("text/html").ShouldBe("<b>Ann</b>");
    }

    [Fact]
    public void An_extension_that_fails_is_told_of_and_the_cell_goes_on()
    {
        var extension = TestPackage.Compile(
            "DigitLab.Test.Failing.Extension",
            """
            public class Failing : Microsoft.DotNet.Interactive.IKernelExtension
            {
                public System.Threading.Tasks.Task OnLoadAsync(Microsoft.DotNet.Interactive.Kernel kernel) =>
                    throw new System.InvalidOperationException("no display");
            }
            """
        );
        made.Add(
            "DigitLab.Test.Failing",
            "public class Works;",
            ("interactive-extensions/dotnet/DigitLab.Test.Failing.Extension.dll", extension)
        );
        var cell = session.Succeed(
            $"#i \"nuget: {made.Source}\"\n#r \"nuget: DigitLab.Test.Failing, {made.Version}\"\nnew Works().GetType().Name"
        );
        cell.ResultText.ShouldBe("Works");
        cell.Text.ShouldMatch("The notebook extension of DigitLab.Test.Failing .* could not be loaded: no display");
    }
}
