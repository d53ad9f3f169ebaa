namespace DigitLab.Torch.Kernels;

/// <summary>Softmax and its logarithm over the features of a lane-major matrix [features, L], float32.</summary>
internal static unsafe class Softmax
{
    /// <param name="N">Valid lanes: the batch.</param>
    /// <param name="L">Lanes: the stride of a feature.</param>
    /// <param name="features">Rows: what each lane's softmax runs over.</param>
    /// <param name="input">[features, L].</param>
    /// <param name="output">[features, L]; may be the input.</param>
    /// <param name="log">Whether to take the logarithm (log_softmax).</param>
    public static void Forward(int N, int L, int features, float* input, float* output, bool log) =>
        Naive.Softmax(N, L, features, input, output, log);

    /// <param name="gradOutput">[features, L].</param>
    /// <param name="output">What <see cref="Forward"/> gave.</param>
    /// <param name="gradInput">[features, L]; overwritten.</param>
    public static void Backward(
        int N,
        int L,
        int features,
        float* gradOutput,
        float* output,
        float* gradInput,
        bool log
    ) => Naive.SoftmaxBackward(N, L, features, gradOutput, output, gradInput, log);
}
