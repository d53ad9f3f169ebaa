using System.Runtime.Intrinsics.X86;

namespace DigitLab.Kernels;

/// <summary>
/// The rows that a convolution's thread reads beyond its own: another core wrote them, and a cache line from there can
/// take as long as one from memory. Asked for before the thread begins, they arrive while it works.
/// </summary>
internal static unsafe class Halo
{
    private const int LineFloats = 16;

    /// <param name="image">[rows, row] floats.</param>
    /// <param name="row">Floats of a row.</param>
    /// <param name="first">The first row that is read.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="ownFirst">The first row that the thread wrote.</param>
    /// <param name="ownEnd">The one after the last.</param>
    public static void Fetch(float* image, nint row, int first, int end, int ownFirst, int ownEnd)
    {
        if (!Sse.IsSupported)
            return;
        FetchRows(image, row, first, Math.Min(end, ownFirst));
        FetchRows(image, row, Math.Max(first, ownEnd), end);
    }

    private static void FetchRows(float* image, nint row, int first, int end)
    {
        float* last = image + end * row;
        for (float* line = image + first * row; line < last; line += LineFloats)
            Sse.Prefetch1(line);
    }
}
