using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>
/// The sums over pixels and lanes of one block of a weight gradient. Where all taps of a row see the image, they are
/// the tile's streams (of several channels or rows, if the kernel is narrow): each input is then loaded once for all of
/// them. In the border columns the streams are the input channels of one tap, or if there are few, its rows; so no tap
/// outside of the image is ever computed.
/// </summary>
internal unsafe struct WeightGradientBlock<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    public Conv2dShape Shape;

    /// <summary>The output rows Top to Bottom - 1 are added up.</summary>
    public int Top;
    public int Bottom;

    /// <summary>The first input channel of the block, at the first lane of the slice.</summary>
    public float* Input;

    /// <summary>The first output channel of the block, at the first lane of the slice.</summary>
    public float* Gradient;
    public int Channels;
    public int Outputs;
    public int Registers;

    /// <summary>[Channels, KH, KW, Outputs] registers.</summary>
    public float* Sums;

    /// <summary>One register per output: the sums of the gradient.</summary>
    public float* BiasSums;

    /// <summary>For each of the KH rows of taps, the output rows in which it is inside the image.</summary>
    public (int First, int End)* RowsOfTaps;

    private readonly nint TapRow => Shape.DilationH * Shape.InputRow;

    /// <summary>Floats between the sums of neighbouring taps of a row.</summary>
    private readonly int TapSums => Outputs * S.Width;

    private readonly nint RowSums => Shape.KW * TapSums;

    private readonly nint ChannelSums => Shape.KH * RowSums;

    /// <summary>The output columns in which tap kw lies within the image.</summary>
    public readonly (int First, int End) Columns(int kw) =>
        Valid(Shape.OW, Shape.W, Shape.StrideW, Shape.PadLeft - kw * Shape.DilationW);

    public readonly void FindRowsOfTaps()
    {
        for (int kh = 0; kh < Shape.KH; kh++)
        {
            var (first, end) = Valid(Shape.OH, Shape.H, Shape.StrideH, Shape.PadTop - kh * Shape.DilationH);
            RowsOfTaps[kh] = (Math.Max(first, Top), Math.Min(end, Bottom));
        }
    }

    /// <summary>
    /// The output columns in which some neighbouring taps all lie within the image; (0, 0) if there are none.
    /// </summary>
    public readonly (int Left, int Right) CommonColumns(int kw, int taps)
    {
        int left = Columns(kw).First;
        int right = Columns(kw + taps - 1).End;
        return left < right ? (left, right) : (0, 0);
    }

    /// <summary>Outputs whose input, output * stride - offset, lies within the image.</summary>
    private static (int First, int End) Valid(int outputs, int size, int stride, int offset)
    {
        int first = offset > 0 ? (offset + stride - 1) / stride : 0;
        int end = Math.Min(outputs, size + offset > 0 ? (size + offset - 1) / stride + 1 : 0);
        return (first, Math.Max(first, end));
    }

    /// <summary>The gradient itself of output rows top to bottom - 1: that of the bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void AddBias(int top, int bottom)
    {
        nint L = Shape.L;
        nint pixels = Shape.OW;
        for (int output = 0; output < Outputs; output++)
        {
            V sum0 = S.Load(BiasSums + output * S.Width);
            V sum1 = S.Broadcast(0f);
            V sum2 = sum1;
            V sum3 = sum1;
            for (int row = top; row < bottom; row++)
            for (int register = 0; register < Registers; register++)
            {
                float* g = Gradient + row * Shape.OutputRow + output * Shape.OutputChannel + register * S.Width;
                nint pixel = 0;
                for (; pixel <= pixels - 4; pixel += 4, g += 4 * L)
                {
                    sum0 = S.Add(sum0, S.Load(g));
                    sum1 = S.Add(sum1, S.Load(g + L));
                    sum2 = S.Add(sum2, S.Load(g + 2 * L));
                    sum3 = S.Add(sum3, S.Load(g + 3 * L));
                }
                for (; pixel < pixels; pixel++, g += L)
                    sum0 = S.Add(sum0, S.Load(g));
            }
            S.Store(S.Add(S.Add(sum0, sum1), S.Add(sum2, sum3)), BiasSums + output * S.Width);
        }
    }

    /// <summary>
    /// Output rows top to bottom - 1 and columns left to right - 1, for the taps from kw on in every row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void AddStrip(int kw, int taps, int top, int bottom, int left, int right)
    {
        int together = Tile.MaximumRows / taps;
        bool rowsTogether = Channels < together;
        nint* inputOffsets = stackalloc nint[Tile.MaximumRows];
        nint* sumsOffsets = stackalloc nint[Tile.MaximumRows];
        for (int i = 0; i < together * taps; i++)
        {
            inputOffsets[i] =
                i / taps * (rowsTogether ? TapRow : Shape.InputChannel) + i % taps * Shape.DilationW * (nint)Shape.L;
            sumsOffsets[i] = i / taps * (rowsTogether ? RowSums : ChannelSums) + i % taps * TapSums;
        }
        var tile = TileOf(0, 0, kw, top, bottom, left, right);
        tile.InputOffsets = inputOffsets;
        tile.SumsOffsets = sumsOffsets;
        float* gradient = tile.Gradient;
        float* inputOfChannel = tile.Input;
        float* sumsOfChannel = tile.Sums;
        int channelsPerStep = rowsTogether ? 1 : together;
        for (int channel = 0; channel < Channels; channel += channelsPerStep)
        {
            int channels = Math.Min(channelsPerStep, Channels - channel);
            for (int kh = 0, tapRows = 1; kh < Shape.KH; kh += tapRows)
            {
                tapRows = 1;
                int above = Math.Max(RowsOfTaps[kh].First - top, 0);
                tile.Rows = Math.Min(RowsOfTaps[kh].End, bottom) - top - above;
                if (tile.Rows <= 0)
                    continue;
                if (rowsTogether)
                    while (tapRows < together && kh + tapRows < Shape.KH && SeeTheSame(kh, kh + tapRows, top, bottom))
                        tapRows++;
                tile.Input = inputOfChannel + kh * TapRow + above * tile.InputRow;
                tile.Gradient = gradient + above * tile.GradientRow;
                tile.Sums = sumsOfChannel + kh * RowSums;
                Tile.Run<GradientTile, S, V>(ref tile, channels * tapRows * taps, Outputs);
            }
            inputOfChannel += channelsPerStep * Shape.InputChannel;
            sumsOfChannel += channelsPerStep * ChannelSums;
        }
    }

    /// <summary>Whether two rows of taps are inside the image in the same output rows, of top to bottom - 1.</summary>
    private readonly bool SeeTheSame(int kh, int otherKh, int top, int bottom)
    {
        var rows = RowsOfTaps[kh];
        var others = RowsOfTaps[otherKh];
        return Math.Max(rows.First, top) == Math.Max(others.First, top)
            && Math.Min(rows.End, bottom) == Math.Min(others.End, bottom);
    }

    /// <summary>Border columns left to right - 1, for the taps kw of all rows.</summary>
    public readonly void AddBorder(int kw, int left, int right)
    {
        if (left >= right)
            return;
        bool streamRows = Channels < Math.Min(Shape.KH, 4);
        nint* inputOffsets = stackalloc nint[Tile.MaximumRows];
        nint* sumsOffsets = stackalloc nint[Tile.MaximumRows];
        for (int i = 0; i < Tile.MaximumRows; i++)
        {
            inputOffsets[i] = i * (streamRows ? TapRow : Shape.InputChannel);
            sumsOffsets[i] = i * (streamRows ? RowSums : ChannelSums);
        }
        if (streamRows)
            for (int channel = 0; channel < Channels; channel++)
            for (int kh = 0; kh < Shape.KH; kh += Tile.MaximumRows)
            {
                int endKh = Math.Min(kh + Tile.MaximumRows, Shape.KH);
                AddBorderRows(channel, kh, endKh, kw, left, right, inputOffsets, sumsOffsets);
            }
        else
            for (int kh = 0; kh < Shape.KH; kh++)
            {
                if (RowsOfTaps[kh].First >= RowsOfTaps[kh].End)
                    continue;
                var tile = TileOf(0, kh, kw, RowsOfTaps[kh].First, RowsOfTaps[kh].End, left, right);
                tile.InputOffsets = inputOffsets;
                tile.SumsOffsets = sumsOffsets;
                Tile.Run<GradientTile, S, V>(ref tile, Channels, Outputs);
            }
    }

    /// <summary>
    /// The streams are the taps (kh, kw) to (endKh - 1, kw); above and below only some lie within the image.
    /// </summary>
    private readonly void AddBorderRows(
        int channel,
        int kh,
        int endKh,
        int kw,
        int left,
        int right,
        nint* inputOffsets,
        nint* sumsOffsets
    )
    {
        for (int top = Top; top < Bottom; )
        {
            var (first, end) = TapsWithin(top, kh, endKh);
            int bottom = top + 1;
            while (bottom < Bottom && TapsWithin(bottom, kh, endKh) == (first, end))
                bottom++;
            if (first < end)
            {
                var tile = TileOf(channel, first, kw, top, bottom, left, right);
                tile.InputOffsets = inputOffsets;
                tile.SumsOffsets = sumsOffsets;
                Tile.Run<GradientTile, S, V>(ref tile, end - first, Outputs);
            }
            top = bottom;
        }
    }

    private readonly (int First, int End) TapsWithin(int oh, int kh, int endKh)
    {
        int ih = oh * Shape.StrideH - Shape.PadTop;
        while (kh < endKh && ih + kh * Shape.DilationH < 0)
            kh++;
        while (kh < endKh && ih + (endKh - 1) * Shape.DilationH >= Shape.H)
            endKh--;
        return (kh, endKh);
    }

    /// <summary>The tile of some output pixels whose first stream is one tap of one input channel.</summary>
    private readonly GradientTile TileOf(int channel, int kh, int kw, int top, int bottom, int left, int right)
    {
        var s = Shape;
        nint L = s.L;
        nint ih = top * s.StrideH - s.PadTop + kh * s.DilationH;
        nint iw = left * s.StrideW - s.PadLeft + kw * s.DilationW;
        return new GradientTile
        {
            Input = Input + ih * s.InputRow + channel * s.InputChannel + iw * L,
            InputRow = s.StrideH * s.InputRow,
            InputColumn = s.StrideW * L,
            Gradient = Gradient + top * s.OutputRow + left * L,
            GradientOutput = s.OutputChannel,
            GradientRow = s.OutputRow,
            GradientColumn = L,
            Rows = bottom - top,
            Columns = right - left,
            Registers = Registers,
            Sums = Sums + channel * ChannelSums + kh * RowSums + kw * TapSums,
        };
    }
}
