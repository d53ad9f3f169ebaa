using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>
/// Pools the rows of a convolution while they are in the L1 cache, so that the convolution's result is never stored.
/// For windows that do not overlap and are inside the image.
/// </summary>
/// <param name="shape">The pooling's sizes: its input is the convolution's output.</param>
/// <param name="average">Whether it takes the mean, or the maximum.</param>
/// <param name="output">[OH, C, OW, L].</param>
/// <param name="argmax">As of <see cref="MaxPool2d.Forward"/>; null at inference and for the mean.</param>
/// <param name="rectified">As of <see cref="MaxPool2d.To"/>.</param>
internal readonly unsafe struct RowPool(
    Pool2dShape shape,
    bool average,
    float* output,
    byte* argmax = null,
    bool rectified = false
)
{
    private readonly float* output = output;
    private readonly byte* argmax = argmax;

    public Pool2dShape Shape { get; } = shape;

    /// <summary>Whether the windows do not overlap and are inside the image, without dilation.</summary>
    public static bool Handles(in Pool2dShape s) =>
        s.WindowsAreApart
        && s is { PadTop: 0, PadLeft: 0, DilationH: 1, DilationW: 1 }
        && (s.OH - 1) * s.StrideH + s.KH <= s.H
        && (s.OW - 1) * s.StrideW + s.KW <= s.W;

    /// <summary>One row of windows.</summary>
    /// <param name="strides">Of the convolution's rows.</param>
    /// <param name="rows">KH rows of W pixels of each channel.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="channels">How many.</param>
    /// <param name="row">Of the output.</param>
    /// <param name="lane">The first lane.</param>
    /// <param name="lanes">How many; whole registers.</param>
    public void Store<S, V>(PixelStrides strides, float* rows, int channel, int channels, int row, int lane, int lanes)
        where S : struct, ISimd<V>
        where V : struct
    {
        if (average)
            Store<AvgPool2d.Average, S, V>(AvgPool2d.To(output), strides, rows, channel, channels, row, lane, lanes);
        else
            Store<MaxPool2d.Maximum, S, V>(
                MaxPool2d.To(Shape, output, argmax, rectified),
                strides,
                rows,
                channel,
                channels,
                row,
                lane,
                lanes
            );
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store<TOperation, S, V>(
        TOperation operation,
        PixelStrides strides,
        float* rows,
        int channel,
        int channels,
        int row,
        int lane,
        int lanes
    )
        where TOperation : struct, IPoolOperation
        where S : struct, ISimd<V>
        where V : struct
    {
        var s = Shape;
        int divisor = s.AverageDivisor(0, 0);
        for (int c = 0; c < channels; c++)
        {
            float* corner = rows + c * strides.Channel;
            long to = row * s.OutputRow + (channel + c) * s.OutputChannel + lane;
            if (s is { KH: 2, KW: 2 })
            {
                var pairs = new PairRow
                {
                    Corner = corner,
                    Row = strides.Row,
                    Column = strides.Pixel,
                    Window = s.StrideW * strides.Pixel,
                    Output = to,
                    OutputWindow = s.L,
                    Windows = s.OW,
                    Lanes = lanes,
                    Divisor = divisor,
                };
                operation.RunPairs<S, V>(pairs);
                continue;
            }
            var (all, across) = (new PoolSpan(0, s.KH), new PoolSpan(0, s.KW));
            for (int ow = 0; ow < s.OW; ow++, to += s.L, corner += s.StrideW * strides.Pixel)
                operation.Run<S, V>(new PoolWindow(s, strides, corner, to, all, across, divisor), lanes, apart: true);
        }
    }
}

/// <summary>
/// Floats from pixel to pixel of an batch-innermost image, and to the same pixel of the next row or channel.
/// </summary>
internal readonly record struct PixelStrides(nint Row, nint Channel, nint Pixel);
