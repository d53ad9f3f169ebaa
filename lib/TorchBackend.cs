using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

/// <summary>
/// The builds of the labs' library, one for each backend. Notebooks load this file as a script, before anything of the
/// library; the host compiles it in. That is why it has no namespace. See BACKENDS.md.
/// </summary>
internal static class TorchBackend
{
    /// <summary>The engine of this repository.</summary>
    public const string BuiltIn = "DigitLab.Torch";

    /// <summary>The packages.</summary>
    public const string Packages = "TorchSharp";

    /// <summary>What a notebook's setup asks for: DIGITLAB_BACKEND, else what is written there.</summary>
    /// <exception cref="InvalidOperationException">There is no such backend, it is not built or does not load here, or the
    /// session has another one already.</exception>
    public static string References(string written) =>
        ReferencesOf(
            Environment.GetEnvironmentVariable("DIGITLAB_BACKEND") is { Length: > 0 } asked ? asked : written,
            BesideThisFile()
        );

    /// <summary>The name as it is written here.</summary>
    /// <exception cref="InvalidOperationException">There is no such backend.</exception>
    public static string Named(string name) =>
        new[] { BuiltIn, Packages }.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException(
            $"There is no backend '{name}': {BuiltIn} is built in, {Packages} is the NuGet package."
        );

    /// <summary>The folder that a build of the library is written to.</summary>
    /// <param name="name">The backend.</param>
    /// <param name="library">The folder lib/DigitLab.</param>
    public static string Folder(string name, string library) =>
        Path.Combine(library, "bin", name == Packages ? Packages : "", "Release", "net8.0");

    /// <summary>Why the packages' native libraries do not load on this system; null when they do.</summary>
    public static string? WhyNot(string folder)
    {
        var file = Path.Combine(
            folder,
            OperatingSystem.IsWindows() ? "LibTorchSharp.dll"
                : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib"
                : "libLibTorchSharp.so"
        );
        if (!File.Exists(file))
            return $"TorchSharp has no native library for this system, {RuntimeInformation.RuntimeIdentifier}. "
                + $"The built-in engine, {BuiltIn}, runs here.";
        try
        {
            NativeLibrary.Load(file);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            // What TorchSharp itself says names a package that it misses, whatever is wrong.
            var old = Regex.Match(error.Message, @"version [`'](?<version>(GLIBCXX|GLIBC|CXXABI)_[\d.]+)' not found");
            return old.Success
                ? $"TorchSharp's native libraries need {old.Groups["version"].Value}, and this system's C++ library is older: "
                    + "Debian 13, Ubuntu 24.04 and whatever else has GCC 13.2 or later have it, Debian 12, Ubuntu 22.04 and RHEL 9 "
                    + $"have not. The built-in engine, {BuiltIn}, runs here."
                : $"TorchSharp's native libraries do not load here: {error.Message.Trim()} The built-in engine, {BuiltIn}, runs here.";
        }
    }

    private static string ReferencesOf(string asked, string library)
    {
        var name = Named(asked);
        if (Loaded() is { } loaded && loaded != name)
            throw new InvalidOperationException(
                $"This session runs on {loaded}: restart the kernel, then run it on {name}."
            );
        var folder = Folder(name, library);
        var references = Path.Combine(folder, "references.csx");
        if (!File.Exists(references))
            throw new InvalidOperationException(
                $"The labs' library is not built for {name}: dotnet build -c Release {Path.GetRelativePath(Environment.CurrentDirectory, library)}"
                    + (name == Packages ? " -p:TorchBackend=TorchSharp" : "")
            );
        if (name != Packages)
            return references;
        AvoidWrongGradients();
        return WhyNot(folder) is { } reason ? throw new InvalidOperationException(reason) : references;
    }

    /// <summary>
    /// On AMD's family 26 (Zen 5) the convolutions of oneDNN in LibTorch 2.10 give wrong gradients, and trainings that end
    /// in NaN, with AVX2 and more (findings/libtorch-conv-gradient.sh). Slower and right, unless the user decided.
    /// </summary>
    private static void AvoidWrongGradients()
    {
        const string setting = "ONEDNN_MAX_CPU_ISA";
        if (Environment.GetEnvironmentVariable(setting) is not null || !IsZen5())
            return;
        Environment.SetEnvironmentVariable(setting, "AVX");
        if (!OperatingSystem.IsWindows())
            _ = SetNativeVariable(setting, "AVX", overwrite: 1); // .NET's own is not seen by native code on Unix
    }

    private static bool IsZen5()
    {
        if (!X86Base.IsSupported)
            return false;
        var (_, vendor, _, _) = X86Base.CpuId(0, 0);
        var (signature, _, _, _) = X86Base.CpuId(1, 0);
        const int auth = 0x68747541; // the first four letters of AuthenticAMD
        return vendor == auth && ((signature >> 8) & 15) + ((signature >> 20) & 255) == 26;
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetNativeVariable(string name, string value, int overwrite);

    /// <summary>The backend that this process has loaded the library for.</summary>
    private static string? Loaded() =>
        AppDomain
            .CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name == "DigitLab.Charts")
            .SelectMany(assembly => assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
            .FirstOrDefault(metadata => metadata.Key == "TorchBackend")
            ?.Value;

    private static string BesideThisFile([CallerFilePath] string script = "") =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(script))!, "DigitLab");
}
