using DigitLab.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>A border around the last dimensions.</summary>
            /// <param name="pad">Before and after the last dimension, then before and after the one before it, and so on;
            /// negative numbers crop.</param>
            public static Tensor pad(
                Tensor input,
                long[] pad,
                PaddingModes mode = PaddingModes.Constant,
                double value = 0
            )
            {
                var sizes = (long[])input.Impl.Sizes.Clone();
                if (pad.Length % 2 != 0 || pad.Length / 2 > sizes.Length)
                    throw new TorchException(
                        $"pad: {Shapes.Text(pad)} must hold two numbers for each of up to {sizes.Length} dimensions"
                    );
                if (mode is not (PaddingModes.Constant or PaddingModes.Zeros))
                    return PadFromInside(input, pad, mode);
                var inner = new (long From, long Before)[sizes.Length];
                for (var i = 0; i < pad.Length / 2; i++)
                {
                    var d = sizes.Length - 1 - i;
                    inner[d] = (Math.Max(-pad[2 * i], 0), Math.Max(pad[2 * i], 0));
                    sizes[d] += pad[2 * i] + pad[2 * i + 1];
                    if (sizes[d] < 0)
                        throw new TorchException(
                            $"pad: {Shapes.Text(pad)} leaves a negative size in dimension {d} of {Shapes.Text(input.Impl.Sizes)}"
                        );
                }
                var result =
                    input.Impl.IsBatchInnermost && sizes[0] == input.Impl.Sizes[0]
                        ? Tensor.AllocateBatchInnermost(sizes, input.dtype)
                        : Tensor.Allocate(sizes, input.dtype);
                if (
                    result.Impl is { IsBatchInnermost: true, IsContiguous: false }
                    && input.dtype == ScalarType.Float32
                    && sizes.Length == 4
                    && inner[1] == (0, 0)
                    && sizes[1] == input.Impl.Sizes[1]
                )
                    PadLanes(input, result, inner[2], inner[3], (float)value);
                else
                    using (no_grad())
                    {
                        result.Fill(value);
                        using var target = Window(result);
                        using var source = Window(input, crop: true);
                        CopyOp.Copy(source, target);
                    }
                return Autograd.ShouldRecord(input)
                    ? Autograd.Record(
                        "pad",
                        result,
                        [input],
                        [],
                        (grad, _, _) => [functional.pad(grad, Array.ConvertAll(pad, p => -p))]
                    )
                    : result;

                Tensor Window(Tensor tensor, bool crop = false)
                {
                    var window = tensor.NewHandle();
                    for (var d = 0; d < sizes.Length; d++)
                    {
                        var (from, before) = inner[d];
                        var start = crop ? from : before;
                        var length = Math.Min(input.Impl.Sizes[d] - from, sizes[d] - before);
                        window = window.narrow(d, start, length);
                    }
                    return window;
                }
            }

            private static unsafe void PadLanes(
                Tensor input,
                Tensor result,
                (long From, long Before) rows,
                (long From, long Before) columns,
                float value
            )
            {
                var (from, to) = (input.Impl.Sizes, result.Impl.Sizes);
                Pad2d.Run(
                    (int)to[1],
                    (int)Layout.PaddedBatch(to[0]),
                    new Pad2d.Axis((int)from[2], (int)to[2], (int)rows.From, (int)rows.Before),
                    new Pad2d.Axis((int)from[3], (int)to[3], (int)columns.From, (int)columns.Before),
                    input.Data<float>(),
                    result.Data<float>(),
                    value
                );
                GC.KeepAlive(input);
                GC.KeepAlive(result);
            }

            /// <summary>A border made of the tensor's own elements.</summary>
            private static Tensor PadFromInside(Tensor input, long[] pad, PaddingModes mode)
            {
                var result = input;
                for (var i = 0; i < pad.Length / 2; i++)
                {
                    var d = input.Impl.Sizes.Length - 1 - i;
                    var (size, before, after) = (input.Impl.Sizes[d], pad[2 * i], pad[2 * i + 1]);
                    if (before == 0 && after == 0)
                        continue;
                    var largest = mode switch
                    {
                        PaddingModes.Reflect => size - 1,
                        PaddingModes.Circular => size,
                        _ => long.MaxValue,
                    };
                    if (before > largest || after > largest || size == 0 || size + before + after <= 0)
                        throw new TorchException(
                            $"pad: {mode} padding of {before} and {after} does not fit dimension {d} of {Shapes.Text(input.Impl.Sizes)}"
                        );
                    var positions = new long[size + before + after];
                    for (var k = 0; k < positions.Length; k++)
                    {
                        var at = k - before;
                        positions[k] = mode switch
                        {
                            PaddingModes.Reflect when at < 0 => -at,
                            PaddingModes.Reflect when at >= size => 2 * (size - 1) - at,
                            PaddingModes.Circular => (at + size) % size,
                            _ => Math.Clamp(at, 0, size - 1),
                        };
                    }
                    using var rows = torch.tensor(positions);
                    result = result.index_select(d, rows);
                }
                return ReferenceEquals(result, input) ? input.NewHandle() : result;
            }

            public static Tensor pad(
                Tensor input,
                (long, long, long, long) pad,
                PaddingModes mode = PaddingModes.Constant,
                double value = 0
            ) => functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor pad(
                Tensor input,
                (long, long) pad,
                PaddingModes mode = PaddingModes.Constant,
                double value = 0
            ) => functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(
                Tensor input,
                long pad,
                PaddingModes mode = PaddingModes.Constant,
                double value = 0
            ) => functional.pad(input, [pad, pad], mode, value);

            public static Tensor pad(
                Tensor input,
                ReadOnlySpan<long> pad,
                PaddingModes mode = PaddingModes.Constant,
                double value = 0
            ) => functional.pad(input, pad.ToArray(), mode, value);
        }
    }
}
