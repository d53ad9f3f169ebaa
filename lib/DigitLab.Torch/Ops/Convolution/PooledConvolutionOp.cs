using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>
/// pool(activation(conv2d(x))) in one pass: rows of the convolution's result are pooled while they are in the L1 cache, and
/// never stored. Float32 alone.
/// </summary>
internal static unsafe class PooledConvolutionOp
{
    /// <summary>Whether the convolution can be pooled in the same pass.</summary>
    public static bool Handles(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        in Conv2dShape shape,
        in Epilogue epilogue
    ) =>
        epilogue.Pool is { KernelSize: [> 0, > 0], Stride: [> 0, > 0], CeilMode: false } pool
        && x.dtype == torch.ScalarType.Float32
        && x.numel() > 0
        && (Autograd.ShouldRecord(x, weight, bias) || !BatchInnermost.IsSmallBatch(x))
        && pool.KernelSize[0] <= shape.OH
        && pool.KernelSize[1] <= shape.OW
        && pool.Padding.All(p => p == 0)
        && pool.Dilation.All(d => d == 1)
        && RowPool.Handles(PoolShape(shape, pool, epilogue.Flatten));

    private static Pool2dShape PoolShape(in Conv2dShape shape, in PoolArguments pool, bool flatten) =>
        new(
            N: shape.N,
            L: shape.L,
            C: shape.Cout,
            H: shape.OH,
            W: shape.OW,
            KH: (int)pool.KernelSize[0],
            KW: (int)pool.KernelSize[1],
            StrideH: (int)pool.Stride[0],
            StrideW: (int)pool.Stride[1],
            PadTop: 0,
            PadLeft: 0,
            DilationH: 1,
            DilationW: 1,
            OH: (int)((shape.OH - pool.KernelSize[0]) / pool.Stride[0] + 1),
            OW: (int)((shape.OW - pool.KernelSize[1]) / pool.Stride[1] + 1),
            DivisorOverride: (int)(pool.DivisorOverride ?? 0),
            Flat: flatten
        );

    /// <param name="epilogue">One that <see cref="Handles"/>.</param>
    public static torch.Tensor Forward(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        Conv2dShape shape,
        Epilogue epilogue
    )
    {
        var (activation, arguments, flatten) = epilogue;
        var average = arguments!.Value.IsAverage;
        var pool = PoolShape(shape, arguments.Value, flatten);
        using var input = BatchInnermost.From(x);
        using var w = weight.contiguous();
        using var b = bias?.contiguous();
        var output = torch.Tensor.AllocateBatchInnermost(
            flatten ? [pool.N, pool.C * pool.OH * pool.OW] : [pool.N, pool.C, pool.OH, pool.OW],
            x.dtype
        );
        var record = Autograd.ShouldRecord(x, weight, bias);
        using var argmax =
            record && !average ? torch.Tensor.Allocate([MaxPool2d.ArgmaxBytes(pool)], torch.ScalarType.Byte) : null;
        // The derivative of the activation is computed from its result; an average needs all of it.
        using var activated = record && average && activation != Activation.None ? Unpooled(shape) : null;
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
        var result = BatchInnermost.ToPreferredLayout(output);
        if (!record)
            return result;
        ReadOnlySpan<torch.Tensor> inputs = bias is null ? [x, weight] : [x, weight, bias];
        return average
            ? RecordAverage(result, inputs, input, w, activated, shape, pool, activation)
            : RecordMaximum(result, inputs, input, w, argmax!, shape, pool, activation);
    }

    private static torch.Tensor RecordAverage(
        torch.Tensor result,
        ReadOnlySpan<torch.Tensor> inputs,
        torch.Tensor input,
        torch.Tensor weight,
        torch.Tensor? activated,
        Conv2dShape shape,
        Pool2dShape pool,
        Activation activation
    ) =>
        Autograd.Record(
            "conv2d",
            result,
            inputs,
            activated is null ? [input, weight] : [input, weight, activated],
            (grad, saved, needed) =>
            {
                Autograd.ThrowIfDoubleBackward("conv2d");
                using var g = BatchInnermost.From(grad);
                using var spread = Unpooled(shape);
                if (activation == Activation.None)
                {
                    var (savedInput, savedWeight) = saved;
                    AvgPool2d.BackwardInput(pool, g.Data<float>(), spread.Data<float>());
                    return ConvolutionOp.Backward(spread, savedInput, savedWeight, shape, needed);
                }
                else
                {
                    var (savedInput, savedWeight, savedActivated) = saved;
                    using (savedActivated)
                        AvgPool2d.BackwardInput(
                            pool,
                            g.Data<float>(),
                            spread.Data<float>(),
                            activation,
                            savedActivated.Data<float>()
                        );
                    return ConvolutionOp.Backward(spread, savedInput, savedWeight, shape, needed);
                }
            }
        );

    /// <summary>
    /// Only maxima have a gradient, so the derivative of the activation is computed from the pooled result. That of a ReLU
    /// is 0 or 1, which the argmax holds: the result is not saved, and may be changed in place.
    /// </summary>
    private static torch.Tensor RecordMaximum(
        torch.Tensor result,
        ReadOnlySpan<torch.Tensor> inputs,
        torch.Tensor input,
        torch.Tensor weight,
        torch.Tensor argmax,
        Conv2dShape shape,
        Pool2dShape pool,
        Activation activation
    )
    {
        var savesResult = activation is Activation.Tanh or Activation.Sigmoid;
        return Autograd.Record(
            "conv2d",
            result,
            inputs,
            savesResult ? [input, weight, argmax, result] : [input, weight, argmax],
            (grad, saved, needed) =>
            {
                Autograd.ThrowIfDoubleBackward("conv2d");
                var (savedInput, savedWeight, savedArgmax) = saved;
                using var pooled = savesResult ? Activations.Backward(activation, grad, saved[3]) : grad.NewHandle();
                using var g = BatchInnermost.From(pooled);
                using var spread = Unpooled(shape);
                using (savedArgmax)
                    MaxPool2d.BackwardInput(pool, g.Data<float>(), savedArgmax.Data<byte>(), spread.Data<float>());
                return ConvolutionOp.Backward(spread, savedInput, savedWeight, shape, needed);
            }
        );
    }

    /// <summary>Memory for the convolution's result before pooling, or its gradient.</summary>
    private static torch.Tensor Unpooled(in Conv2dShape shape) =>
        torch.Tensor.AllocateBatchInnermost([shape.N, shape.Cout, shape.OH, shape.OW], torch.ScalarType.Float32);
}
