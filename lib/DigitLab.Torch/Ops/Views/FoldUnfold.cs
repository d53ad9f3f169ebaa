namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Patches of [N, C, H, W] as columns: [N, C·kH·kW, number of patches].</summary>
            public static Tensor unfold(
                Tensor input,
                (long, long) kernel_size,
                (long, long)? dilation = null,
                (long, long)? padding = null,
                (long, long)? stride = null
            )
            {
                var (s, (kh, kw)) = (input.Impl.Sizes, kernel_size);
                if (s.Length != 4)
                    throw new TorchException($"unfold: expects an input [N, C, H, W], got {Shapes.Text(s)}");
                var ((dh, dw), (ph, pw), (sh, sw)) = (dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));
                var (oh, ow) = (Patches("unfold", s[2], kh, dh, ph, sh), Patches("unfold", s[3], kw, dw, pw, sw));
                var padded = functional.pad(input, [pw, pw, ph, ph]);
                var taps = new List<Tensor>();
                for (long i = 0; i < kh; i++)
                for (long j = 0; j < kw; j++)
                    taps.Add(
                        padded
                            .slice(2, i * dh, i * dh + (oh - 1) * sh + 1, sh)
                            .slice(3, j * dw, j * dw + (ow - 1) * sw + 1, sw)
                    );
                return torch.stack(taps, 2).reshape(s[0], s[1] * kh * kw, oh * ow);
            }

            public static Tensor unfold(
                Tensor input,
                long kernel_size,
                long dilation = 1,
                long padding = 0,
                long stride = 1
            ) => unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <summary>Patches back into an image, summed where they overlap.</summary>
            /// <param name="input">[N, C·kH·kW, number of patches].</param>
            /// <returns>[N, C, H, W].</returns>
            public static Tensor fold(
                Tensor input,
                (long, long) output_size,
                (long, long) kernel_size,
                (long, long)? dilation = null,
                (long, long)? padding = null,
                (long, long)? stride = null
            )
            {
                var (s, (kh, kw), (height, width)) = (input.Impl.Sizes, kernel_size, output_size);
                var ((dh, dw), (ph, pw), (sh, sw)) = (dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));
                var (oh, ow) = (Patches("fold", height, kh, dh, ph, sh), Patches("fold", width, kw, dw, pw, sw));
                if (s.Length != 3 || s[1] % (kh * kw) != 0 || s[2] != oh * ow)
                    throw new TorchException(
                        $"fold: expects an input [N, C·{kh * kw}, {oh * ow}] for an output of {height}x{width}, got {Shapes.Text(s)}"
                    );
                var channels = s[1] / (kh * kw);
                var taps = input.reshape(s[0], channels, kh * kw, oh, ow);
                var sum = torch.zeros([s[0], channels, height + 2 * ph, width + 2 * pw], input.dtype);
                for (long i = 0; i < kh; i++)
                for (long j = 0; j < kw; j++)
                    sum = sum + Spread(taps.select(2, i * kw + j), sum.Impl.Sizes, (i * dh, sh), (j * dw, sw));
                return sum.narrow(2, ph, height).narrow(3, pw, width);
            }

            public static Tensor fold(
                Tensor input,
                long output_size,
                long kernel_size,
                long dilation = 1,
                long padding = 0,
                long stride = 1
            ) =>
                fold(
                    input,
                    (output_size, output_size),
                    (kernel_size, kernel_size),
                    (dilation, dilation),
                    (padding, padding),
                    (stride, stride)
                );

            private static Tensor Spread(
                Tensor part,
                long[] sizes,
                (long Start, long Step) rows,
                (long Start, long Step) columns
            )
            {
                var at = new[]
                {
                    TensorIndex.Colon,
                    TensorIndex.Colon,
                    TensorIndex.Slice(rows.Start, rows.Start + (part.size(2) - 1) * rows.Step + 1, rows.Step),
                    TensorIndex.Slice(
                        columns.Start,
                        columns.Start + (part.size(3) - 1) * columns.Step + 1,
                        columns.Step
                    ),
                };
                return torch.zeros(sizes, part.dtype).index_put_(part, at);
            }

            private static long Patches(
                string operation,
                long size,
                long kernel,
                long dilation,
                long padding,
                long stride
            )
            {
                if (kernel <= 0 || dilation <= 0 || stride <= 0 || padding < 0)
                    throw new TorchException(
                        $"{operation}: kernel size, dilation and stride must be greater than zero and padding not negative"
                    );
                var count = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
                return size + 2 * padding < dilation * (kernel - 1) + 1
                    ? throw new TorchException($"{operation}: a kernel of {kernel} does not fit {size} pixels")
                    : count;
            }

            /// <summary>Channels to pixels: [N, C·r², H, W] to [N, C, H·r, W·r] (Shi et al., 2016).</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor)
            {
                var (s, r) = (input.Impl.Sizes, upscale_factor);
                if (s.Length < 3 || r <= 0 || s[^3] % (r * r) != 0)
                    throw new TorchException(
                        $"pixel_shuffle: the channels of {Shapes.Text(s)} must be a multiple of {r}² = {r * r}"
                    );
                var x = input.reshape(-1, s[^3] / (r * r), r, r, s[^2], s[^1]).permute(0, 1, 4, 2, 5, 3);
                return x.reshape([.. s[..^3], s[^3] / (r * r), s[^2] * r, s[^1] * r]);
            }

            /// <summary>Pixels to channels: the reverse of pixel_shuffle.</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor)
            {
                var (s, r) = (input.Impl.Sizes, downscale_factor);
                if (s.Length < 3 || r <= 0 || s[^2] % r != 0 || s[^1] % r != 0)
                    throw new TorchException(
                        $"pixel_unshuffle: height and width of {Shapes.Text(s)} must be multiples of {r}"
                    );
                var x = input.reshape(-1, s[^3], s[^2] / r, r, s[^1] / r, r).permute(0, 1, 3, 5, 2, 4);
                return x.reshape([.. s[..^3], s[^3] * r * r, s[^2] / r, s[^1] / r]);
            }
        }
    }
}
