namespace DigitLab.Torch.Kernels;

/// <summary>PyTorch's cross_entropy of class indices, float32, on lane-major logits [classes, L].</summary>
internal static unsafe class SoftmaxCrossEntropy
{
    /// <summary>The loss, and what its backward needs.</summary>
    /// <param name="N">Valid lanes: the batch.</param>
    /// <param name="L">Lanes: the stride of a class.</param>
    /// <param name="classes">Rows of the logits.</param>
    /// <param name="logits">[classes, L].</param>
    /// <param name="target">[N] class indices.</param>
    /// <param name="classWeight">[classes], or null: all 1.</param>
    /// <param name="ignoreIndex">A target that does not count (PyTorch's default: -100).</param>
    /// <param name="mean">Whether to divide the sum by <paramref name="totalWeight"/>.</param>
    /// <param name="probabilities">[classes, L], kept for <see cref="Backward"/>; or null.</param>
    /// <param name="losses">[N] each sample's loss (reduction none); or null.</param>
    /// <param name="totalWeight">The weights of the targets, summed: N without weights and ignored targets.</param>
    /// <exception cref="IndexOutOfRangeException">A target is no class.</exception>
    public static float Forward(
        int N,
        int L,
        int classes,
        float* logits,
        long* target,
        float* classWeight,
        long ignoreIndex,
        bool mean,
        float* probabilities,
        float* losses,
        out float totalWeight
    ) =>
        Naive.CrossEntropyForward(
            N,
            L,
            classes,
            logits,
            target,
            classWeight,
            ignoreIndex,
            mean,
            probabilities,
            losses,
            out totalWeight
        );

    /// <summary>gradLogits = (probabilities - onehot(target)) * scale * classWeight[target] * perSample.</summary>
    /// <param name="scale">The loss's gradient, divided by the total weight if the loss is the mean.</param>
    /// <param name="perSample">[N] each sample's own factor (the gradient of reduction none); or null.</param>
    /// <param name="gradLogits">[classes, L]; overwritten.</param>
    public static void Backward(
        int N,
        int L,
        int classes,
        float* probabilities,
        long* target,
        float* classWeight,
        long ignoreIndex,
        float scale,
        float* perSample,
        float* gradLogits
    ) =>
        Naive.CrossEntropyBackward(
            N,
            L,
            classes,
            probabilities,
            target,
            classWeight,
            ignoreIndex,
            scale,
            perSample,
            gradLogits
        );

    /// <summary>Throws when a target is no class.</summary>
    public static void CheckTarget(long target, int sample, int classes)
    {
        if ((ulong)target >= (ulong)classes)
            throw new IndexOutOfRangeException(
                $"Target {target} of sample {sample} is out of bounds: with {classes} classes, targets run from 0 to {classes - 1}."
            );
    }
}
