using DigitLab.Kernels;

namespace TorchSharp;

internal static unsafe class ConvolutionOp
{
    public static Conv2dShape Shape(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        long[] stride,
        (long Top, long Bottom, long Left, long Right) padding,
        long[] dilation,
        long groups,
        string operation
    )
    {
        var (s, w) = (x.Impl.Sizes, weight.Impl.Sizes);
        if (s.Length != 4 || w.Length != 4)
            throw new TorchException(
                $"{operation}: expects an input [N, C, H, W] and weights [out, in/groups, kH, kW], got {Shapes.Text(s)} and {Shapes.Text(w)}"
            );
        MatMulOp.RequireSameFloat(x, weight, operation);
        if (groups <= 0 || w[0] % groups != 0)
            throw new TorchException($"{operation}: {w[0]} output channels cannot be divided into {groups} groups");
        if (s[1] != w[1] * groups)
            throw new TorchException(
                $"{operation}: given groups={groups}, weight of size {Shapes.Text(w)}, expected input {Shapes.Text(s)} to have "
                    + $"{w[1] * groups} channels, but got {s[1]} channels instead"
            );
        if (bias is not null && (bias.Impl.Sizes.Length != 1 || bias.Impl.Sizes[0] != w[0]))
            throw new TorchException($"{operation}: expects a bias [{w[0]}], got {Shapes.Text(bias.Impl.Sizes)}");
        if (stride[0] <= 0 || stride[1] <= 0 || dilation[0] <= 0 || dilation[1] <= 0)
            throw new TorchException(
                $"{operation}: stride {Shapes.Text(stride)} and dilation {Shapes.Text(dilation)} must be greater than zero"
            );
        if (padding.Top < 0 || padding.Bottom < 0 || padding.Left < 0 || padding.Right < 0)
            throw new TorchException($"{operation}: negative padding is not supported");
        var (spanH, spanW) = (dilation[0] * (w[2] - 1) + 1, dilation[1] * (w[3] - 1) + 1);
        var (paddedH, paddedW) = (s[2] + padding.Top + padding.Bottom, s[3] + padding.Left + padding.Right);
        if (spanH > paddedH || spanW > paddedW)
            throw new TorchException(
                $"{operation}: calculated padded input size per channel: ({paddedH} x {paddedW}). Kernel size: ({spanH} x {spanW}). "
                    + "Kernel size can't be greater than actual input size"
            );
        return new Conv2dShape(
            checked((int)s[0]),
            (int)Layout.PaddedBatch(s[0]),
            (int)s[1],
            (int)s[2],
            (int)s[3],
            (int)w[0],
            (int)w[2],
            (int)w[3],
            (int)stride[0],
            (int)stride[1],
            (int)padding.Top,
            (int)padding.Left,
            (int)dilation[0],
            (int)dilation[1],
            (int)groups,
            (int)((paddedH - spanH) / stride[0] + 1),
            (int)((paddedW - spanW) / stride[1] + 1)
        );
    }

    /// <param name="activation">Applied to the result on the way; for float32 alone.</param>
    public static torch.Tensor Forward(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        Conv2dShape shape,
        Activation activation = Activation.None
    )
    {
        if (BatchInnermost.IsSmallBatch(x) && !Autograd.ShouldRecord(x, weight, bias))
            return ForwardFew(x, weight, bias, shape, activation);
        using var input = BatchInnermost.From(x);
        using var w = weight.contiguous();
        using var b = bias?.contiguous();
        var output = torch.Tensor.AllocateBatchInnermost([shape.N, shape.Cout, shape.OH, shape.OW], x.dtype);
        if (x.numel() == 0) { }
        else if (x.dtype == torch.ScalarType.Float32)
            Conv2d.Forward(
                shape,
                input.Data<float>(),
                w.Data<float>(),
                b is null ? null : b.Data<float>(),
                output.Data<float>(),
                activation
            );
        else
            Naive.Conv2dForward(
                shape,
                input.Data<double>(),
                w.Data<double>(),
                b is null ? null : b.Data<double>(),
                output.Data<double>()
            );
        GC.KeepAlive(input);
        GC.KeepAlive(w);
        GC.KeepAlive(b);
        var result = BatchInnermost.ToPreferredLayout(output);
        if (!Autograd.ShouldRecord(x, weight, bias))
            return result;
        return Autograd.Record(
            "conv2d",
            result,
            bias is null ? [x, weight] : [x, weight, bias],
            activation == Activation.None ? [input, w] : [input, w, result],
            (grad, saved, need) =>
            {
                Autograd.ThrowIfDoubleBackward("conv2d");
                var before = activation == Activation.None ? grad : Activations.Backward(activation, grad, saved[2]);
                return Backward(before, saved[0], saved[1], shape, need);
            }
        );
    }

