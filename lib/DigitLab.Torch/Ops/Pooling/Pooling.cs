using DigitLab.Kernels;

namespace TorchSharp;

internal static unsafe class PoolingOp
{
    public static Pool2dShape Shape(
        torch.Tensor x,
        long[] kernel,
        long[]? stride,
        long[] padding,
        long[] dilation,
        bool ceilMode,
        string operation,
        bool countIncludePad = true,
        long divisor = 0
    )
    {
        var s = x.Impl.Sizes;
        if (s.Length != 4)
            throw new TorchException($"{operation}: expects an input [N, C, H, W] or [C, H, W], got {Shapes.Text(s)}");
        if (!x.dtype.IsFloat())
            throw new TorchException($"{operation}: expects floating-point elements, got {x.dtype}");
        var step = stride is null or { Length: 0 } ? kernel : stride;
        for (var d = 0; d < 2; d++)
        {
            if (kernel[d] <= 0 || step[d] <= 0 || dilation[d] <= 0)
                throw new TorchException($"{operation}: kernel size, stride and dilation must be greater than zero");
            if (padding[d] < 0 || 2 * padding[d] > kernel[d])
                throw new TorchException(
                    $"{operation}: pad should be at most half of kernel size, but got pad={padding[d]} and kernel_size={kernel[d]}"
                );
        }
        var (oh, ow) = (Out(0), Out(1));
        if (oh <= 0 || ow <= 0)
            throw new TorchException(
                $"{operation}: given input size {Shapes.Text(s)} and kernel {Shapes.Text(kernel)}, the output size ({oh} x {ow}) is too small"
            );
        return new Pool2dShape(
            checked((int)s[0]),
            (int)Layout.PaddedBatch(s[0]),
            (int)s[1],
            (int)s[2],
            (int)s[3],
            (int)kernel[0],
            (int)kernel[1],
            (int)step[0],
            (int)step[1],
            (int)padding[0],
            (int)padding[1],
            (int)dilation[0],
            (int)dilation[1],
            (int)oh,
            (int)ow,
            countIncludePad,
            (int)divisor
        );

        long Out(int d)
        {
            var span = s[2 + d] + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1;
            if (span < 0)
                return 0;
            var size = (span + (ceilMode ? step[d] - 1 : 0)) / step[d] + 1;
            // The last window must start within the image or its left padding.
            return ceilMode && (size - 1) * step[d] >= s[2 + d] + padding[d] ? size - 1 : size;
        }
    }

    public static torch.Tensor Max(torch.Tensor x, Pool2dShape shape)
    {
        if (BatchInnermost.IsSmallBatch(x) && !Autograd.ShouldRecord(x))
            return FewImages(x, shape, maximum: true);
        using var input = BatchInnermost.From(x);
        var output = torch.Tensor.AllocateBatchInnermost([shape.N, shape.C, shape.OH, shape.OW], x.dtype);
        var record = Autograd.ShouldRecord(x);
        using var argmax = record || x.dtype == torch.ScalarType.Float64 ? Argmax(x, shape) : null;
        if (x.dtype == torch.ScalarType.Float32)
            MaxPool2d.Forward(
                shape,
                input.Data<float>(),
                output.Data<float>(),
                argmax is null ? null : argmax.Data<byte>()
            );
        else
            Naive.MaxPool2dForward(shape, input.Data<double>(), output.Data<double>(), (int*)argmax!.Data<byte>());
        var result = BatchInnermost.ToPreferredLayout(output);
        if (!record)
            return result;
        var sizes = x.Impl.Sizes;
        return Autograd.Record(
            "max_pool2d",
            result,
            [x],
            [argmax!],
            (grad, saved, _) =>
            {
                Autograd.ThrowIfDoubleBackward("max_pool2d");
                using var g = BatchInnermost.From(grad);
                var at = saved[0];
                var gradInput = torch.Tensor.AllocateBatchInnermost(sizes, grad.dtype);
                if (grad.dtype == torch.ScalarType.Float32)
                    MaxPool2d.BackwardInput(shape, g.Data<float>(), at.Data<byte>(), gradInput.Data<float>());
                else
                    Naive.MaxPool2dBackwardInput(
                        shape,
                        g.Data<double>(),
                        (int*)at.Data<byte>(),
                        gradInput.Data<double>()
                    );
                GC.KeepAlive(at);
                return [BatchInnermost.ToPreferredLayout(gradInput)];
            }
        );
    }

    private static torch.Tensor Argmax(torch.Tensor x, Pool2dShape shape)
    {
        var bytes =
            x.dtype == torch.ScalarType.Float32
                ? MaxPool2d.ArgmaxBytes(shape)
                : (long)shape.C * shape.OH * shape.OW * shape.L * sizeof(int);
        return torch.Tensor.Allocate([bytes], torch.ScalarType.Byte);
    }

