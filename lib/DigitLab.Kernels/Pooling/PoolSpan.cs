namespace DigitLab.Kernels;

/// <summary>The part of a pooling window that lies within the image: taps First to End - 1 along one axis.</summary>
internal readonly record struct PoolSpan(int First, int End)
{
    public int Length => End - First;

    /// <param name="start">The coordinate of tap 0, which may lie outside.</param>
    public static PoolSpan Of(int start, int kernel, int dilation, int size)
    {
        if (start >= 0 && start + (kernel - 1) * dilation < size)
            return new(0, kernel);
        int first = start < 0 ? (-start + dilation - 1) / dilation : 0;
        int end = start >= size ? 0 : Math.Min(kernel, (size - 1 - start) / dilation + 1);
        return new(first, Math.Max(first, end));
    }
}
