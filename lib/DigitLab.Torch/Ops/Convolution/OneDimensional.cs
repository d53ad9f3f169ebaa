namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Sequences [N, C, L] are images of height 1.</summary>
        public static partial class functional
        {
            private static void RequireSequence(Tensor input, string operation)
            {
                if (input.Impl.Sizes.Length is not (2 or 3))
                    throw new TorchException(
                        $"{operation}: expects an input [N, C, L] or [C, L], got {Shapes.Text(input.Impl.Sizes)}"
                    );
            }

            /// <summary>A convolution over [N, C, L] with weights [out, C / groups, k].</summary>
            public static Tensor conv1d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long? stride = null,
                long? padding = null,
                long? dilation = null,
                long groups = 1
            )
            {
                RequireSequence(input, "conv1d");
                return conv2d(
                        input.unsqueeze(-2),
                        weight.unsqueeze(-2),
                        bias,
                        [1, stride ?? 1],
                        [0, padding ?? 0],
                        [1, dilation ?? 1],
                        groups
                    )
                    .squeeze(-2);
            }

            public static Tensor conv1d_padding(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long? stride = null,
                Padding padding = Padding.Valid,
                long? dilation = null,
                long groups = 1
            )
            {
                RequireSequence(input, "conv1d");
                return conv2d_padding(
                        input.unsqueeze(-2),
                        weight.unsqueeze(-2),
                        bias,
                        [1, stride ?? 1],
                        padding,
                        [1, dilation ?? 1],
                        groups
                    )
                    .squeeze(-2);
            }

            public static Tensor conv_transpose1d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long? stride = null,
                long? padding = null,
                long? output_padding = null,
                long? dilation = null,
                long groups = 1
            )
            {
                RequireSequence(input, "conv_transpose1d");
                return conv_transpose2d(
                        input.unsqueeze(-2),
                        weight.unsqueeze(-2),
                        bias,
                        [1, stride ?? 1],
                        [0, padding ?? 0],
                        [0, output_padding ?? 0],
                        [1, dilation ?? 1],
                        groups
                    )
                    .squeeze(-2);
            }

            /// <summary>The largest of each window of [N, C, L].</summary>
            public static Tensor max_pool1d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long? padding = null,
                long? dilation = null,
                bool ceil_mode = false
            )
            {
                RequireSequence(input, "max_pool1d");
                return max_pool2d(
                        input.unsqueeze(-2),
                        [1, kernel_size],
                        [1, stride ?? kernel_size],
                        [0, padding ?? 0],
                        [1, dilation ?? 1],
                        ceil_mode
                    )
                    .squeeze(-2);
            }

            public static (Tensor output, Tensor indices) max_pool1d_with_indices(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long? padding = null,
                long? dilation = null,
                bool ceil_mode = false
            )
            {
                RequireSequence(input, "max_pool1d");
                var (output, indices) = max_pool2d_with_indices(
                    input.unsqueeze(-2),
                    [1, kernel_size],
                    [1, stride ?? kernel_size],
                    [0, padding ?? 0],
                    [1, dilation ?? 1],
                    ceil_mode
                );
                return (output.squeeze(-2), indices.squeeze(-2));
            }

            /// <summary>The average of each window of [N, C, L].</summary>
            public static Tensor avg_pool1d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true
            )
            {
                RequireSequence(input, "avg_pool1d");
                return avg_pool2d(
                        input.unsqueeze(-2),
                        [1, kernel_size],
                        [1, stride ?? kernel_size],
                        [0, padding ?? 0],
                        ceil_mode,
                        count_include_pad
                    )
                    .squeeze(-2);
            }

            /// <summary>Averages over windows chosen so that the output has the given length.</summary>
            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size)
            {
                RequireSequence(input, "adaptive_avg_pool1d");
                return adaptive_avg_pool2d(input.unsqueeze(-2), [1, output_size]).squeeze(-2);
            }

            public static Tensor adaptive_max_pool1d(Tensor input, long output_size) =>
                adaptive_max_pool1d_with_indices(input, output_size).Values;

            public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(
                Tensor input,
                long output_size
            )
            {
                RequireSequence(input, "adaptive_max_pool1d");
                var (output, indices) = adaptive_max_pool2d_with_indices(input.unsqueeze(-2), [1, output_size]);
                return (output.squeeze(-2), indices.squeeze(-2));
            }
        }
    }
}
