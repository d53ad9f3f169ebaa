using DigitLab.Kernels;

namespace TorchSharp;

internal static unsafe class LinearOp
{
    /// <summary>y = x·Wᵀ + b for a batch of rows, in batch-innermost layout.</summary>
    /// <param name="activation">Applied to the result on the way; for float32 alone.</param>
    public static torch.Tensor Forward(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        Activation activation = Activation.None
    )
    {
        if (BatchInnermost.IsSmallBatch(x) && !Autograd.ShouldRecord(x, weight, bias))
            return ForwardFew(x, weight, bias, activation);
        using var input = BatchInnermost.From(x);
        using var w = weight.contiguous();
        using var b = bias?.contiguous();
        var (n, l, inputs, outputs) = (
            BatchInnermost.Batch(x),
            BatchInnermost.PaddedBatch(x),
            BatchInnermost.Features(x),
            (int)w.Impl.Sizes[0]
        );
        var output = torch.Tensor.AllocateBatchInnermost([n, outputs], x.dtype);
        if (x.dtype == torch.ScalarType.Float32)
            Linear.Forward(
                n,
                l,
                inputs,
                outputs,
                input.Data<float>(),
                w.Data<float>(),
                b is null ? null : b.Data<float>(),
                output.Data<float>(),
                activation
            );
        else
            Naive.LinearForward(
                n,
                l,
                inputs,
                outputs,
                input.Data<double>(),
                w.Data<double>(),
                b is null ? null : b.Data<double>(),
                output.Data<double>()
            );
        if (!Autograd.ShouldRecord(x, weight, bias))
            return BatchInnermost.ToPreferredLayout(output);
        var result = BatchInnermost.ToPreferredLayout(output);
        return Autograd.Record(
            "linear",
            result,
            bias is null ? [x, weight] : [x, weight, bias],
            activation == Activation.None ? [input, w, x, weight] : [input, w, x, weight, result],
            (grad, saved, need) =>
            {
                if (activation != Activation.None)
                    grad = Activations.Backward(activation, grad, saved[4]);
                if (!GradMode.Enabled)
                {
                    var (savedInput, savedWeight) = saved;
                    return Backward(grad, savedInput, savedWeight, need);
                }
                var (tracedInput, tracedWeight) = (saved[2], saved[3]);
                return
                [
                    need[0] ? grad.mm(tracedWeight) : null,
                    need[1] ? grad.t().mm(tracedInput) : null,
                    need.Length > 2 && need[2] ? grad.sum(0L) : null,
                ];
            }
        );
    }

    private static torch.Tensor ForwardFew(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        Activation activation
    )
    {
        using var input = x.contiguous();
        using var w = weight.contiguous();
        using var b = bias?.contiguous();
        var outputs = (int)w.Impl.Sizes[0];
        var output = torch.Tensor.Allocate([x.Impl.Sizes[0], outputs], x.dtype);
        Linear.ForwardVector(
            BatchInnermost.Batch(x),
            BatchInnermost.Features(x),
            outputs,
            input.Data<float>(),
            w.Data<float>(),
            b is null ? null : b.Data<float>(),
            output.Data<float>(),
            activation
        );
        return output;
    }

    private static torch.Tensor?[] Backward(torch.Tensor grad, torch.Tensor x, torch.Tensor w, ReadOnlySpan<bool> need)
    {
        using var g = BatchInnermost.From(grad);
        using var input = BatchInnermost.From(x);
        var (n, l, inputs, outputs) = (
            BatchInnermost.Batch(x),
            BatchInnermost.PaddedBatch(x),
            BatchInnermost.Features(x),
            (int)w.Impl.Sizes[0]
        );
        var wantsBias = need.Length > 2 && need[2];
        var gradInput = need[0] ? torch.Tensor.AllocateBatchInnermost(x.Impl.Sizes, x.dtype) : null;
        var gradWeight = need[1] || wantsBias ? torch.Tensor.Allocate(w.Impl.Sizes, x.dtype) : null;
        var gradBias = wantsBias ? torch.Tensor.Allocate([outputs], x.dtype) : null;
        if (x.dtype == torch.ScalarType.Float32)
        {
            if (gradInput is not null)
                Linear.BackwardInput(n, l, inputs, outputs, g.Data<float>(), w.Data<float>(), gradInput.Data<float>());
            if (gradWeight is not null)
                Linear.BackwardWeight(
                    n,
                    l,
                    inputs,
                    outputs,
                    input.Data<float>(),
                    g.Data<float>(),
                    gradWeight.Data<float>(),
                    gradBias is null ? null : gradBias.Data<float>()
                );
        }
        else
        {
            if (gradInput is not null)
                Naive.LinearBackwardInput(
                    n,
                    l,
                    inputs,
                    outputs,
                    g.Data<double>(),
                    w.Data<double>(),
                    gradInput.Data<double>()
                );
            if (gradWeight is not null)
                Naive.LinearBackwardWeight(
                    n,
                    l,
                    inputs,
                    outputs,
                    input.Data<double>(),
                    g.Data<double>(),
                    gradWeight.Data<double>(),
                    gradBias is null ? null : gradBias.Data<double>()
                );
        }
        GC.KeepAlive(w);
        return [gradInput is null ? null : BatchInnermost.ToPreferredLayout(gradInput), gradWeight, gradBias];
    }
}

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>y = x·Wᵀ + b.</summary>
            /// <param name="input">[*, in_features].</param>
            /// <param name="weights">[out_features, in_features].</param>
            /// <param name="bias">[out_features].</param>
            /// <returns>[*, out_features].</returns>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                linear(input, weights, bias, Activation.None);

            internal static Tensor linear(Tensor input, Tensor weights, Tensor? bias, Activation activation)
            {
                var (x, w) = (input.Impl.Sizes, weights.Impl.Sizes);
                if (x.Length == 0 || w.Length != 2)
                    throw new TorchException(
                        $"linear: expects an input [*, in] and weights [out, in], got {Shapes.Text(x)} and {Shapes.Text(w)}"
                    );
                MatMulOp.RequireSameNumbers(input, weights, "linear");
                if (x[^1] != w[1])
                    throw new TorchException(
                        $"mat1 and mat2 shapes cannot be multiplied ({Shapes.Numel(x.AsSpan(0, x.Length - 1))}x{x[^1]} and {w[1]}x{w[0]})"
                    );
                if (bias is not null && (bias.Impl.Sizes.Length != 1 || bias.Impl.Sizes[0] != w[0]))
                    throw new TorchException(
                        $"linear: expects a bias [{w[0]}] for weights {Shapes.Text(w)}, got {Shapes.Text(bias.Impl.Sizes)}"
                    );
                if (x.Length == 2 && x[0] > 0 && input.dtype.IsFloat())
                    return input.dtype == ScalarType.Float32
                        ? LinearOp.Forward(input, weights, bias, activation)
                        : Activations.Apply(LinearOp.Forward(input, weights, bias), activation);
                var product = input.matmul(weights.t());
                var sum = bias is null ? product : product + bias;
                return Activations.Apply(sum, activation);
            }
        }
    }
}
