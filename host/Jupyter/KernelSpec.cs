using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter;

/// <summary>The kernelspec, by which Jupyter front ends find this kernel.</summary>
internal static class KernelSpec
{
    /// <summary>The name that C# notebooks ask for.</summary>
    public const string DefaultName = ".net-csharp";

    private const string Logo = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="12" fill="#0b5cad"/><g fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round"><path d="M33 20a14 14 0 1 0 0 24"/><path d="M44 22v20M54 22v20M39 28h20M39 36h20" stroke-width="3.5"/></g></svg>
        """;

    /// <summary>The folder of the user's kernelspecs.</summary>
    public static string UserFolder()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } own)
        {
            return Path.Combine(own, "kernels");
        }
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var data =
            OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg
                    ? xdg
                    : Path.Combine(home, ".local", "share"),
                "jupyter"
            );
        return Path.Combine(data, "kernels");
    }

    public static string PrefixFolder(string prefix) =>
        Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels");

    /// <summary>The command of the kernelspec of that name if it belongs to another program; null otherwise.</summary>
    public static string? FindForeign(string kernels, string name)
    {
        var file = Path.Combine(kernels, name, "kernel.json");
        if (!File.Exists(file))
        {
            return null;
        }
        var command = CommandOf(file);
        var own = Path.GetFileName(typeof(KernelSpec).Assembly.Location);
        return command.Length == 0 ? "no command that can be read"
            : Array.Exists(command, word => Path.GetFileName(word) == own) ? null
            : string.Join(' ', command);
    }

    /// <summary>The command of a kernelspec; empty if it is missing or cannot be read.</summary>
    public static string[] CommandOf(string file)
    {
        try
        {
            var specification = Json.Parse(File.ReadAllText(file)) as JsonObject;
            return [.. (specification?["argv"] as JsonArray ?? []).Select(word => word?.ToString() ?? "")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Writes the kernelspec and returns its folder.</summary>
    public static string Install(string kernels, string name)
    {
        var folder = Path.Combine(kernels, name);
        var specification = new JsonObject
        {
            ["argv"] = new JsonArray([.. Command().Select(word => (JsonNode)word), "kernel", "{connection_file}"]),
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["debugger"] = false },
        };
        NotebookFile.WriteText(Path.Combine(folder, "kernel.json"), specification.ToJsonString(Json.Indented) + "\n");
        NotebookFile.WriteText(Path.Combine(folder, "logo-svg.svg"), Logo);
        return folder;
    }

    /// <summary>Removes the kernelspec.</summary>
    /// <returns>Whether it existed.</returns>
    public static bool Uninstall(string kernels, string name)
    {
        var folder = Path.Combine(kernels, name);
        if (!File.Exists(Path.Combine(folder, "kernel.json")))
        {
            return false;
        }
        Directory.Delete(folder, recursive: true);
        return true;
    }

    /// <summary>
    /// How to start this program: by the runtime's full path, because front ends do not have DOTNET_ROOT.
    /// </summary>
    private static IEnumerable<string> Command()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var dotnet = Path.GetFullPath(Path.Combine(framework, "..", "..", "..", name));
        return [File.Exists(dotnet) ? dotnet : name, typeof(KernelSpec).Assembly.Location];
    }
}