    private static torch.Tensor FewImages(torch.Tensor x, Pool2dShape shape, bool maximum)
    {
        using var input = x.contiguous();
        var output = torch.Tensor.Allocate([shape.N, shape.C, shape.OH, shape.OW], x.dtype);
        if (maximum)
            MaxPool2d.ForwardImage(shape, input.Data<float>(), output.Data<float>());
        else
            AvgPool2d.ForwardImage(shape, input.Data<float>(), output.Data<float>());
        return output;
    }

    public static torch.Tensor Average(torch.Tensor x, Pool2dShape shape)
    {
        if (BatchInnermost.IsSmallBatch(x) && !Autograd.ShouldRecord(x))
            return FewImages(x, shape, maximum: false);
        using var input = BatchInnermost.From(x);
        var output = torch.Tensor.AllocateBatchInnermost([shape.N, shape.C, shape.OH, shape.OW], x.dtype);
        if (x.dtype == torch.ScalarType.Float32)
            AvgPool2d.Forward(shape, input.Data<float>(), output.Data<float>());
        else
            Naive.AvgPool2dForward(shape, input.Data<double>(), output.Data<double>());
        var result = BatchInnermost.ToPreferredLayout(output);
        if (!Autograd.ShouldRecord(x))
            return result;
        var sizes = x.Impl.Sizes;
        return Autograd.Record(
            "avg_pool2d",
            result,
            [x],
            [],
            (grad, _, _) =>
            {
                Autograd.ThrowIfDoubleBackward("avg_pool2d");
                using var g = BatchInnermost.From(grad);
                var gradInput = torch.Tensor.AllocateBatchInnermost(sizes, grad.dtype);
                if (grad.dtype == torch.ScalarType.Float32)
                    AvgPool2d.BackwardInput(shape, g.Data<float>(), gradInput.Data<float>());
                else
                    Naive.AvgPool2dBackwardInput(shape, g.Data<double>(), gradInput.Data<double>());
                return [BatchInnermost.ToPreferredLayout(gradInput)];
            }
        );
    }
}

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The largest value of each window.</summary>
            /// <param name="input">[N, C, H, W], or one image [C, H, W].</param>
            public static Tensor max_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                bool ceil_mode = false
            )
            {
                if (input.Impl.Sizes.Length == 3)
                    return max_pool2d(input.unsqueeze(0), kernel_size, strides, padding, dilation, ceil_mode)
                        .squeeze(0);
                const string Name = "max_pool2d";
                var shape = PoolingOp.Shape(
                    input,
                    PairArgument.Expand(kernel_size, 1, Name),
                    strides is null ? null : PairArgument.Expand(strides, 1, Name),
                    PairArgument.Expand(padding, 0, Name),
                    PairArgument.Expand(dilation, 1, Name),
                    ceil_mode,
                    Name
                );
                return PoolingOp.Max(input, shape);
            }

            public static Tensor max_pool2d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long? padding = null,
                long? dilation = null,
                bool ceil_mode = false
            ) =>
                max_pool2d(
                    input,
                    [kernel_size],
                    stride is { } s ? [s] : null,
                    padding is { } p ? [p] : null,
                    dilation is { } d ? [d] : null,
                    ceil_mode
                );

            /// <summary>The mean of each window.</summary>
            /// <param name="input">[N, C, H, W], or one image [C, H, W].</param>
            public static Tensor avg_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? stride = null,
                long[]? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null
            )
            {
                if (input.Impl.Sizes.Length == 3)
                    return avg_pool2d(
                            input.unsqueeze(0),
                            kernel_size,
                            stride,
                            padding,
                            ceil_mode,
                            count_include_pad,
                            divisor_override
                        )
                        .squeeze(0);
                const string Name = "avg_pool2d";
                var shape = PoolingOp.Shape(
                    input,
                    PairArgument.Expand(kernel_size, 1, Name),
                    stride is null ? null : PairArgument.Expand(stride, 1, Name),
                    PairArgument.Expand(padding, 0, Name),
                    [1, 1],
                    ceil_mode,
                    Name,
                    count_include_pad,
                    divisor_override ?? 0
                );
                return PoolingOp.Average(input, shape);
            }

            public static Tensor avg_pool2d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long padding = 0,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null
            ) =>
                avg_pool2d(
                    input,
                    [kernel_size],
                    stride is { } s ? [s] : null,
                    [padding],
                    ceil_mode,
                    count_include_pad,
                    divisor_override
                );
        }
    }
}
