namespace DigitLab.Kernels;

/// <summary>
/// The sizes of a two-dimensional pooling in batch-innermost layout: input [H, C, W, L], output [OH, C, OW, L], the
/// first N of the L lanes being the batch. With <paramref name="Flat"/> the output is [C, OH, OW, L]: the features of a
/// layer that is fully connected. Average pooling ignores the dilation; maximum pooling ignores
/// <paramref name="CountIncludePad"/> and <paramref name="DivisorOverride"/> (0: none).
/// </summary>
internal readonly record struct Pool2dShape(
    int N,
    int L,
    int C,
    int H,
    int W,
    int KH,
    int KW,
    int StrideH,
    int StrideW,
    int PadTop,
    int PadLeft,
    int DilationH,
    int DilationW,
    int OH,
    int OW,
    bool CountIncludePad = true,
    int DivisorOverride = 0,
    bool Flat = false
)
{
    /// <summary>Floats from an input row of one channel to that of the next.</summary>
    public nint InputChannel => (nint)W * L;

    /// <summary>Floats from one input row to the next.</summary>
    public nint InputRow => C * InputChannel;

    /// <summary>Floats from an output row of one channel to that of the next.</summary>
    public nint OutputChannel => (nint)(Flat ? OH : 1) * OW * L;

    /// <summary>Floats from one output row to the next.</summary>
    public nint OutputRow => (nint)(Flat ? 1 : C) * OW * L;

    /// <summary>Whether no input belongs to two windows.</summary>
    public bool WindowsAreApart => (KH - 1) * DilationH < StrideH && (KW - 1) * DilationW < StrideW;

    /// <summary>Whether every input belongs to exactly one window.</summary>
    public bool WindowsTileTheImage =>
        WindowsAreApart
        && DilationH == 1
        && DilationW == 1
        && KH == StrideH
        && KW == StrideW
        && OH * StrideH - PadTop >= H
        && OW * StrideW - PadLeft >= W;

    /// <summary>
    /// PyTorch's divisor of the average over the window whose first row and column are (top, left), before clipping.
    /// With <see cref="CountIncludePad"/> the padding counts, but not what lies beyond it (ceil_mode).
    /// </summary>
    public int AverageDivisor(int top, int left)
    {
        if (DivisorOverride != 0)
            return DivisorOverride;
        int bottom = Math.Min(top + KH, H + PadTop);
        int right = Math.Min(left + KW, W + PadLeft);
        return CountIncludePad
            ? (bottom - top) * (right - left)
            : (Math.Min(bottom, H) - Math.Max(top, 0)) * (Math.Min(right, W) - Math.Max(left, 0));
    }
}
