using static TorchSharp.torch;

namespace DigitLab;

/// <summary>What stands behind TorchSharp's names: the engine built in, or TorchSharp's packages (lib/BACKENDS.md).</summary>
public static class Backend
{
    static Backend() => FrontEndStatus.Backend(Name);

    /// <summary>Its name and version: "DigitLab.Torch 0.1.0", "TorchSharp 0.107.0".</summary>
    public static string Name { get; } = NameOf(typeof(Tensor).Assembly.GetName());

    private static string NameOf(System.Reflection.AssemblyName assembly) =>
        $"{assembly.Name} {assembly.Version?.ToString(3)}";
}
