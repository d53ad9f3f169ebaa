using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Utils.tensorboard.Enums;

namespace DigitLab.Torch.Tests.Api;

/// <summary>The visible types in TorchSharp's namespaces, from every assembly that has some.</summary>
internal static class OurTypes
{
    public static Type[] All { get; } =
        new[] { typeof(torch).Assembly, typeof(HistogramBinSelector).Assembly }
            .Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(t => t.Namespace is "TorchSharp" || t.Namespace?.StartsWith("TorchSharp.") == true)
            .Where(IsVisible)
            .ToArray();

    private static bool IsVisible(Type type) =>
        type.IsPublic || (type.IsNestedPublic || type.IsNestedFamily) && IsVisible(type.DeclaringType!);

    /// <summary>A file of the engine's Api folder, in the source tree.</summary>
    public static string InSource(string file) => Path.Combine(Here(), "../../../lib/DigitLab.Torch/Api", file);

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
