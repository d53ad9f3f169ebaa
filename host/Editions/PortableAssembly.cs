namespace DigitLab.Host.Editions;

/// <summary>
/// Assemblies for any system. A Release build compiles them ahead of time to machine code of its own kind of system, which
/// .NET refuses to load on another; it lists where they are as they were before (build/CompileAhead.targets).
/// </summary>
internal static class PortableAssembly
{
    /// <summary>The extension of the list, which lies beside the assemblies.</summary>
    public const string ListExtension = ".portable";

    /// <summary>The assembly as it was before it was compiled ahead of time, where that is known; else as it is.</summary>
    public static byte[] Read(string path)
    {
        var list = Path.Combine(Path.GetDirectoryName(path)!, "assemblies" + ListExtension);
        var portable = File.Exists(list)
            ? File.ReadLines(list).FirstOrDefault(line => Path.GetFileName(line) == Path.GetFileName(path))
            : null;
        return File.ReadAllBytes(File.Exists(portable) ? portable : path);
    }
}
