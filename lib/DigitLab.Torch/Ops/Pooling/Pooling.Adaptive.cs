namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Averages over windows chosen so that the output has the given size.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
            {
                const string Name = "adaptive_avg_pool2d";
                RequireFloat(input, Name);
                if (input.Impl.Sizes.Length is not (3 or 4) || input.numel() == 0)
                    throw new TorchException(
                        $"{Name}: expects an input [N, C, H, W] or [C, H, W] with pixels, got {Shapes.Text(input.Impl.Sizes)}"
                    );
                var size = PairArgument.Expand(output_size, 1, Name);
                var (h, w) = (input.size(-2), input.size(-1));
                var (oh, ow) = (size[0], size[1]);
                if (oh <= 0 || ow <= 0)
                    throw new TorchException($"{Name}: output size {Shapes.Text(size)} must be greater than zero");
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
