namespace DigitLab.Torch.Kernels;

/// <summary>From rows (one sample after the other) to lanes (the samples innermost) and back: transposes.</summary>
internal static unsafe class LaneTransform
{
    /// <summary>destination[f, n] = source[n, f].</summary>
    /// <param name="source">[N, F], row-major.</param>
    /// <param name="rowStride">Floats from sample to sample of the source.</param>
    /// <param name="N">Samples.</param>
    /// <param name="F">Features of a sample: C * H * W of an image.</param>
    /// <param name="destination">[F, L]; lanes N and up may be overwritten.</param>
    /// <param name="L">Lanes: a multiple of 16, at least N.</param>
    public static void ToLanes(float* source, long rowStride, int N, int F, float* destination, int L) =>
        Naive.ToLanes(source, rowStride, N, F, destination, L);

    /// <summary>destination[n, f] = source[f, n]; the inverse of <see cref="ToLanes"/>.</summary>
    public static void FromLanes(float* source, int L, int N, int F, float* destination, long rowStride) =>
        Naive.FromLanes(source, L, N, F, destination, rowStride);

    /// <summary>destination[f, n] = source[index[n], f]: index_select, written as lanes. The gather is the transpose.</summary>
    /// <param name="source">[rows, F], row-major.</param>
    /// <param name="rowStride">Elements from row to row of the source.</param>
    /// <param name="index">[N] rows, known to be in range.</param>
    public static void Gather(float* source, long rowStride, long* index, int N, int F, float* destination, int L) =>
        Naive.Gather(source, rowStride, index, N, F, destination, L);

    /// <summary>destination[f, n] = source[index[n], f] * scale + offset, of bytes: the pixels of images.</summary>
    public static void Gather(
        byte* source,
        long rowStride,
        long* index,
        int N,
        int F,
        float* destination,
        int L,
        float scale,
        float offset
    )
    {
        for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++)
            destination[(long)f * L + n] = source[index[n] * rowStride + f] * scale + offset;
    }
}
