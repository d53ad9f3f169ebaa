using System.Numerics;

namespace TorchSharp;

/// <summary>Maximum pooling that also returns the index of each maximum, and adaptive pooling.</summary>
internal static unsafe class PoolingIndices
{
    /// <summary>The rows (or columns) of one window: start, end and the step between them.</summary>
    public readonly record struct Window(long Start, long End, long Step);

    /// <summary>The windows of an adaptive pooling, which cover the input and may overlap by one.</summary>
    public static Window[] Adaptive(long size, long outputs) =>
        Enumerable
            .Range(0, (int)outputs)
            .Select(i => new Window(i * size / outputs, ((i + 1) * size + outputs - 1) / outputs, 1))
            .ToArray();

    public static Window[] Sliding(long size, long outputs, long kernel, long stride, long padding, long dilation) =>
        Enumerable
            .Range(0, (int)outputs)
            .Select(i =>
            {
                var start = i * stride - padding;
                var end = Math.Min(start + (kernel - 1) * dilation + 1, size);
                for (; start < 0; start += dilation) { }
                return new Window(start, end, dilation);
            })
            .ToArray();

    /// <returns>[N, C, OH, OW]: row · W + column of each window's first maximum; NaN is larger than everything.</returns>
    public static torch.Tensor Argmax(torch.Tensor x, Window[] rows, Window[] columns)
    {
        var s = x.Impl.Sizes;
        var indices = torch.Tensor.Allocate([s[0], s[1], rows.Length, columns.Length], torch.ScalarType.Int64);
        if (x.dtype == torch.ScalarType.Float32)
            Argmax<float>(x, rows, columns, indices);
        else
            Argmax<double>(x, rows, columns, indices);
        return indices;
    }

    private static void Argmax<T>(torch.Tensor x, Window[] rows, Window[] columns, torch.Tensor indices)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (s, strides) = (x.Impl.Sizes, x.Impl.Strides);
        var to = indices.Data<long>();
        for (long n = 0; n < s[0]; n++)
        for (long c = 0; c < s[1]; c++)
        {
            var plane = x.Data<T>() + n * strides[0] + c * strides[1];
            foreach (var row in rows)
            foreach (var column in columns)
            {
                var (best, at) = (T.NegativeInfinity, row.Start * s[3] + column.Start);
                for (var i = row.Start; i < row.End && !T.IsNaN(best); i += row.Step)
                for (var j = column.Start; j < column.End && !T.IsNaN(best); j += column.Step)
                {
                    var value = plane[i * strides[2] + j * strides[3]];
                    if (value > best || T.IsNaN(value))
                        (best, at) = (value, i * s[3] + j);
                }
                *to++ = at;
            }
        }
        GC.KeepAlive(x);
    }

    /// <summary>The elements of each plane that the indices name.</summary>
    public static torch.Tensor Take(torch.Tensor x, torch.Tensor indices) =>
        x.flatten(2).gather(2, indices.flatten(2)).reshape(indices.Impl.Sizes);
}

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>max_pool2d, and the index of each maximum in its plane (row · W + column).</summary>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(
                Tensor input,
                long[] kernel_size,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                bool ceil_mode = false
            )
            {
                const string Name = "max_pool2d";
                if (input.Impl.Sizes.Length == 3)
                {
                    var (one, at) = max_pool2d_with_indices(
                        input.unsqueeze(0),
                        kernel_size,
                        strides,
                        padding,
                        dilation,
                        ceil_mode
                    );
                    return (one.squeeze(0), at.squeeze(0));
                }
                var k = PairArgument.Expand(kernel_size, 1, Name);
                var (p, d) = (PairArgument.Expand(padding, 0, Name), PairArgument.Expand(dilation, 1, Name));
                var step = strides is null or { Length: 0 } ? k : PairArgument.Expand(strides, 1, Name);
                var shape = PoolingOp.Shape(input, k, step, p, d, ceil_mode, Name);
                var indices = PoolingIndices.Argmax(
                    input,
                    PoolingIndices.Sliding(input.size(2), shape.OH, k[0], step[0], p[0], d[0]),
                    PoolingIndices.Sliding(input.size(3), shape.OW, k[1], step[1], p[1], d[1])
                );
                return (PoolingIndices.Take(input, indices), indices);
            }

            /// <summary>The largest of windows chosen so that the output has the given size.</summary>
            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) =>
                adaptive_max_pool2d_with_indices(input, output_size).Values;

            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(
                Tensor input,
                long[] output_size
            )
            {
                const string Name = "adaptive_max_pool2d";
                if (input.Impl.Sizes.Length == 3)
                {
                    var (one, at) = adaptive_max_pool2d_with_indices(input.unsqueeze(0), output_size);
                    return (one.squeeze(0), at.squeeze(0));
                }
                RequireFloat(input, Name);
                var (s, size) = (input.Impl.Sizes, PairArgument.Expand(output_size, 1, Name));
                if (s.Length != 4 || s[2] == 0 || s[3] == 0)
                    throw new TorchException(
                        $"{Name}: expects an input [N, C, H, W] or [C, H, W] with pixels, got {Shapes.Text(s)}"
                    );
                if (size[0] <= 0 || size[1] <= 0)
                    throw new TorchException($"{Name}: output size {Shapes.Text(size)} must be greater than zero");
                var indices = PoolingIndices.Argmax(
                    input,
                    PoolingIndices.Adaptive(s[2], size[0]),
                    PoolingIndices.Adaptive(s[3], size[1])
                );
                return (PoolingIndices.Take(input, indices), indices);
            }

            /// <summary>Puts each value where the indices of max_pool2d_with_indices say; zero elsewhere.</summary>
            public static Tensor max_unpool2d(
                Tensor input,
                Tensor indices,
                long[] kernel_size,
                long[]? stride = null,
                long[]? padding = null,
                long[]? output_size = null
            )
            {
                const string Name = "max_unpool2d";
                var s = input.Impl.Sizes;
                if (s.Length is not (3 or 4) || !s.AsSpan().SequenceEqual(indices.Impl.Sizes))
                    throw new TorchException(
                        $"{Name}: expects [N, C, H, W] or [C, H, W] and indices of that shape, got {Shapes.Text(s)} and "
                            + Shapes.Text(indices.Impl.Sizes)
                    );
                var k = PairArgument.Expand(kernel_size, 1, Name);
                var (p, step) = (
                    PairArgument.Expand(padding, 0, Name),
                    stride is null or { Length: 0 } ? k : PairArgument.Expand(stride, 1, Name)
                );
                long[] size = output_size is null
                    ? [(s[^2] - 1) * step[0] - 2 * p[0] + k[0], (s[^1] - 1) * step[1] - 2 * p[1] + k[1]]
                    : output_size[^2..];
                long[] outer = s[..^2];
                var plane = torch.zeros([.. outer, size[0] * size[1]], input.dtype);
                return plane
                    .scatter(-1, indices.flatten(outer.Length), input.flatten(outer.Length))
                    .reshape([.. outer, .. size]);
            }
        }
    }
}
