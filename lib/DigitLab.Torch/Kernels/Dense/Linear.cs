namespace DigitLab.Torch.Kernels;

/// <summary>A fully connected layer, float32, on feature matrices in lane-major layout [features, L].</summary>
internal static unsafe class Linear
{
    /// <summary>output = activation(weight · input + bias).</summary>
    /// <param name="N">Valid lanes: the batch.</param>
    /// <param name="L">Lanes: the stride of a feature, a multiple of 16.</param>
    /// <param name="inFeatures">Rows of the input.</param>
    /// <param name="outFeatures">Rows of the output.</param>
    /// <param name="input">[in, L].</param>
    /// <param name="weight">[out, in], row-major.</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="output">[out, L].</param>
    /// <param name="activation">Applied before storing.</param>
    public static void Forward(
        int N,
        int L,
        int inFeatures,
        int outFeatures,
        float* input,
        float* weight,
        float* bias,
        float* output,
        Activation activation = Activation.None
    )
    {
        Naive.LinearForward(N, L, inFeatures, outFeatures, input, weight, bias, output);
        Elementwise.Activate((long)outFeatures * L, output, output, activation);
    }

    /// <summary>gradInput = weightᵀ · gradOutput.</summary>
    /// <param name="gradOutput">[out, L].</param>
    /// <param name="weight">[out, in], row-major.</param>
    /// <param name="gradInput">[in, L]; overwritten.</param>
    public static void BackwardInput(
        int N,
        int L,
        int inFeatures,
        int outFeatures,
        float* gradOutput,
        float* weight,
        float* gradInput
    ) => Naive.LinearBackwardInput(N, L, inFeatures, outFeatures, gradOutput, weight, gradInput);

    /// <summary>gradWeight = gradOutput · inputᵀ, and gradBias the row sums of gradOutput, over the valid lanes.</summary>
    /// <param name="input">[in, L]; lanes N and up may be overwritten.</param>
    /// <param name="gradOutput">[out, L]; lanes N and up may be overwritten.</param>
    /// <param name="gradWeight">[out, in], row-major.</param>
    /// <param name="gradBias">[out], or null when it is not wanted.</param>
    /// <param name="accumulate">Whether to add to what the gradients hold, or to overwrite it.</param>
    public static void BackwardWeight(
        int N,
        int L,
        int inFeatures,
        int outFeatures,
        float* input,
        float* gradOutput,
        float* gradWeight,
        float* gradBias,
        bool accumulate
    ) => Naive.LinearBackwardWeight(N, L, inFeatures, outFeatures, input, gradOutput, gradWeight, gradBias, accumulate);
}
