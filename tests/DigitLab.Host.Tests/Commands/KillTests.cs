using System.Diagnostics;
using System.Globalization;
using DigitLab.Fuzzing;
using DigitLab.Host.Documents;
using DigitLab.Host.Running;
using DigitLab.Host.Tests.Jupyter;

namespace DigitLab.Host.Tests.Commands;

/// <summary>
/// Whenever a process is killed, nothing of it stays: no process that it started, no half-written file, and no folder once
/// the command is started again. <c>DIGITLAB_KILLS</c> sets how often <c>render</c>, <c>run</c> and the kernel are killed each
/// (default 2), <c>DIGITLAB_FUZZ_SEED</c> when.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const string TemporaryEnd = ".tmp";

    private static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("DIGITLAB_KILLS"),
        CultureInfo.InvariantCulture,
        out var number
    )
        ? number
        : 2;

    /// <summary>Set in the environment of what is started here, and so of what that starts: by it they are found.</summary>
    private readonly string mark = $"DIGITLAB_KILL_TEST={Guid.NewGuid():N}";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Temporary => Directory.CreateDirectory(folder.Combine("temporary")).FullName;

    private (string, string)[] Settings => [(mark.Split('=')[0], mark.Split('=')[1]), ("TMPDIR", Temporary)];

    [Fact]
    public void Render()
    {
        var pages = folder.Combine("pages");
        string[] arguments = ["render", Lab("a.dib"), Lab("b.dib"), "--jobs", "2", "--out", pages];
        KillAndRepeat(arguments, jobs: 2, pages, ["a.html", "b.html", "index.html"]);
    }

    [Fact]
    public void Run()
    {
        var results = folder.Combine("results");
        string[] arguments = ["run", Lab("a.dib"), "--out", Path.Combine(results, "a.ipynb")];
        KillAndRepeat(arguments, jobs: 1, results, ["a.ipynb"]);
    }

    /// <summary>The kernel itself, or the front end that started it.</summary>
    [Fact]
    public void Kernel()
    {
        SkipUnlessLinux();
        var random = new Random(FuzzSeed.Next(output));
        for (var i = 0; i < Kills; i++)
        {
            using var frontEnd = Process.Start("sleep", "600");
            using var kernel = new KernelProcess([.. Settings, ("JPY_PARENT_PID", $"{frontEnd.Id}")]);
            kernel.Shell.Execute("var kept = 1;").Content.Text("status").ShouldBe("ok");
            var request = kernel.Send("Console.WriteLine(\"go\"); while (true) Console.WriteLine(kept++);");
            kernel.WaitFor(request, message => KernelProcess.Text(message).Contains("go"));
            Thread.Sleep(random.Next(300));
            try
            {
                (i % 2 == 0 ? kernel.Process : frontEnd).Kill();
                Until(() => Running().Count == 0, "the kernel to end");
            }
            finally
            {
                frontEnd.Kill();
            }
            Directory.GetFileSystemEntries(Temporary, "digitlab-*").ShouldBeEmpty();
            Directory.GetFiles(kernel.Folder).Select(Path.GetFileName).ShouldBe(["connection.json"]);
        }
        output.WriteLine($"{Kills} kernels ended");
    }

    private void KillAndRepeat(string[] arguments, int jobs, string results, string[] expected)
    {
        SkipUnlessLinux();
        var random = new Random(FuzzSeed.Next(output));
        var clock = Stopwatch.StartNew();
        RunToTheEnd(arguments, results, expected);
        var whole = clock.Elapsed;
        var (folders, halves) = (0, 0);
        for (var i = 0; i < Kills; i++)
        {
            using (var command = Start(arguments))
            {
                // At any time; or while a file is written, which is short.
                var after = random.NextDouble() * whole;
                clock.Restart();
                while (!command.HasExited && (i % 2 == 0 ? clock.Elapsed < after : Halves(results) == 0))
                {
                    clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(5), "The command neither ends nor writes.");
                    Thread.Yield();
                }
                command.Kill();
                Until(() => command.HasExited, "the command to end");
            }
            Until(() => Running().Count == 0, "the notebooks' processes to end");
            Wholes(results).ToList().ForEach(ShouldBeWhole);
            halves += Halves(results);
            // Those of this start: it has removed those of the start before.
            Directory.GetDirectories(Temporary, "digitlab-*").Length.ShouldBeLessThanOrEqualTo(jobs);
            folders += Directory.GetDirectories(Temporary, "digitlab-*").Length;
        }
        RunToTheEnd(arguments, results, expected);
        output.WriteLine(
            $"{Kills} kills; {folders} folders and {halves} half-written files under other names, all removed by the next start"
        );
    }

    private void RunToTheEnd(string[] arguments, string results, string[] expected)
    {
        using var command = Start(arguments);
        Until(() => command.HasExited, "the command to end");
        command.ExitCode.ShouldBe(0);
        Directory.GetFileSystemEntries(results).Select(Path.GetFileName).Order().ShouldBe(expected);
        Wholes(results).ToList().ForEach(ShouldBeWhole);
        Directory.GetFileSystemEntries(Temporary, "digitlab-*").ShouldBeEmpty();
        Running().ShouldBeEmpty();
    }

    private Process Start(string[] arguments)
    {
        var (file, first) = NotebookProcess.ThisProgram();
        var start = new ProcessStartInfo(file, [.. first, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>A notebook whose results take a moment to be written.</summary>
    private string Lab(string name) =>
        folder.Write(
            name,
            """
            #!markdown
            # A lab
            #!csharp
            for (var i = 0; i < 20; i++) Console.WriteLine(new string('x', 10_000));
            #!csharp
            System.Threading.Thread.Sleep(100);
            display(new string('y', 1_000_000));
            """
        );

    private static IEnumerable<string> Wholes(string results) =>
        Directory.EnumerateFiles(results).Where(path => !path.EndsWith(TemporaryEnd, StringComparison.Ordinal));

    private static int Halves(string results) => Directory.GetFiles(results, "*" + TemporaryEnd).Length;

    private static void ShouldBeWhole(string path)
    {
        if (Path.GetExtension(path) == ".html")
        {
            File.ReadAllText(path).ShouldEndWith("</html>\n");
        }
        else
        {
            NotebookFile.Load(path).Cells.Count.ShouldBe(3, path);
        }
    }

    /// <summary>The processes that were started here, and those that they started.</summary>
    private List<int> Running()
    {
        var found = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (
                    int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var id)
                    && File.ReadAllText(Path.Combine(process, "environ")).Contains(mark)
                )
                {
                    found.Add(id);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended, or it is another user's.
            }
        }
        return found;
    }

    private static void Until(Func<bool> done, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!done())
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2), $"Waited for {what}.");
            Thread.Sleep(10);
        }
    }

    private static void SkipUnlessLinux() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes by /proc/*/environ.");
}