    /// <summary>The pooling of a convolution's result, where both can be done in one pass; else null.</summary>
    private static Pool2dShape? Pool(Conv2dShape shape, Modules.IPoolingModule pool, bool flatten)
    {
        if (pool is not { kernel_size: [> 0, > 0], stride: [> 0, > 0], ceil_mode: false })
            return null;
        var (kernel, stride) = (pool.kernel_size, pool.stride);
        if (
            kernel[0] > shape.OH
            || kernel[1] > shape.OW
            || !pool.padding.All(p => p == 0)
            || !pool.dilation.All(d => d == 1)
        )
            return null;
        var pooled = new Pool2dShape(
            shape.N,
            shape.L,
            shape.Cout,
            shape.OH,
            shape.OW,
            (int)kernel[0],
            (int)kernel[1],
            (int)stride[0],
            (int)stride[1],
            0,
            0,
            1,
            1,
            (int)((shape.OH - kernel[0]) / stride[0] + 1),
            (int)((shape.OW - kernel[1]) / stride[1] + 1),
            DivisorOverride: (int)(pool.divisor_override ?? 0),
            Flat: flatten
        );
        return RowPool.Handles(pooled) ? pooled : null;
    }

    /// <summary>The convolution and what comes after it.</summary>
    /// <returns>Null, and nothing done, where there is a pooling that needs a pass of its own.</returns>
    public static torch.Tensor? Forward(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        Conv2dShape shape,
        Modules.Epilogue stages
    )
    {
        var single = x.dtype == torch.ScalarType.Float32;
        var (activation, pool, flatten) = stages;
        if (pool is null)
            return single
                ? Forward(x, weight, bias, shape, activation)
                : Activations.Apply(Forward(x, weight, bias, shape), activation);
        var onePass =
            single && x.numel() > 0 && (Autograd.ShouldRecord(x, weight, bias) || !BatchInnermost.IsSmallBatch(x));
        return onePass && Pool(shape, pool, flatten) is { } pooled
            ? ForwardPooled(x, weight, bias, shape, activation, pooled, pool.IsAverage)
            : null;
    }

    /// <summary>pool(activation(conv2d(x))) in one pass; float32 alone.</summary>
    private static torch.Tensor ForwardPooled(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        Conv2dShape shape,
        Activation activation,
        Pool2dShape pool,
        bool average
    )
    {
        using var input = BatchInnermost.From(x);
        using var w = weight.contiguous();
        using var b = bias?.contiguous();
        var output = torch.Tensor.AllocateBatchInnermost(
            pool.Flat ? [pool.N, pool.C * pool.OH * pool.OW] : [pool.N, pool.C, pool.OH, pool.OW],
            x.dtype
        );
        var record = Autograd.ShouldRecord(x, weight, bias);
        using var argmax =
            record && !average ? torch.Tensor.Allocate([MaxPool2d.ArgmaxBytes(pool)], torch.ScalarType.Byte) : null;
        // The activation's gradient is told by its result: all of it, after an average.
        using var activated = record && average && activation != Activation.None ? Rows() : null;
        Conv2d.ForwardPooled(
            shape,
            new RowPool(
                pool,
                average,
                output.Data<float>(),
                argmax is null ? null : argmax.Data<byte>(),
                rectified: activation == Activation.Relu
            ),
            input.Data<float>(),
            w.Data<float>(),
            b is null ? null : b.Data<float>(),
            activated is null ? null : activated.Data<float>(),
            activation
        );
        GC.KeepAlive(input);
        GC.KeepAlive(w);
        GC.KeepAlive(b);
        GC.KeepAlive(argmax);
        GC.KeepAlive(activated);
        var result = BatchInnermost.ToPreferredLayout(output);
        if (!record)
            return result;
        ReadOnlySpan<torch.Tensor> inputs = bias is null ? [x, weight] : [x, weight, bias];
        if (average)
            return Autograd.Record(
                "avg_pool2d",
                result,
                inputs,
                activated is null ? [input, w] : [input, w, activated],
                (grad, saved, need) =>
                {
                    Autograd.ThrowIfDoubleBackward("avg_pool2d");
                    using var g = BatchInnermost.From(grad);
                    using var spread = Rows();
                    using var source = activation == Activation.None ? null : saved[2];
                    AvgPool2d.BackwardInput(
                        pool,
                        g.Data<float>(),
                        spread.Data<float>(),
                        activation,
                        source is null ? null : source.Data<float>()
                    );
                    GC.KeepAlive(g);
                    return Backward(spread, saved[0], saved[1], shape, need);
                }
            );
        // What was no maximum gets no gradient, so that the activation's derivative is wanted of maxima alone; where a
        // ReLU let nothing through, the argmax says so.
        var derives = activation is Activation.Tanh or Activation.Sigmoid;
        return Autograd.Record(
            "max_pool2d",
            result,
            inputs,
            derives ? [input, w, argmax!, result] : [input, w, argmax!],
            (grad, saved, need) =>
            {
                Autograd.ThrowIfDoubleBackward("max_pool2d");
                using var pooled = derives ? Activations.Backward(activation, grad, saved[3]) : grad.NewHandle();
                using var g = BatchInnermost.From(pooled);
                using var at = saved[2];
                using var spread = Rows();
                MaxPool2d.BackwardInput(pool, g.Data<float>(), at.Data<byte>(), spread.Data<float>());
                GC.KeepAlive(g);
                return Backward(spread, saved[0], saved[1], shape, need);
            }
        );

        torch.Tensor Rows() =>
            torch.Tensor.AllocateBatchInnermost([shape.N, shape.Cout, shape.OH, shape.OW], torch.ScalarType.Float32);
    }

