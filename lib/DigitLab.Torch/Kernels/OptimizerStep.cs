namespace DigitLab.Torch.Kernels;

/// <summary>One step of an optimizer on one float32 parameter, as torch.optim computes it.</summary>
internal static unsafe class OptimizerStep
{
    /// <summary>torch.optim.SGD.</summary>
    /// <param name="n">Elements.</param>
    /// <param name="p">The parameter; updated.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="momentumBuffer">Updated; null without momentum.</param>
    /// <param name="firstStep">Whether the momentum buffer holds nothing yet (it becomes the gradient).</param>
    /// <param name="maximize">Whether to climb.</param>
    public static void Sgd(
        long n,
        float* p,
        float* g,
        float* momentumBuffer,
        double lr,
        double momentum,
        double dampening,
        bool nesterov,
        double weightDecay,
        bool firstStep,
        bool maximize
    ) =>
        Naive.Sgd(
            n,
            p,
            g,
            momentumBuffer,
            (float)lr,
            (float)momentum,
            (float)dampening,
            nesterov,
            (float)weightDecay,
            firstStep,
            maximize
        );

    /// <summary>torch.optim.Adam, or AdamW with <paramref name="decoupledWeightDecay"/>.</summary>
    /// <param name="n">Elements.</param>
    /// <param name="p">The parameter; updated.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="expAvg">First moment; updated.</param>
    /// <param name="expAvgSq">Second moment; updated.</param>
    /// <param name="maxExpAvgSq">The largest second moment so far (amsgrad); updated; or null.</param>
    /// <param name="step">The number of this step: 1 for the first.</param>
    public static void Adam(
        long n,
        float* p,
        float* g,
        float* expAvg,
        float* expAvgSq,
        float* maxExpAvgSq,
        double lr,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        bool decoupledWeightDecay,
        long step,
        bool maximize
    ) =>
        Naive.Adam(
            n,
            p,
            g,
            expAvg,
            expAvgSq,
            maxExpAvgSq,
            (float)lr,
            (float)beta1,
            (float)beta2,
            (float)eps,
            (float)weightDecay,
            decoupledWeightDecay,
            step,
            maximize
        );
}
