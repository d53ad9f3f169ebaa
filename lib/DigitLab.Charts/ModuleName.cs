using static TorchSharp.torch;

namespace DigitLab;

/// <summary>What a module is called.</summary>
internal static class ModuleName
{
    /// <summary>TorchSharp's own package calls some by libtorch's type, <c>torch::nn::SequentialImpl</c>: these by ours.</summary>
    public static string Of(nn.Module module) =>
        module.GetName() is var name && name.Contains("::", StringComparison.Ordinal) ? module.GetType().Name : name;
}
