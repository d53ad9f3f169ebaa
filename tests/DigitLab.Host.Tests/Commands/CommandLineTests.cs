using DigitLab.Host.Export;

namespace DigitLab.Host.Tests.Commands;

/// <summary>The command as a shell sees it: exit codes, files, messages.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "Samples");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Render_goes_on_after_a_failure_and_names_each_failed_cell()
    {
        var result = Tools.Digitlab("render", Samples, "--out", folder.Path);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("2 cells failed:");
        result.Error.ShouldContain(
            "broken.dib: cell 3, line 3: System.DivideByZeroException: Attempted to divide by zero."
        );
        result.Error.ShouldContain("does-not-compile.dib: cell 3, line 2: CompilationError: (2,14): error CS0103");
        Directory
            .GetFiles(folder.Path)
            .Select(Path.GetFileName)
            .Order()
            .ShouldBe(["broken.html", "does-not-compile.html", "index.html", "tour.html"]);
        File.ReadAllText(Path.Combine(folder.Path, "index.html")).ShouldContain("A cell of this notebook failed.");
    }

    [Fact]
    public void Parameters_are_set()
    {
        var result = Tools.Digitlab("run", Path.Combine(Samples, "tour.dib"), "-p", "epochs=5", "-p", "name=abc");
        result.ExitCode.ShouldBe(0, result.All);
        result.Out.ShouldContain("{ Name = abc, Epochs = 5, Rate = 0.01");
    }

    /// <summary>The cell holds the console while what it wrote before is told; either once waited for the other.</summary>
    [Fact]
    public void A_cell_that_holds_the_console_is_told_of_and_ends()
    {
        var path = Path.Combine(folder.Path, "holds.dib");
        File.WriteAllText(
            path,
            """
            #!csharp
            Console.Write("a");
            lock (Console.Out)
            {
                System.Threading.Thread.Sleep(500);
                Console.Write("b");
            }
            """
        );
        var result = Tools.Digitlab("run", path, "--timeout", "60");
        result.ExitCode.ShouldBe(0, result.All);
        result.Out.ShouldContain("ab");
    }

    [Theory]
    [InlineData("epoch=5", "The notebook has no parameter 'epoch'. It has: epochs, learningRate, quick, name.")]
    [InlineData("epochs", "-p takes name=value, not 'epochs'.")]
    [InlineData("epochs=;", "The value of 'epochs' is not a C# expression: ;")]
    public void A_parameter_that_does_not_fit_is_a_usage_error(string parameter, string message)
    {
        var result = Tools.Digitlab("run", Path.Combine(Samples, "tour.dib"), "-p", parameter);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public void A_backend_that_is_not_there_is_a_usage_error()
    {
        var result = Tools.Digitlab("run", Path.Combine(Samples, "tour.dib"), "--backend", "numpy");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(
            "There is no backend 'numpy': DigitLab.Torch is built in, TorchSharp is the NuGet package."
        );
    }

    [Fact]
    public void A_parameter_of_the_wrong_type_fails_at_its_cell()
    {
        var result = Tools.Digitlab("run", Path.Combine(Samples, "tour.dib"), "-p", "epochs=\"many\"");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("cell 3, line 2: CompilationError");
    }

    [Theory]
    [InlineData("none.dib", "there is no such")]
    [InlineData("no-json.ipynb", "line 1, column 1: a notebook (.ipynb) is JSON, but this is not")]
    public void A_notebook_that_cannot_be_read_is_a_usage_error(string name, string message)
    {
        var path = Path.Combine(folder.Path, name);
        if (name.EndsWith(".ipynb", StringComparison.Ordinal))
        {
            File.WriteAllText(path, "print(1)");
        }
        foreach (var command in new[] { "run", "render" })
        {
            var result = Tools.Digitlab(command, path);
            result.ExitCode.ShouldBe(2, result.All);
            result.Error.ShouldContain($"{path}: ");
            result.Error.ShouldContain(message);
        }
    }

    [Fact]
    public void A_folder_is_no_notebook()
    {
        var result = Tools.Digitlab("run", folder.Path);
        result.ExitCode.ShouldBe(2, result.All);
        result.Error.ShouldContain($"{folder.Path}: this is a folder; name a notebook in it (.dib or .ipynb).");
    }

    [Fact]
    public void A_time_limit_ends_an_endless_notebook()
    {
        var path = Write("endless.dib", "#!markdown\n# Endless\n#!csharp\n1\n#!csharp\nwhile (true) { }");
        var result = Tools.Digitlab("run", path, "--timeout", "10");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("endless.dib: cell 3: Timeout: cell 3 was still running at the time limit of 10 s");
    }

    [Fact]
    public void A_notebook_that_ends_its_process_fails_alone()
    {
        var path = Write("exit.dib", "#!csharp\n1\n#!csharp\nEnvironment.FailFast(\"gone\");");
        var result = Tools.Digitlab("run", path, Path.Combine(Samples, "tour.dib"));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("exit.dib: cell 2: The process that ran the notebook ended");
        result.Out.ShouldContain("conv2    2,416 parameters");
    }

    /// <summary>Whatever a cell writes or whichever code it ends with, it is not believed that the notebook ran.</summary>
    [Theory]
    [InlineData("Environment.Exit(0);")]
    [InlineData("Environment.Exit(2);")]
    [InlineData("Tell(5, \"\"); Result(); Environment.Exit(0);")]
    [InlineData("Tell(5, RightDigest()); Environment.Exit(0);")]
    public void A_cell_cannot_write_the_notebooks_result(string forgery)
    {
        var path = Write(
            "forged.dib",
            """
            #!csharp
            using System.IO;
            using System.Security.Cryptography;
            var result = Environment.GetCommandLineArgs().First(argument => argument.EndsWith("notebook.ipynb"));
            void Result() => File.WriteAllText(result, "{\"cells\":[],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}");
            string RightDigest()
            {
                Result();
                return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(result))).ToLowerInvariant();
            }
            void Tell(int kind, string text)
            {
                using var output = Console.OpenStandardOutput();
                output.Write(System.Text.Encoding.UTF8.GetBytes("{\"Kind\":" + kind + ",\"Cell\":2,\"Text\":\"" + text + "\"}\n"));
            }
            #!csharp
            FORGERY
            """.Replace("FORGERY", forgery)
        );
        var result = Tools.Digitlab("run", path);
        result.ExitCode.ShouldBe(1, result.All);
        result.Error.ShouldContain("forged.dib: cell 2: The process that ran the notebook ended");
        result.Error.ShouldContain("Environment.Exit");
    }

    [Fact]
    public void A_cell_cannot_tell_of_failures()
    {
        var path = Write(
            "forged.dib",
            """
            #!csharp
            var output = Console.OpenStandardOutput();
            output.Write(System.Text.Encoding.UTF8.GetBytes("{\"Kind\":4,\"Cell\":1,\"Reason\":\"forged\"}\nhalf a line"));
            output.Flush();
            Console.WriteLine("done");
            """
        );
        var result = Tools.Digitlab("run", path);
        result.ExitCode.ShouldBe(0, result.All);
        result.All.ShouldNotContain("forged\"");
    }

    [Fact]
    public void Errors_can_be_allowed()
    {
        var result = Tools.Digitlab("run", Path.Combine(Samples, "broken.dib"), "--allow-errors");
        result.Out.ShouldContain("never shown");
        result.ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Convert_goes_both_ways()
    {
        var ipynb = Path.Combine(folder.Path, "tour.ipynb");
        var dib = Path.Combine(folder.Path, "tour.dib");
        Tools.Digitlab("convert", Path.Combine(Samples, "tour.dib"), ipynb).ExitCode.ShouldBe(0);
        Tools.Digitlab("convert", ipynb, dib).ExitCode.ShouldBe(0);
        File.ReadAllText(dib).ShouldBe(File.ReadAllText(Path.Combine(Samples, "tour.dib")));
    }

    [Fact]
    public void Unknown_options_and_values_are_usage_errors()
    {
        Tools.Digitlab("run").ExitCode.ShouldBe(2);
        Tools.Digitlab("render", "--to", "docx").ExitCode.ShouldBe(2);
        Tools.Digitlab("render", "--jobs", "0").ExitCode.ShouldBe(2);
        Tools.Digitlab("run", "a.dib", "--quick", "--full").ExitCode.ShouldBe(2);
        Tools.Digitlab("run", "a.dib", "--out", "b.html").Error.ShouldContain("--out must name an .ipynb file");
    }

    [Theory]
    [InlineData("md", "| layer | output | parameters |")]
    [InlineData("ipynb", "\"output_type\": \"execute_result\"")]
    public void Other_formats(string format, string part)
    {
        Tools
            .Digitlab("render", Path.Combine(Samples, "tour.dib"), "--to", format, "--out", folder.Path)
            .ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Combine(folder.Path, $"tour.{format}")).ShouldContain(part);
    }

    [Fact]
    public void One_run_is_written_in_several_formats()
    {
        var tour = Path.Combine(Samples, "tour.dib");
        var alone = Directory.CreateDirectory(folder.Combine("alone")).FullName;
        Tools.Digitlab("render", tour, "--to", "html", "--out", alone).ExitCode.ShouldBe(0);
        Tools
            .Digitlab("render", tour, "--to", "ipynb", "--to", "html", "--to", "md", "--out", folder.Path)
            .ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Combine(folder.Path, "tour.html"))
            .ShouldBe(File.ReadAllText(Path.Combine(alone, "tour.html")));
        File.Exists(Path.Combine(folder.Path, "tour.ipynb")).ShouldBeTrue();
        File.Exists(Path.Combine(folder.Path, "tour.md")).ShouldBeTrue();
    }

    [Fact]
    public void A_page_is_printed_to_pdf_where_there_is_a_browser()
    {
        if (PdfExport.FindBrowser() is null)
        {
            Assert.Skip("Needs Chromium, Chrome or Edge.");
        }
        Tools
            .Digitlab("render", Path.Combine(Samples, "tour.dib"), "--to", "pdf", "--out", folder.Path)
            .ExitCode.ShouldBe(0);
        File.ReadAllBytes(Path.Combine(folder.Path, "tour.pdf")).AsSpan(0, 5).ToArray().ShouldBe("%PDF-"u8.ToArray());
    }

    [Fact]
    public void A_new_lab_runs()
    {
        Tools.Digitlab("new", "12-my-lab", "--out", folder.Path).ExitCode.ShouldBe(0);
        var lab = Path.Combine(folder.Path, "12-my-lab.dib");
        File.ReadAllText(lab).ShouldContain("# 12. My lab");
        Tools.Digitlab("run", lab).Out.ShouldContain("as expected");
        Tools.Digitlab("new", "12-my-lab", "--out", folder.Path).Error.ShouldContain("this lab exists already");
        Tools.Digitlab("new", "../x", "--out", folder.Path).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void The_kernel_is_installed_and_removed()
    {
        Tools.Digitlab("jupyter", "install", "--prefix", folder.Path, "--name", "my-csharp").ExitCode.ShouldBe(0);
        var specification = Path.Combine(folder.Path, "share", "jupyter", "kernels", "my-csharp", "kernel.json");
        File.ReadAllText(specification).ShouldContain("\"interrupt_mode\": \"message\"");
        Tools.Digitlab("jupyter", "uninstall", "--prefix", folder.Path, "--name", "my-csharp").ExitCode.ShouldBe(0);
        File.Exists(specification).ShouldBeFalse();
        Tools.Digitlab("jupyter", "uninstall", "--prefix", folder.Path, "--name", "my-csharp").ExitCode.ShouldBe(3);
    }

    [Fact]
    public void Doctor_finds_the_sdk()
    {
        Tools.Digitlab("doctor").Out.ShouldMatch(@"ok +SDK +10\.");
    }

    private string Write(string name, string text) => folder.Write(name, text);
}
