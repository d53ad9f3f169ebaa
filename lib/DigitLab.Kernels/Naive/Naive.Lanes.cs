namespace DigitLab.Kernels;

internal static unsafe partial class Naive
{
    /// <summary>See <see cref="BatchTranspose.ToBatchInnermost"/>.</summary>
    public static void ToBatchInnermost<T>(T* source, long rowStride, int N, SampleShape sample, T* destination, int L)
        where T : unmanaged
    {
        for (int n = 0; n < N; n++)
        for (int f = 0; f < sample.Features; f++)
            destination[sample.Place(f) * L + n] = source[n * rowStride + f];
    }

    /// <summary>See <see cref="BatchTranspose.ToRowMajor"/>.</summary>
    public static void ToRowMajor<T>(T* source, int L, int N, SampleShape sample, T* destination, long rowStride)
        where T : unmanaged
    {
        for (int n = 0; n < N; n++)
        for (int f = 0; f < sample.Features; f++)
            destination[n * rowStride + f] = source[sample.Place(f) * L + n];
    }

    /// <summary>See <see cref="BatchTranspose.Gather(float*, long, long*, int, SampleShape, float*, int)"/>.</summary>
    public static void Gather<T>(
        T* source,
        long rowStride,
        long* index,
        int N,
        SampleShape sample,
        T* destination,
        int L
    )
        where T : unmanaged
    {
        for (int n = 0; n < N; n++)
        for (int f = 0; f < sample.Features; f++)
            destination[sample.Place(f) * L + n] = source[index[n] * rowStride + f];
    }
}
