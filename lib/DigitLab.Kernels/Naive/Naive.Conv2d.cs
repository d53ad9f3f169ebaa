using System.Numerics;

namespace DigitLab.Kernels;

/// <summary>
/// Every kernel as its definition reads, for any floating-point type and in the same batch-innermost layout: the oracle
/// of the tests and the float64 path.
/// </summary>
internal static unsafe partial class Naive
{
    /// <summary>See <see cref="Conv2d.Forward"/>; without the activation.</summary>
    public static void Conv2dForward<T>(in Conv2dShape s, T* input, T* weight, T* bias, T* output)
        where T : unmanaged, INumber<T>
    {
        for (int co = 0; co < s.Cout; co++)
        for (int oh = 0; oh < s.OH; oh++)
        for (int ow = 0; ow < s.OW; ow++)
        {
            T* y = output + oh * s.OutputRow + co * s.OutputChannel + ow * s.L;
            new Span<T>(y, s.N).Fill(bias == null ? T.Zero : bias[co]);
        }
        foreach (var tap in new Conv2dTaps(s))
        {
            T* x = input + tap.Input;
            T* y = output + tap.Output;
            T w = weight[tap.Weight];
            for (int n = 0; n < s.N; n++)
                y[n] += w * x[n];
        }
    }

    /// <summary>See <see cref="Conv2d.BackwardInput"/>.</summary>
    public static void Conv2dBackwardInput<T>(in Conv2dShape s, T* gradOutput, T* weight, T* gradInput)
        where T : unmanaged, INumber<T>
    {
        for (long pixel = 0; pixel < (long)s.Cin * s.H * s.W; pixel++)
            new Span<T>(gradInput + pixel * s.L, s.N).Clear();
        foreach (var tap in new Conv2dTaps(s))
        {
            T* gx = gradInput + tap.Input;
            T* gy = gradOutput + tap.Output;
            T w = weight[tap.Weight];
            for (int n = 0; n < s.N; n++)
                gx[n] += w * gy[n];
        }
    }

    /// <summary>See <see cref="Conv2d.BackwardWeight"/>.</summary>
    public static void Conv2dBackwardWeight<T>(in Conv2dShape s, T* input, T* gradOutput, T* gradWeight, T* gradBias)
        where T : unmanaged, INumber<T>
    {
        new Span<T>(gradWeight, s.Cout * s.GroupCin * s.KH * s.KW).Clear();
        foreach (var tap in new Conv2dTaps(s))
        {
            T* x = input + tap.Input;
            T* gy = gradOutput + tap.Output;
            T sum = T.Zero;
            for (int n = 0; n < s.N; n++)
                sum += x[n] * gy[n];
            gradWeight[tap.Weight] += sum;
        }
        if (gradBias == null)
            return;
        for (int co = 0; co < s.Cout; co++)
        {
            T sum = T.Zero;
            for (int oh = 0; oh < s.OH; oh++)
            for (int ow = 0; ow < s.OW; ow++)
            for (int n = 0; n < s.N; n++)
                sum += gradOutput[oh * s.OutputRow + co * s.OutputChannel + ow * s.L + n];
            gradBias[co] = sum;
        }
    }

    /// <summary>
    /// All (output pixel, weight, input pixel) triples of a convolution that lie inside the image, as offsets of the
    /// first lane.
    /// </summary>
    private struct Conv2dTaps(Conv2dShape s)
    {
        private int _co,
            _oh,
            _ow,
            _ci,
            _kh,
            _kw = -1;

        public (long Input, long Output, int Weight) Current { get; private set; }

        public readonly Conv2dTaps GetEnumerator() => this;

        public bool MoveNext()
        {
            while (true)
            {
                if (++_kw == s.KW && (_kw = 0) == 0 && ++_kh == s.KH && (_kh = 0) == 0 && ++_ci == s.GroupCin)
                {
                    _ci = 0;
                    if (++_ow == s.OW && (_ow = 0) == 0 && ++_oh == s.OH && (_oh = 0) == 0 && ++_co == s.Cout)
                        return false;
                }
                int ih = _oh * s.StrideH - s.PadTop + _kh * s.DilationH;
                int iw = _ow * s.StrideW - s.PadLeft + _kw * s.DilationW;
                if ((uint)ih >= (uint)s.H || (uint)iw >= (uint)s.W)
                    continue;
                int channel = _co / s.GroupCout * s.GroupCin + _ci;
                Current = (
                    ih * s.InputRow + channel * s.InputChannel + iw * s.L,
                    _oh * s.OutputRow + _co * s.OutputChannel + _ow * s.L,
                    ((_co * s.GroupCin + _ci) * s.KH + _kh) * s.KW + _kw
                );
                return true;
            }
        }
    }
}
