namespace DigitLab.Kernels;

/// <summary>
/// The convolution of one image in ordinary [C, H, W] layout, for batches too small to fill registers with samples: a
/// register holds neighbouring pixels instead. The image is copied with its padding into rows that follow each other
/// without a gap, so that a tap is a constant distance for all pixels, across the ends of rows too (what is computed
/// there is dropped). With a stride s, the copy is s * s images, each with every s-th pixel and its own share of taps.
/// </summary>
internal unsafe struct ImageConvolution : ISimdKernel
{
    public Conv2dShape Shape;

    /// <summary>[Cin, H, W].</summary>
    public float* Input;

    /// <summary>[Cout, Cin / Groups, KH, KW].</summary>
    public float* Weight;

    /// <summary>[Cout], or null.</summary>
    public float* Bias;

    /// <summary>[Cout, OH, OW].</summary>
    public float* Output;
    public bool Relu;

    /// <summary>Whether the phases of a stride are images of their own: not with a dilation too.</summary>
    public static bool Handles(in Conv2dShape s) =>
        (s.StrideH == 1 || s.DilationH == 1) && (s.StrideW == 1 || s.DilationW == 1);

    public readonly void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        var s = Shape;
        int tapsH = (s.KH + s.StrideH - 1) / s.StrideH;
        int tapsW = (s.KW + s.StrideW - 1) / s.StrideW;
        int width = s.OW + (tapsW - 1) * s.DilationW;
        int height = s.OH + (tapsH - 1) * s.DilationH;
        int pixels = (s.OH - 1) * width + s.OW;
        int registers = (pixels + S.Width - 1) / S.Width;
        int outputPlane = registers * S.Width;
        // The last register reads on behind the last pixel.
        int padded = s.Cin * height * width + S.Width;
        using var source = Scratch.RentFloats(padded);
        using var destination = Scratch.RentFloats((long)s.Cout * outputPlane);
        new Span<float>(source.Floats + padded - S.Width, S.Width).Clear();

        var tile = new ProductTile
        {
            SourceChannel = height * width,
            SourceRow = s.DilationH * width,
            SourceColumn = s.DilationW,
            WeightOutput = s.GroupCin * s.KH * s.KW,
            WeightChannel = s.KH * s.KW,
            WeightRow = s.StrideH * s.KW,
            WeightColumn = s.StrideW,
            DestinationOutput = outputPlane,
            Channels = s.GroupCin,
        };
        int phases = Math.Min(s.StrideH, s.KH) * Math.Min(s.StrideW, s.KW);
        for (int phase = 0; phase < phases; phase++)
        {
            (int phaseH, int phaseW) = Math.DivRem(phase, Math.Min(s.StrideW, s.KW));
            CopyPhase(source.Floats, height, width, phaseH, phaseW);
            tile.Rows = (s.KH - phaseH + s.StrideH - 1) / s.StrideH;
            tile.Columns = (s.KW - phaseW + s.StrideW - 1) / s.StrideW;
            tile.Accumulate = phase > 0;
            tile.Relu = Relu && phase == phases - 1;
            int blocks = Tile.Blocks(s.GroupCout);
            for (int i = 0; i < s.Groups * blocks; i++)
            {
                (int group, int block) = Math.DivRem(i, blocks);
                int first = Tile.Begin(s.GroupCout, blocks, block);
                int outputs = Tile.Begin(s.GroupCout, blocks, block + 1) - first;
                int output = group * s.GroupCout + first;
                tile.Weight = Weight + (nint)output * tile.WeightOutput + phaseH * s.KW + phaseW;
                tile.Bias = Bias == null ? null : Bias + output;
                RunPixels<S, V>(
                    ref tile,
                    outputs,
                    registers,
                    source.Floats + (nint)group * s.GroupCin * height * width,
                    destination.Floats + (nint)output * outputPlane
                );
            }
        }

        for (int output = 0; output < s.Cout; output++)
        for (int row = 0; row < s.OH; row++)
            new Span<float>(destination.Floats + (nint)output * outputPlane + row * width, s.OW).CopyTo(
                new Span<float>(Output + ((nint)output * s.OH + row) * s.OW, s.OW)
            );
    }

    /// <summary>All registers of pixels, as many at a time as a tile has columns.</summary>
    private static void RunPixels<S, V>(
        ref ProductTile tile,
        int outputs,
        int registers,
        float* source,
        float* destination
    )
        where S : struct, ISimd<V>
        where V : struct
    {
        int step = S.TileColumns * S.Width;
        tile.Source = source;
        tile.SourcePixel = step;
        tile.Destination = destination;
        tile.DestinationPixel = step;
        tile.Pixels = registers / S.TileColumns;
        if (tile.Pixels > 0)
            Tile.Run<ProductTile, S, V>(ref tile, outputs, S.TileColumns);
        int rest = registers % S.TileColumns;
        if (rest == 0)
            return;
        tile.Source += tile.Pixels * step;
        tile.Destination += tile.Pixels * step;
        tile.Pixels = 1;
        Tile.Run<ProductTile, S, V>(ref tile, outputs, rest);
    }

    /// <summary>Every stride-th pixel of the padded image, from (phaseH, phaseW) on: [Cin, height, width].</summary>
    private readonly void CopyPhase(float* to, int height, int width, int phaseH, int phaseW)
    {
        var s = Shape;
        for (int channel = 0; channel < s.Cin; channel++)
        for (int row = 0; row < height; row++, to += width)
        {
            int ih = row * s.StrideH + phaseH - s.PadTop;
            var target = new Span<float>(to, width);
            if ((uint)ih >= (uint)s.H)
            {
                target.Clear();
                continue;
            }
            float* from = Input + ((nint)channel * s.H + ih) * s.W;
            int offset = phaseW - s.PadLeft;
            // The columns whose pixel, column * stride + offset, lies within the image.
            int first = Math.Min(width, offset < 0 ? (-offset + s.StrideW - 1) / s.StrideW : 0);
            int end = Math.Clamp(offset < s.W ? (s.W - 1 - offset) / s.StrideW + 1 : 0, first, width);
            target[..first].Clear();
            target[end..].Clear();
            if (s.StrideW == 1)
                new Span<float>(from + first + offset, end - first).CopyTo(target[first..]);
            else
                for (int column = first; column < end; column++)
                    to[column] = from[column * s.StrideW + offset];
        }
    }
}
