namespace DigitLab.Host.Editions;

/// <summary>
/// Assemblies that run on any system. A Release build compiles them ahead of time to machine code, which .NET does not
/// load on other systems; it lists where the portable originals are (build/CompileAhead.targets).
/// </summary>
internal static class PortableAssembly
{
    /// <summary>The extension of the list, which is next to the assemblies.</summary>
    public const string ListExtension = ".portable";

    /// <summary>The assembly before it was compiled ahead of time, if known; otherwise as it is.</summary>
    public static byte[] Read(string path)
    {
        var list = Path.Combine(Path.GetDirectoryName(path)!, "assemblies" + ListExtension);
        var portable = File.Exists(list)
            ? File.ReadLines(list).FirstOrDefault(line => Path.GetFileName(line) == Path.GetFileName(path))
            : null;
        return File.ReadAllBytes(File.Exists(portable) ? portable : path);
    }
}
