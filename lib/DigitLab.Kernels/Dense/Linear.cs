namespace DigitLab.Kernels;

/// <summary>A fully connected layer, float32, on feature matrices in batch-innermost layout [features, L].</summary>
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
        var gemm = new Gemm
        {
            M = outFeatures,
            N = N,
            K = inFeatures,
            A = weight,
            LdA = inFeatures,
            B = input,
            LdB = L,
            C = output,
            LdC = L,
            WholeRegisters = true,
            Bias = bias,
            Relu = activation == Activation.Relu,
        };
        Simd.Run(ref gemm);
        if (activation is Activation.Tanh or Activation.Sigmoid)
            Elementwise.Activate((long)outFeatures * L, output, output, activation);
    }

    /// <summary>
    /// The same for a few samples (fewer than about 8) in ordinary layout: there, lanes would stay empty.
    /// </summary>
    /// <param name="input">[N, in].</param>
    /// <param name="output">[N, out].</param>
    public static void ForwardVector(
        int N,
        int inFeatures,
        int outFeatures,
        float* input,
        float* weight,
        float* bias,
        float* output,
        Activation activation = Activation.None
    )
    {
        var linear = new RowLinear
        {
            N = N,
            InFeatures = inFeatures,
            OutFeatures = outFeatures,
            Input = input,
            Weight = weight,
            Bias = bias,
            Output = output,
        };
        Simd.Run(ref linear);
        if (activation != Activation.None)
            Elementwise.Activate((long)N * outFeatures, output, output, activation);
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
    )
    {
        var gemm = new Gemm
        {
            M = inFeatures,
            N = N,
            K = outFeatures,
            A = weight,
            LdA = inFeatures,
            TransposeA = true,
            B = gradOutput,
            LdB = L,
            C = gradInput,
            LdC = L,
            WholeRegisters = true,
        };
        Simd.Run(ref gemm);
    }

    /// <summary>
    /// gradWeight = gradOutput · inputᵀ, and gradBias the row sums of gradOutput, over the valid lanes.
    /// </summary>
    /// <param name="input">[in, L]; lanes N and up may be overwritten.</param>
    /// <param name="gradOutput">[out, L]; lanes N and up may be overwritten.</param>
    /// <param name="gradWeight">[out, in], row-major.</param>
    /// <param name="gradBias">[out], or null when it is not wanted.</param>
    public static void BackwardWeight(
        int N,
        int L,
        int inFeatures,
        int outFeatures,
        float* input,
        float* gradOutput,
        float* gradWeight,
        float* gradBias
    )
    {
        var gemm = new Gemm
        {
            M = outFeatures,
            N = inFeatures,
            K = N,
            A = gradOutput,
            LdA = L,
            B = input,
            LdB = L,
            TransposeB = true,
            C = gradWeight,
            LdC = inFeatures,
        };
        Simd.Run(ref gemm);
        if (gradBias == null)
            return;
        var sums = new BatchSums
        {
            N = N,
            L = L,
            Rows = outFeatures,
            Source = gradOutput,
            Destination = gradBias,
        };
        Simd.Run(ref sums);
    }
}
