namespace DigitLab.Torch.Kernels;

/// <summary>The three convolutions of a training step, float32, in lane-major layout (see <see cref="Conv2dShape"/>).</summary>
internal static unsafe class Conv2d
{
    /// <summary>output = activation(input * weight + bias), PyTorch's conv2d.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="input">[Cin, H, W, L].</param>
    /// <param name="weight">[Cout, Cin / Groups, KH, KW].</param>
    /// <param name="bias">[Cout], or null.</param>
    /// <param name="output">[Cout, OH, OW, L]; every lane is written.</param>
    /// <param name="activation">Applied before storing.</param>
    public static void Forward(
        in Conv2dShape s,
        float* input,
        float* weight,
        float* bias,
        float* output,
        Activation activation = Activation.None
    )
    {
        Naive.Conv2dForward(s, input, weight, bias, output);
        Elementwise.Activate((long)s.Cout * s.OH * s.OW * s.L, output, output, activation);
    }

    /// <summary>The gradient of the input: the transposed convolution of the output's gradient.</summary>
    /// <param name="s">The sizes of the forward convolution.</param>
    /// <param name="gradOutput">[Cout, OH, OW, L].</param>
    /// <param name="weight">[Cout, Cin / Groups, KH, KW].</param>
    /// <param name="gradInput">[Cin, H, W, L]; overwritten.</param>
    public static void BackwardInput(in Conv2dShape s, float* gradOutput, float* weight, float* gradInput) =>
        Naive.Conv2dBackwardInput(s, gradOutput, weight, gradInput);

    /// <summary>The gradients of the weight and the bias, summed over the batch's N valid lanes.</summary>
    /// <param name="s">The sizes of the forward convolution.</param>
    /// <param name="input">[Cin, H, W, L]; lanes N and up may be overwritten.</param>
    /// <param name="gradOutput">[Cout, OH, OW, L]; lanes N and up may be overwritten.</param>
    /// <param name="gradWeight">[Cout, Cin / Groups, KH, KW].</param>
    /// <param name="gradBias">[Cout], or null when it is not wanted.</param>
    /// <param name="accumulate">Whether to add to what the gradients hold, or to overwrite it.</param>
    public static void BackwardWeight(
        in Conv2dShape s,
        float* input,
        float* gradOutput,
        float* gradWeight,
        float* gradBias,
        bool accumulate
    ) => Naive.Conv2dBackwardWeight(s, input, gradOutput, gradWeight, gradBias, accumulate);
}
