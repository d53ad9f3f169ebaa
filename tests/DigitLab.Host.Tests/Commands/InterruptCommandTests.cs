using System.Diagnostics;
using System.Globalization;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Commands;

/// <summary>Ctrl+C: what was finished is there whole, nothing else is, and no process stays behind.</summary>
public sealed class InterruptCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Render_leaves_the_pages_that_were_finished()
    {
        var pages = Path.Combine(folder.Path, "pages");
        var first = Write("a.dib", "#!markdown\n# First\n#!csharp\n6 * 7");
        var second = Write("b.dib", Endless);

        await Interrupted(["render", first, second, "--jobs", "1", "--out", pages]);

        Directory.GetFiles(pages).Select(Path.GetFileName).Order().ShouldBe(["a.html", "index.html"]);
        File.ReadAllText(Path.Combine(pages, "a.html")).ShouldEndWith("</html>\n");
    }

    [Fact]
    public async Task Run_keeps_the_notebook_that_was_there()
    {
        var output = Write("done.ipynb", "what was there");

        await Interrupted(["run", Write("b.dib", Endless), "--out", output]);

        File.ReadAllText(output).ShouldBe("what was there");
    }

    /// <summary>A notebook that says who runs it, and never ends.</summary>
    private string Endless =>
        $"""
            #!csharp
            System.IO.File.WriteAllText("{Started}.part", Environment.ProcessId.ToString());
            System.IO.File.Move("{Started}.part", "{Started}");
            while (true) System.Threading.Thread.Sleep(10);
            """;

    private string Started => Path.Combine(folder.Path, "started");

    private string Write(string name, string text) => folder.Write(name, text);

    /// <summary>Starts the command, and interrupts it as a terminal does: all its processes.</summary>
    private async Task Interrupted(string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no signals that one process can send to another.");
        }
        var temporary = Directory.CreateDirectory(Path.Combine(folder.Path, "temporary")).FullName;
        var (file, first) = NotebookProcess.ThisProgram();
        string[] words = [file, .. first, .. arguments];
        if (OperatingSystem.IsLinux())
        {
            // Where the tests run in the background the signal is ignored, and what they start inherits that.
            words = ["env", "--default-signal=INT", .. words];
        }
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = temporary },
        };
        using var command = Process.Start(start)!;
        var output = command.StandardOutput.ReadToEndAsync();
        var error = command.StandardError.ReadToEndAsync();
        int worker;
        try
        {
            await Until(() => File.Exists(Started), "the endless notebook to start");
            worker = int.Parse(File.ReadAllText(Started), CultureInfo.InvariantCulture);
            // The notebook's process first: if that ended by itself, it would look like a failure of the notebook.
            Tools.Run("kill", ["-INT", $"{worker}"]).ExitCode.ShouldBe(0);
            await Task.Delay(300, TestContext.Current.CancellationToken);
            IsRunning(worker).ShouldBeTrue();
            Tools.Run("kill", ["-INT", $"{command.Id}"]).ExitCode.ShouldBe(0);
            await Until(() => command.HasExited, "the command to end");
        }
        finally
        {
            command.Kill(entireProcessTree: true);
        }
        command.ExitCode.ShouldBe(130, await output + await error);
        (await error).ShouldBe("Interrupted.\n");
        await Until(() => !IsRunning(worker), "the notebook's process to end");
        Directory.GetFileSystemEntries(temporary, "digitlab-*").ShouldBeEmpty();
    }

    private static async Task Until(Func<bool> done, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!done())
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), $"Waited for {what}.");
            await Task.Delay(20);
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
