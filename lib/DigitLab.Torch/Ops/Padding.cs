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
                if (mode is not (PaddingModes.Constant or PaddingModes.Zeros))
                    throw new NotSupportedException($"pad: mode {mode}; this backend pads with a constant");
                var sizes = (long[])input.Impl.Sizes.Clone();
                if (pad.Length % 2 != 0 || pad.Length / 2 > sizes.Length)
                    throw new TorchException(
                        $"pad: {Shapes.Text(pad)} must hold two numbers for each of up to {sizes.Length} dimensions"
                    );
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
                    input.Impl.IsLaneMajor && sizes[0] == input.Impl.Sizes[0]
                        ? Tensor.AllocateLanes(sizes, input.dtype)
                        : Tensor.Allocate(sizes, input.dtype);
                result.Fill(value);
                using (no_grad())
                {
                    using var target = Window(result);
                    using var source = Window(input, crop: true);
                    Copies.Copy(source, target);
                }
                return Autograd.Needed(input)
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

            /// <summary>Averages over windows chosen so that the output has the given size.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
            {
                var (h, w) = (input.size(-2), input.size(-1));
                var (oh, ow) = (output_size[0], output_size[1]);
                if (h % oh == 0 && w % ow == 0)
                    return avg_pool2d(input, [h / oh, w / ow]);
                var rows = new List<Tensor>();
                for (long i = 0; i < oh; i++)
                {
                    var cells = new List<Tensor>();
                    var (top, bottom) = (i * h / oh, ((i + 1) * h + oh - 1) / oh);
                    for (long j = 0; j < ow; j++)
                    {
                        var (left, right) = (j * w / ow, ((j + 1) * w + ow - 1) / ow);
                        cells.Add(
                            input
                                .narrow(-2, top, bottom - top)
                                .narrow(-1, left, right - left)
                                .mean([-2, -1], keepdim: true)
                        );
                    }
                    rows.Add(torch.cat(cells, -1));
                }
                return torch.cat(rows, -2);
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                adaptive_avg_pool2d(input, [output_size.Item1, output_size.Item2]);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                adaptive_avg_pool2d(input, [output_size, output_size]);
        }
    }
}
