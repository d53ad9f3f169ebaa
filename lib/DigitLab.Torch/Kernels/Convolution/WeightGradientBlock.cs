namespace DigitLab.Torch.Kernels;

/// <summary>
/// The sums over pixels and lanes of one block of a weight gradient. Where all taps of a row see the image, they are
/// the tile's streams: each input is then loaded once for all of them. In the border columns the streams are the input
/// channels of one tap, or if there are few, its rows; so no tap outside of the image is ever computed.
/// </summary>
internal unsafe struct WeightGradientBlock<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    public Conv2dShape Shape;

    /// <summary>The first input channel of the block, at the first lane of the slice.</summary>
    public float* Input;

    /// <summary>The first output channel of the block, at the first lane of the slice.</summary>
    public float* Gradient;
    public int Channels;
    public int Outputs;
    public int Registers;

    /// <summary>[Channels, KH, KW, Outputs] registers.</summary>
    public float* Sums;

    /// <summary>The output columns in which tap kw lies within the image.</summary>
    public readonly (int First, int End) Columns(int kw) =>
        Valid(Shape.OW, Shape.W, Shape.StrideW, Shape.PadLeft - kw * Shape.DilationW);

    /// <summary>The output rows in which tap kh lies within the image.</summary>
    private readonly (int First, int End) Rows(int kh) =>
        Valid(Shape.OH, Shape.H, Shape.StrideH, Shape.PadTop - kh * Shape.DilationH);

    /// <summary>The output columns in which some neighbouring taps all lie within the image; (0, 0) if there are none.</summary>
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

    /// <summary>Output rows top to bottom - 1 and columns left to right - 1, for the taps from kw on in every row.</summary>
    public readonly void AddBand(int kw, int taps, int top, int bottom, int left, int right)
    {
        var s = Shape;
        for (int channel = 0; channel < Channels; channel++)
        for (int kh = 0; kh < s.KH; kh++)
        {
            var (first, end) = Rows(kh);
            var tile = Tile(channel, kh, kw, Math.Max(first, top), Math.Min(end, bottom), left, right);
            tile.InputStream = s.DilationW * (nint)s.L;
            tile.SumsStream = Outputs * S.Width;
            tile.Run<S, V>(taps, Outputs);
        }
    }

    /// <summary>Border columns left to right - 1, for the taps kw of all rows.</summary>
    public readonly void AddBorder(int kw, int left, int right)
    {
        if (left >= right)
            return;
        if (Channels >= Math.Min(Shape.KH, 4))
            for (int kh = 0; kh < Shape.KH; kh++)
            {
                var (first, end) = Rows(kh);
                var tile = Tile(0, kh, kw, first, end, left, right);
                tile.InputStream = Shape.H * Shape.W * (nint)Shape.L;
                tile.SumsStream = (nint)Shape.KH * Shape.KW * Outputs * S.Width;
                tile.Run<S, V>(Channels, Outputs);
            }
        else
            for (int channel = 0; channel < Channels; channel++)
            for (int kh = 0; kh < Shape.KH; kh += GradientTile.MaximumStreams)
                AddBorder(channel, kh, Math.Min(kh + GradientTile.MaximumStreams, Shape.KH), kw, left, right);
    }

    /// <summary>The streams are the taps (kh, kw) to (lastKh - 1, kw); above and below only some lie within the image.</summary>
    private readonly void AddBorder(int channel, int kh, int endKh, int kw, int left, int right)
    {
        for (int top = 0; top < Shape.OH; )
        {
            var (first, end) = TapsWithin(top, kh, endKh);
            int bottom = top + 1;
            while (bottom < Shape.OH && TapsWithin(bottom, kh, endKh) == (first, end))
                bottom++;
            if (first < end)
            {
                var tile = Tile(channel, first, kw, top, bottom, left, right);
                tile.InputStream = Shape.DilationH * Shape.W * (nint)Shape.L;
                tile.SumsStream = Shape.KW * Outputs * S.Width;
                tile.Run<S, V>(end - first, Outputs);
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
    private readonly GradientTile Tile(int channel, int kh, int kw, int top, int bottom, int left, int right)
    {
        var s = Shape;
        nint L = s.L;
        nint ih = top * s.StrideH - s.PadTop + kh * s.DilationH;
        nint iw = left * s.StrideW - s.PadLeft + kw * s.DilationW;
        return new GradientTile
        {
            Input = Input + ((channel * s.H + ih) * s.W + iw) * L,
            InputRow = s.StrideH * s.W * L,
            InputColumn = s.StrideW * L,
            Gradient = Gradient + ((nint)top * s.OW + left) * L,
            GradientOutput = s.OH * s.OW * L,
            GradientRow = s.OW * L,
            GradientColumn = L,
            Rows = bottom - top,
            Columns = right - left,
            Registers = Registers,
            Sums = Sums + ((channel * s.KH + kh) * s.KW + kw) * Outputs * S.Width,
        };
    }
}
