using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>The entry point of the API, named as in PyTorch.</summary>
public static partial class torch
{
    /// <summary>How many threads an operation may use, the calling one included.</summary>
    public static int get_num_threads() => KernelThreadPool.Count;

    /// <summary>Sets it; results do not depend on it.</summary>
    public static void set_num_threads(int num) => KernelThreadPool.Count = num;
}
