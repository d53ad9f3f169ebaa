using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>Cross-entropy of class numbers in one pass, where softmax and its gradient need no tensors in between.</summary>
internal static unsafe class CrossEntropyOp
{
    /// <summary>That type and shapes fit; the kernel looks at the class numbers themselves.</summary>
    /// <param name="instead">What else would do, for the message about another type.</param>
    public static void CheckShapes(torch.Tensor input, torch.Tensor target, string operation, string instead = "")
    {
        var (x, t) = (input.Impl.Sizes, target.Impl.Sizes);
        if (target.dtype != torch.ScalarType.Int64)
            throw new TorchException(
                $"{operation}: class numbers must be Int64, got {target.dtype}; convert with .to(int64){instead}"
            );
        if (x.Length < 2 || t.Length != x.Length - 1 || t[0] != x[0] || !t.AsSpan(1).SequenceEqual(x.AsSpan(2)))
            throw new TorchException(
                $"{operation}: an input of shape {Shapes.Text(x)} = [N, C, …] needs a target [N, …] of class numbers, got {Shapes.Text(t)}"
            );
    }

    public static void CheckTarget(torch.Tensor input, torch.Tensor target, long ignoreIndex, string operation)
    {
        CheckShapes(input, target, operation);
        var classes = input.Impl.Sizes[1];
        var values = CopyOp.ToArray<long>(target);
        foreach (var value in values)
            if ((value < 0 || value >= classes) && value != ignoreIndex)
                throw new TorchException(
                    $"{operation}: target {value} is out of bounds: with {classes} classes, targets run from 0 to {classes - 1}"
                );
    }

    public static bool Applies(torch.Tensor input, torch.Tensor target, double labelSmoothing) =>
        input.dtype == torch.ScalarType.Float32
        && input.Impl.Sizes is [>= Layout.SmallestBatch, > 0]
        && labelSmoothing == 0
        && target.dtype == torch.ScalarType.Int64;

    public static torch.Tensor Forward(
        torch.Tensor input,
        torch.Tensor target,
        torch.Tensor? weight,
        long ignoreIndex,
        torch.nn.Reduction reduction
    )
    {
        if (GradMode.Enabled && weight is { RequiresGrad: true })
            throw new TorchException("cross_entropy: the class weights cannot require grad");
        using var logits = BatchInnermost.From(input);
        using var classes = target.contiguous();
        using var weights = weight?.contiguous();
        var record = Autograd.ShouldRecord(input);
        using var probabilities = record ? torch.Tensor.AllocateBatchInnermost(input.Impl.Sizes, input.dtype) : null;
        var (n, l, c) = (
            BatchInnermost.Batch(input),
            BatchInnermost.PaddedBatch(input),
            BatchInnermost.Features(input)
        );
        var result = torch.Tensor.Allocate(reduction == torch.nn.Reduction.None ? [n] : [], torch.ScalarType.Float32);
        var total = SoftmaxCrossEntropy.Forward(
            n,
            l,
            c,
            logits.Data<float>(),
            classes.Data<long>(),
            weights is null ? null : weights.Data<float>(),
            ignoreIndex,
            reduction == torch.nn.Reduction.Mean,
            probabilities is null ? null : probabilities.Data<float>(),
            reduction == torch.nn.Reduction.None ? result.Data<float>() : null,
            out var totalWeight
        );
        if (reduction != torch.nn.Reduction.None)
            *result.Data<float>() = total;
        if (!record)
            return result;
        var weighted = weights is not null;
        var sizes = input.Impl.Sizes;
        return Autograd.Record(
            "cross_entropy",
            result,
            [input],
            weights is null ? [probabilities!, classes] : [probabilities!, classes, weights],
            (grad, saved, _) =>
            {
                Autograd.ThrowIfDoubleBackward("cross_entropy");
                using var p = saved[0];
                using var t = saved[1];
                using var w = weighted ? saved[2] : null; // the weights of the classes
                using var g = grad.contiguous();
                var gradInput = torch.Tensor.AllocateBatchInnermost(sizes, torch.ScalarType.Float32);
                var each = reduction == torch.nn.Reduction.None;
                SoftmaxCrossEntropy.Backward(
                    n,
                    l,
                    c,
                    p.Data<float>(),
                    t.Data<long>(),
                    w is null ? null : w.Data<float>(),
                    ignoreIndex,
                    each ? 1
                        : reduction == torch.nn.Reduction.Mean ? *g.Data<float>() / totalWeight
                        : *g.Data<float>(),
                    each ? g.Data<float>() : null,
                    gradInput.Data<float>()
                );
                return [gradInput];
            }
        );
    }
}
