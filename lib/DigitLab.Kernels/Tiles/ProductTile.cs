using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>
/// The kernel behind forward and backward convolutions, linear layers and matrix products: up to 6 outputs times up to
/// 4 registers of lanes stay in registers while all the taps are added up.
/// <code>
/// for each pixel p, output o, lane l:
///   destination[o, p, l] = init + Σ over (channel c, row r, column q) weight[o, c, r, q] * source[p, c, r, q, l]
/// </code>
/// Every index has its own stride, in floats, so that a matrix product is one pixel with one channel and one row, and a
/// transposed convolution has negative strides. The terms of an element are always added in the same order.
/// </summary>
internal unsafe struct ProductTile : ITile
{
    public float* Source;
    public nint SourcePixel;
    public nint SourceChannel;
    public nint SourceRow;
    public nint SourceColumn;

    public float* Weight;
    public nint WeightOutput;
    public nint WeightChannel;
    public nint WeightRow;
    public nint WeightColumn;

    public float* Destination;
    public nint DestinationOutput;
    public nint DestinationPixel;

    public nint Pixels;
    public nint Channels;
    public nint Rows;
    public nint Columns;

    /// <summary>What the sums start from, one value per output; null: zero.</summary>
    public float* Bias;

    /// <summary>Whether the sums start from what the destination holds (and not from the bias).</summary>
    public bool Accumulate;

    /// <summary>Whether to store max(sum, 0).</summary>
    public bool Relu;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public readonly void Run<S, V, M, N>()
        where S : struct, ISimd<V>
        where V : struct
        where M : struct, IConstant
        where N : struct, IConstant
    {
        float* w0 = Weight;
        float* w1 = w0 + WeightOutput;
        float* w2 = w1 + WeightOutput;
        float* w3 = w2 + WeightOutput;
        float* w4 = w3 + WeightOutput;
        float* w5 = w4 + WeightOutput;
        nint sourceColumn = SourceColumn;
        nint weightColumn = WeightColumn;
        float* source = Source;
        float* destination = Destination;
        for (nint pixel = Pixels; pixel > 0; pixel--)
        {
            TileRow<V> r0 = default,
                r1 = default,
                r2 = default,
                r3 = default,
                r4 = default,
                r5 = default;
            if (Accumulate)
            {
                float* d = destination;
                r0.Load<S, N>(d);
                if (M.Value > 1)
                    r1.Load<S, N>(d += DestinationOutput);
                if (M.Value > 2)
                    r2.Load<S, N>(d += DestinationOutput);
                if (M.Value > 3)
                    r3.Load<S, N>(d += DestinationOutput);
                if (M.Value > 4)
                    r4.Load<S, N>(d += DestinationOutput);
                if (M.Value > 5)
                    r5.Load<S, N>(d += DestinationOutput);
            }
            else if (Bias != null)
            {
                r0.Fill(S.Broadcast(Bias[0]));
                if (M.Value > 1)
                    r1.Fill(S.Broadcast(Bias[1]));
                if (M.Value > 2)
                    r2.Fill(S.Broadcast(Bias[2]));
                if (M.Value > 3)
                    r3.Fill(S.Broadcast(Bias[3]));
                if (M.Value > 4)
                    r4.Fill(S.Broadcast(Bias[4]));
                if (M.Value > 5)
                    r5.Fill(S.Broadcast(Bias[5]));
            }

            float* sourceOfChannel = source;
            nint weightOfChannel = 0;
            for (nint channel = Channels; channel > 0; channel--)
            {
                float* sourceOfRow = sourceOfChannel;
                nint weightOfRow = weightOfChannel;
                for (nint row = Rows; row > 0; row--)
                {
                    float* x = sourceOfRow;
                    nint w = weightOfRow;
                    for (nint column = Columns; column > 0; column--)
                    {
                        V x0 = S.Load(x);
                        V x1 = N.Value > 1 ? S.Load(x + S.Width) : x0;
                        V x2 = N.Value > 2 ? S.Load(x + 2 * S.Width) : x0;
                        V x3 = N.Value > 3 ? S.Load(x + 3 * S.Width) : x0;
                        r0.MultiplyAdd<S, N>(S.Broadcast(w0[w]), x0, x1, x2, x3);
                        if (M.Value > 1)
                            r1.MultiplyAdd<S, N>(S.Broadcast(w1[w]), x0, x1, x2, x3);
                        if (M.Value > 2)
                            r2.MultiplyAdd<S, N>(S.Broadcast(w2[w]), x0, x1, x2, x3);
                        if (M.Value > 3)
                            r3.MultiplyAdd<S, N>(S.Broadcast(w3[w]), x0, x1, x2, x3);
                        if (M.Value > 4)
                            r4.MultiplyAdd<S, N>(S.Broadcast(w4[w]), x0, x1, x2, x3);
                        if (M.Value > 5)
                            r5.MultiplyAdd<S, N>(S.Broadcast(w5[w]), x0, x1, x2, x3);
                        x += sourceColumn;
                        w += weightColumn;
                    }
                    sourceOfRow += SourceRow;
                    weightOfRow += WeightRow;
                }
                sourceOfChannel += SourceChannel;
                weightOfChannel += WeightChannel;
            }

            if (Relu)
            {
                r0.Relu<S>();
                if (M.Value > 1)
                    r1.Relu<S>();
                if (M.Value > 2)
                    r2.Relu<S>();
                if (M.Value > 3)
                    r3.Relu<S>();
                if (M.Value > 4)
                    r4.Relu<S>();
                if (M.Value > 5)
                    r5.Relu<S>();
            }
            float* to = destination;
            r0.Store<S, N>(to);
            if (M.Value > 1)
                r1.Store<S, N>(to += DestinationOutput);
            if (M.Value > 2)
                r2.Store<S, N>(to += DestinationOutput);
            if (M.Value > 3)
                r3.Store<S, N>(to += DestinationOutput);
            if (M.Value > 4)
                r4.Store<S, N>(to += DestinationOutput);
            if (M.Value > 5)
                r5.Store<S, N>(to += DestinationOutput);
            source += SourcePixel;
            destination += DestinationPixel;
        }
    }
}
