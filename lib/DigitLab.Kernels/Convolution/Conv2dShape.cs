namespace DigitLab.Kernels;

/// <summary>
/// The sizes of a two-dimensional convolution in batch-innermost layout: input [H, Cin, W, L], weight
/// [Cout, Cin / Groups, KH, KW] (row-major), output [OH, Cout, OW, L]. The first N of the L lanes are the batch.
/// What an output pixel sees outside of the image is zero, so that OH and OW imply the padding below and to the right.
/// </summary>
internal readonly record struct Conv2dShape(
    int N,
    int L,
    int Cin,
    int H,
    int W,
    int Cout,
    int KH,
    int KW,
    int StrideH,
    int StrideW,
    int PadTop,
    int PadLeft,
    int DilationH,
    int DilationW,
    int Groups,
    int OH,
    int OW
)
{
    /// <summary>Input channels that one output channel sees.</summary>
    public int GroupCin => Cin / Groups;

    /// <summary>Output channels of one group.</summary>
    public int GroupCout => Cout / Groups;

    /// <summary>Floats from an input row of one channel to that of the next.</summary>
    public nint InputChannel => (nint)W * L;

    /// <summary>Floats from one input row to the next.</summary>
    public nint InputRow => Cin * InputChannel;

    /// <summary>Floats from an output row of one channel to that of the next.</summary>
    public nint OutputChannel => (nint)OW * L;

    /// <summary>Floats from one output row to the next.</summary>
    public nint OutputRow => Cout * OutputChannel;
}
