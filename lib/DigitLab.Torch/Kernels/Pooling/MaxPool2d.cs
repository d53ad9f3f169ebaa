using System.Runtime.InteropServices;

namespace DigitLab.Torch.Kernels;

/// <summary>
/// Maximum pooling, float32, in lane-major layout, with PyTorch's rules: the padding is -inf, the first maximum in
/// row-major order wins, a NaN is larger than everything.
/// </summary>
internal static unsafe class MaxPool2d
{
    /// <summary>Bytes that the argmax of a pooling takes: one per output element, four when a window has over 256.</summary>
    public static long ArgmaxBytes(in Pool2dShape s) => (long)s.C * s.OH * s.OW * s.L * ArgmaxElementBytes(s);

    private static int ArgmaxElementBytes(in Pool2dShape s) => s.KH * s.KW <= 256 ? 1 : sizeof(int);

    /// <param name="s">The sizes.</param>
    /// <param name="input">[C, H, W, L].</param>
    /// <param name="output">[C, OH, OW, L].</param>
    /// <param name="argmax">
    /// <see cref="ArgmaxBytes"/> bytes for <see cref="BackwardInput"/>: where in its window (kh * KW + kw) each maximum
    /// lay, laid out as the output; null at inference.
    /// </param>
    public static void Forward(in Pool2dShape s, float* input, float* output, byte* argmax)
    {
        long count = (long)s.C * s.OH * s.OW * s.L;
        int* wide = (int*)NativeMemory.AllocZeroed((nuint)count, sizeof(int));
        Naive.MaxPool2dForward(s, input, output, wide);
        if (argmax != null)
            for (long i = 0; i < count; i++)
                if (ArgmaxElementBytes(s) == 1)
                    argmax[i] = (byte)wide[i];
                else
                    ((int*)argmax)[i] = wide[i];
        NativeMemory.Free(wide);
    }

    /// <summary>The gradient goes to where the maximum was.</summary>
    /// <param name="s">The sizes of the forward pooling.</param>
    /// <param name="gradOutput">[C, OH, OW, L].</param>
    /// <param name="argmax">What <see cref="Forward"/> wrote.</param>
    /// <param name="gradInput">[C, H, W, L]; overwritten.</param>
    public static void BackwardInput(in Pool2dShape s, float* gradOutput, byte* argmax, float* gradInput)
    {
        long count = (long)s.C * s.OH * s.OW * s.L;
        int* wide = (int*)NativeMemory.AllocZeroed((nuint)count, sizeof(int));
        for (long i = 0; i < count; i++)
            wide[i] = WindowIndex(s, argmax, i);
        Naive.MaxPool2dBackwardInput(s, gradOutput, wide, gradInput);
        NativeMemory.Free(wide);
    }

    /// <summary>The index kh * KW + kw of one maximum in its window.</summary>
    /// <param name="element">Its place in the output: ((c * OH + oh) * OW + ow) * L + n.</param>
    public static int WindowIndex(in Pool2dShape s, byte* argmax, long element) =>
        ArgmaxElementBytes(s) == 1 ? argmax[element] : ((int*)argmax)[element];
}
