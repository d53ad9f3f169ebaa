using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace DigitLab.Host.Session;

/// <summary>Loads the assemblies of a session: the cells, their references, and the dependencies of these.</summary>
internal sealed class SessionLoadContext() : AssemblyLoadContext("notebook")
{
    private readonly ConcurrentDictionary<string, string> paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte> folders = new();
    private readonly ConcurrentDictionary<string, string> natives = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Assembly> cells = new();

    public CellSymbols Symbols { get; } = new();

    /// <summary>Makes an assembly, and those in its folder, loadable by name.</summary>
    public void AddReference(string path)
    {
        paths[Path.GetFileNameWithoutExtension(path)] = path;
        folders.TryAdd(Path.GetDirectoryName(path)!, 0);
    }

    /// <summary>Makes an assembly loadable by name unless one of that name is known.</summary>
    public void AddExtension(string path) => paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);

    /// <summary>Makes a native library loadable by its name, with or without "lib" and extension.</summary>
    public void AddNative(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        natives[Path.GetFileName(path)] = path;
        natives[name] = path;
        natives[name.StartsWith("lib", StringComparison.Ordinal) ? name[3..] : name] = path;
    }

    /// <summary>The assembly with the file's name that was loaded from another file; null if there is none.</summary>
    public AssemblyName? FindOther(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return Assemblies
            .FirstOrDefault(assembly =>
                name.Equals(assembly.GetName().Name, StringComparison.OrdinalIgnoreCase)
                && !InteractiveAssemblies.Contains(name)
                && assembly.Location != path
            )
            ?.GetName();
    }

    public Assembly LoadCell(Stream assembly, Stream symbols)
    {
        var loaded = LoadFromStream(assembly, symbols);
        cells[loaded.GetName().Name!] = loaded;
        Symbols.Add(loaded.GetName().Name!, symbols);
        return loaded;
    }

    /// <summary>Whether the assembly is one of the session's cells.</summary>
    public bool IsCell(Assembly assembly) => cells.ContainsKey(assembly.GetName().Name ?? "");

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (cells.TryGetValue(name, out var cell))
        {
            return cell;
        }
        if (name == typeof(SessionLoadContext).Assembly.GetName().Name)
        {
            return typeof(SessionLoadContext).Assembly;
        }
        if (InteractiveAssemblies.Contains(name))
        {
            return InteractiveAssemblies.Load(name, this);
        }
        var path = paths.TryGetValue(name, out var known)
            ? known
            : folders.Keys.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
        return path is null || IsFramework(name) ? null : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if (natives.TryGetValue(unmanagedDllName, out var path))
        {
            return LoadNative(path);
        }
        var rid = RuntimeInformation.RuntimeIdentifier;
        foreach (var folder in folders.Keys)
        {
            foreach (var name in NativeNames(unmanagedDllName))
            {
                foreach (
                    var candidate in new[]
                    {
                        Path.Combine(folder, name),
                        Path.Combine(folder, "runtimes", rid, "native", name),
                    }
                )
                {
                    if (File.Exists(candidate))
                    {
                        return LoadNative(candidate);
                    }
                }
            }
        }
        return 0;
    }

    /// <summary>
    /// Loads a native library. Its dependencies may be in another package's folder, which the system's loader does not
    /// search; but libraries that are already loaded are found by name.
    /// </summary>
    private nint LoadNative(string path)
    {
        if (NativeLibrary.TryLoad(path, out var handle))
        {
            return handle;
        }
        var waiting = natives.Values.Distinct().Where(other => other != path).ToList();
        while (waiting.RemoveAll(other => NativeLibrary.TryLoad(other, out _)) > 0 && waiting.Count > 0)
        {
            // Some depend on others, so those that failed are tried again.
        }
        return NativeLibrary.Load(path);
    }

    private static IEnumerable<string> NativeNames(string name) =>
        OperatingSystem.IsWindows() ? [name, name + ".dll"]
        : OperatingSystem.IsMacOS() ? [name, $"lib{name}.dylib", name + ".dylib"]
        : [name, $"lib{name}.so", name + ".so"];

    /// <summary>The framework's version of an assembly takes precedence over a package's older copy.</summary>
    private static bool IsFramework(string name) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll"));
}
