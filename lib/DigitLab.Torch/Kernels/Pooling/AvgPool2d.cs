namespace DigitLab.Torch.Kernels;

/// <summary>Average pooling, float32, in lane-major layout, with PyTorch's divisors.</summary>
internal static unsafe class AvgPool2d
{
    /// <param name="s">The sizes.</param>
    /// <param name="input">[C, H, W, L].</param>
    /// <param name="output">[C, OH, OW, L].</param>
    public static void Forward(in Pool2dShape s, float* input, float* output) =>
        Naive.AvgPool2dForward(s, input, output);

    /// <summary>The gradient is spread evenly over the window.</summary>
    /// <param name="s">The sizes of the forward pooling.</param>
    /// <param name="gradOutput">[C, OH, OW, L].</param>
    /// <param name="gradInput">[C, H, W, L]; overwritten.</param>
    public static void BackwardInput(in Pool2dShape s, float* gradOutput, float* gradInput) =>
        Naive.AvgPool2dBackwardInput(s, gradOutput, gradInput);
}
