using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>The two-dimensional convolution and its gradients, in batch-innermost layout.</summary>
internal static unsafe class ConvolutionOp
{
    /// <summary>activation(conv2d(x)).</summary>
    public static torch.Tensor Forward(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        Conv2dShape shape,
        Activation activation = Activation.None
    )
    {
        // Kernels of float64 know no activation.
        if (activation != Activation.None && x.dtype != torch.ScalarType.Float32)
            return Activations.Apply(Forward(x, weight, bias, shape), activation);
        if (BatchInnermost.IsSmallBatch(x) && !Autograd.ShouldRecord(x, weight, bias))
            return ForwardSmallBatch(x, weight, bias, shape, activation);
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
        var result = BatchInnermost.ToPreferredLayout(output);
        if (!Autograd.ShouldRecord(x, weight, bias))
            return result;
        return Autograd.Record(
            "conv2d",
            result,
            bias is null ? [x, weight] : [x, weight, bias],
            activation == Activation.None ? [input, w] : [input, w, result],
            (grad, saved, needed) =>
            {
                Autograd.ThrowIfDoubleBackward("conv2d");
                if (activation == Activation.None)
                {
                    var (savedInput, savedWeight) = saved;
                    return Backward(grad, savedInput, savedWeight, shape, needed);
                }
                else
                {
                    var (savedInput, savedWeight, savedOutput) = saved;
                    var linear = Activations.Backward(activation, grad, savedOutput);
                    return Backward(linear, savedInput, savedWeight, shape, needed);
                }
            }
        );
    }

    /// <summary>Inference on so few images that most of a register would be padding.</summary>
    private static torch.Tensor ForwardSmallBatch(
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
        return output;
    }

    /// <summary>The gradients of the input, the weight and the bias, from that of the convolution's result.</summary>
    public static torch.Tensor?[] Backward(
        torch.Tensor grad,
        torch.Tensor x,
        torch.Tensor weight,
        Conv2dShape shape,
        ReadOnlySpan<bool> needed
    )
    {
        using var g = BatchInnermost.From(grad);
        using var input = BatchInnermost.From(x);
        var needsBias = needed.Length > 2 && needed[2];
        var gradInput = needed[0] ? torch.Tensor.AllocateBatchInnermost(x.Impl.Sizes, x.dtype) : null;
        var gradWeight = needed[1] || needsBias ? torch.Tensor.Allocate(weight.Impl.Sizes, x.dtype) : null;
        var gradBias = needsBias ? torch.Tensor.Allocate([shape.Cout], x.dtype) : null;
        if (x.dtype == torch.ScalarType.Float32)
        {
            if (gradInput is not null)
                Conv2d.BackwardInput(shape, g.Data<float>(), weight.Data<float>(), gradInput.Data<float>());
            if (gradWeight is not null)
                Conv2d.BackwardWeight(
                    shape,
                    input.Data<float>(),
                    g.Data<float>(),
                    gradWeight.Data<float>(),
                    gradBias is null ? null : gradBias.Data<float>()
                );
        }
        else
        {
            if (gradInput is not null)
                Naive.Conv2dBackwardInput(shape, g.Data<double>(), weight.Data<double>(), gradInput.Data<double>());
            if (gradWeight is not null)
                Naive.Conv2dBackwardWeight(
                    shape,
                    input.Data<double>(),
                    g.Data<double>(),
                    gradWeight.Data<double>(),
                    gradBias is null ? null : gradBias.Data<double>()
                );
        }
        GC.KeepAlive(weight);
        return [gradInput is null ? null : BatchInnermost.ToPreferredLayout(gradInput), gradWeight, gradBias];
    }
}
