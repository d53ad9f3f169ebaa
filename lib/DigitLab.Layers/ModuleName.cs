using static TorchSharp.torch;

namespace DigitLab.Layers;

/// <summary>The name of a module.</summary>
internal static class ModuleName
{
    /// <summary>Some modules of the TorchSharp package are named after libtorch's type, <c>torch::nn::SequentialImpl</c>; for these, the name of the class.</summary>
    public static string Of(nn.Module module) =>
        module.GetName() is var name && name.Contains("::", StringComparison.Ordinal) ? module.GetType().Name : name;
}
