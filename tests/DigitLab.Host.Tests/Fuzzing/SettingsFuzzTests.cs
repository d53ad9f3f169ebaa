using System.Text;
using DigitLab.Fuzzing;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;
using DigitLab.Host.Jupyter;
using DigitLab.Host.Running;
using DigitLab.Host.Session;
using DigitLab.Host.Tests.Jupyter;

namespace DigitLab.Host.Tests.Fuzzing;

/// <summary>Damaged files that front ends, NuGet and this program itself write for this program.</summary>
public sealed class SettingsFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly byte[][] Words = ReaderFuzz.Texts(
        "null",
        "{}",
        "[]",
        "[null]",
        "5",
        "-1",
        "1e999",
        "65536",
        "\"\"",
        "\"\\ud800\"",
        "\"a\":1,",
        "}",
        "{\"",
        "//",
        "\\u0000",
        "\uFEFF"
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Connection_files() =>
        Fuzz(
            "connection file",
            "connection.json",
            path => ReaderFuzz.Reads<DocumentException>(path, () => ConnectionFile.Load(path)),
            """{"transport":"tcp","ip":"127.0.0.1","key":"k","signature_scheme":"hmac-sha256","shell_port":1,"control_port":2,"stdin_port":3,"iopub_port":4,"hb_port":5,"kernel_name":"x"}""",
            """{"transport":"ipc","ip":"/tmp/x","key":"","shell_port":1,"control_port":2,"stdin_port":3,"iopub_port":4,"hb_port":5}"""
        );

    /// <summary>Of this program or another: either is told by its command, and a damaged one has none.</summary>
    [Fact]
    public void Kernelspecs()
    {
        var kernels = folder.Combine("kernels");
        KernelSpec.Install(kernels, "own");
        Fuzz(
            "kernelspec",
            Path.Combine("kernels", "fuzz", "kernel.json"),
            path =>
            {
                if (KernelSpec.CommandOf(path).Length > 0)
                {
                    KernelSpec.FindForeign(kernels, "fuzz")?.ShouldNotBe("no command that can be read");
                    return true;
                }
                KernelSpec.FindForeign(kernels, "fuzz").ShouldBe("no command that can be read");
                return false;
            },
            File.ReadAllText(Path.Combine(kernels, "own", "kernel.json")),
            """{"argv":["dotnet","interactive","jupyter","{connection_file}"],"display_name":"x","env":{}}"""
        );
    }

    [Fact]
    public void Lists_of_editions()
    {
        EditionManifest.Load(folder.Path).Save(EditionKind.Student, new Dictionary<string, byte[]> { ["a.txt"] = [1] });
        Fuzz(
            "edition's list",
            Path.Combine(".digitlab", "manifest.json"),
            path =>
                ReaderFuzz.Reads<DocumentException>(
                    path,
                    () =>
                    {
                        var manifest = EditionManifest.Load(folder.Path);
                        foreach (var name in manifest.Names)
                        {
                            manifest.IsUnchanged(name, [1]).ShouldBeOneOf(true, false);
                        }
                    }
                ),
            File.ReadAllText(folder.Combine(".digitlab", "manifest.json"))
        );
    }

    /// <summary>What cannot be read is restored again.</summary>
    [Fact]
    public void Lists_of_packages()
    {
        folder.Write(Path.Combine("packages", "a", "1.0.0", "lib", "a.dll"), "");
        Fuzz(
            "NuGet's assets",
            "project.assets.json",
            path => RestoredPackage.Read(path) is not null,
            $$"""
            {
              "version": 3,
              "targets": {
                "net10.0": {
                  "A/1.0.0": {
                    "type": "package",
                    "compile": { "lib/a.dll": {} },
                    "runtime": { "lib/a.dll": {} },
                    "runtimeTargets": { "runtimes/linux-x64/native/a.so": { "assetType": "native", "rid": "linux-x64" } }
                  }
                }
              },
              "libraries": { "A/1.0.0": { "path": "a/1.0.0", "type": "package" } },
              "packageFolders": { "{{folder.Combine("packages")}}/": {} }
            }
            """
        );
    }

    /// <summary>Lines of a notebook's process: native code of a cell may write between them.</summary>
    [Fact]
    public void Lines_of_a_notebooks_process() =>
        Fuzz(
            "lines of a notebook's process",
            "lines",
            path =>
            {
                var events = File.ReadLines(path).Select(RunEvent.FromJson).OfType<RunEvent>().ToArray();
                foreach (var happened in events)
                {
                    happened.Text.ShouldNotBeNull();
                    happened.Reason.ShouldNotBeNull();
                    Enum.IsDefined(happened.Kind).ShouldBeTrue();
                }
                return events.Length > 0;
            },
            new RunEvent(RunEventKind.Output, 1, "text\n", 0.5).ToJson(),
            new RunEvent(RunEventKind.Failed, 2, "x", 1, 3, "NullReferenceException: x").ToJson()
        );

    /// <summary>What once was not refused.</summary>
    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("""{"argv":[5,{}]}""")]
    public void Found_once_in_kernelspecs(string text)
    {
        var path = folder.Write(Path.Combine("x", "kernel.json"), text);
        KernelSpec.CommandOf(path).Length.ShouldBe(text.Contains("argv") ? 2 : 0);
        KernelSpec.FindForeign(folder.Path, "x").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"packageFolders":{},"libraries":{},"targets":{}}""")]
    [InlineData("""{"packageFolders":{"/":{}},"libraries":{"A":{"path":""}},"targets":{"x":{"A":{}}}}""")]
    public void Found_once_in_lists_of_packages(string text) =>
        RestoredPackage.Read(folder.Write("project.assets.json", text)).ShouldBeNull();

    [Theory]
    [InlineData("""{"Kind":1,"Cell":1,"Text":null}""")]
    [InlineData("""{"Kind":99,"Cell":1}""")]
    public void Found_once_in_lines(string line) => RunEvent.FromJson(line).ShouldBeNull();

    private void Fuzz(string format, string name, Func<string, bool> read, params string[] corpus)
    {
        var path = folder.Write(name, "");
        new ReaderFuzz(format, [.. corpus.Select(Encoding.UTF8.GetBytes)]) { Words = Words }.Run(
            output,
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                return read(path);
            }
        );
    }
}