    private static torch.Tensor ForwardFew(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        Conv2dShape shape,
        Activation activation
    )
    {
        using var input = x.contiguous();
        using var w = weight.contiguous();
        using var b = bias?.contiguous();
        var output = torch.Tensor.Allocate([shape.N, shape.Cout, shape.OH, shape.OW], x.dtype);
        Conv2d.ForwardImage(
            shape,
            input.Data<float>(),
            w.Data<float>(),
            b is null ? null : b.Data<float>(),
            output.Data<float>(),
            activation
        );
        GC.KeepAlive(input);
        GC.KeepAlive(w);
        GC.KeepAlive(b);
        return output;
    }

    private static torch.Tensor?[] Backward(
        torch.Tensor grad,
        torch.Tensor x,
        torch.Tensor w,
        Conv2dShape shape,
        ReadOnlySpan<bool> need
    )
    {
        using var g = BatchInnermost.From(grad);
        using var input = BatchInnermost.From(x);
        var wantsBias = need.Length > 2 && need[2];
        var gradInput = need[0] ? torch.Tensor.AllocateBatchInnermost(x.Impl.Sizes, x.dtype) : null;
        var gradWeight = need[1] || wantsBias ? torch.Tensor.Allocate(w.Impl.Sizes, x.dtype) : null;
        var gradBias = wantsBias ? torch.Tensor.Allocate([shape.Cout], x.dtype) : null;
        if (x.dtype == torch.ScalarType.Float32)
        {
            if (gradInput is not null)
                Conv2d.BackwardInput(shape, g.Data<float>(), w.Data<float>(), gradInput.Data<float>());
            if (gradWeight is not null)
                Conv2d.BackwardWeight(
                    shape,
                    input.Data<float>(),
                    g.Data<float>(),
                    gradWeight.Data<float>(),
                    gradBias is null ? null : gradBias.Data<float>(),
                    false
                );
        }
        else
        {
            if (gradInput is not null)
                Naive.Conv2dBackwardInput(shape, g.Data<double>(), w.Data<double>(), gradInput.Data<double>());
            if (gradWeight is not null)
                Naive.Conv2dBackwardWeight(
                    shape,
                    input.Data<double>(),
                    g.Data<double>(),
                    gradWeight.Data<double>(),
                    gradBias is null ? null : gradBias.Data<double>(),
                    false
                );
        }
        GC.KeepAlive(g);
        GC.KeepAlive(input);
        GC.KeepAlive(w);
        return [gradInput is null ? null : BatchInnermost.ToPreferredLayout(gradInput), gradWeight, gradBias];
    }
}
