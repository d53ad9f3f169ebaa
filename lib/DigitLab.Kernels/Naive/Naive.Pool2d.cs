using System.Numerics;

namespace DigitLab.Kernels;

internal static unsafe partial class Naive
{
    /// <summary>See <see cref="MaxPool2d.Forward"/>; <paramref name="argmax"/> is one int per element here.</summary>
    public static void MaxPool2dForward<T>(in Pool2dShape s, T* input, T* output, int* argmax)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int c = 0; c < s.C; c++)
        for (int oh = 0; oh < s.OH; oh++)
        for (int ow = 0; ow < s.OW; ow++)
        for (int n = 0; n < s.N; n++)
        {
            T max = T.NegativeInfinity;
            int index = -1;
            for (int kh = 0; kh < s.KH; kh++)
            for (int kw = 0; kw < s.KW; kw++)
            {
                int ih = oh * s.StrideH - s.PadTop + kh * s.DilationH;
                int iw = ow * s.StrideW - s.PadLeft + kw * s.DilationW;
                if ((uint)ih >= (uint)s.H || (uint)iw >= (uint)s.W)
                    continue;
                T x = input[ih * s.InputRow + c * s.InputChannel + iw * s.L + n];
                if (index >= 0 && !(x > max) && !T.IsNaN(x))
                    continue;
                max = x;
                index = kh * s.KW + kw;
            }
            long o = oh * s.OutputRow + c * s.OutputChannel + ow * s.L + n;
            output[o] = max;
            if (argmax != null)
                argmax[o] = Math.Max(index, 0);
        }
    }

    /// <summary>See <see cref="MaxPool2d.BackwardInput"/>.</summary>
    public static void MaxPool2dBackwardInput<T>(in Pool2dShape s, T* gradOutput, int* argmax, T* gradInput)
        where T : unmanaged, INumber<T>
    {
        for (long pixel = 0; pixel < (long)s.C * s.H * s.W; pixel++)
            new Span<T>(gradInput + pixel * s.L, s.N).Clear();
        for (int c = 0; c < s.C; c++)
        for (int oh = 0; oh < s.OH; oh++)
        for (int ow = 0; ow < s.OW; ow++)
        for (int n = 0; n < s.N; n++)
        {
            long o = oh * s.OutputRow + c * s.OutputChannel + ow * s.L + n;
            int ih = oh * s.StrideH - s.PadTop + argmax[o] / s.KW * s.DilationH;
            int iw = ow * s.StrideW - s.PadLeft + argmax[o] % s.KW * s.DilationW;
            if ((uint)ih < (uint)s.H && (uint)iw < (uint)s.W)
                gradInput[ih * s.InputRow + c * s.InputChannel + iw * s.L + n] += gradOutput[o];
        }
    }

    /// <summary>See <see cref="AvgPool2d.Forward"/>.</summary>
    public static void AvgPool2dForward<T>(in Pool2dShape s, T* input, T* output)
        where T : unmanaged, INumber<T> => AvgPool2d(s, input, output, backward: false);

    /// <summary>See <see cref="AvgPool2d.BackwardInput"/>.</summary>
    public static void AvgPool2dBackwardInput<T>(in Pool2dShape s, T* gradOutput, T* gradInput)
        where T : unmanaged, INumber<T>
    {
        for (long pixel = 0; pixel < (long)s.C * s.H * s.W; pixel++)
            new Span<T>(gradInput + pixel * s.L, s.N).Clear();
        AvgPool2d(s, gradInput, gradOutput, backward: true);
    }

    private static void AvgPool2d<T>(in Pool2dShape s, T* input, T* output, bool backward)
        where T : unmanaged, INumber<T>
    {
        for (int c = 0; c < s.C; c++)
        for (int oh = 0; oh < s.OH; oh++)
        for (int ow = 0; ow < s.OW; ow++)
        for (int n = 0; n < s.N; n++)
        {
            int top = oh * s.StrideH - s.PadTop;
            int left = ow * s.StrideW - s.PadLeft;
            T divisor = T.CreateChecked(s.AverageDivisor(top, left));
            T* y = output + oh * s.OutputRow + c * s.OutputChannel + ow * s.L + n;
            T sum = T.Zero;
            for (int ih = Math.Max(top, 0); ih < Math.Min(top + s.KH, s.H); ih++)
            for (int iw = Math.Max(left, 0); iw < Math.Min(left + s.KW, s.W); iw++)
            {
                T* x = input + ih * s.InputRow + c * s.InputChannel + iw * s.L + n;
                if (backward)
                    *x += *y / divisor;
                else
                    sum += *x;
            }
            if (!backward)
                *y = sum / divisor;
        }
    }
}
