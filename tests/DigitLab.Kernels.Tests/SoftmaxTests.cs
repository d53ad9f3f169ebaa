namespace DigitLab.Kernels.Tests;

public sealed unsafe class SoftmaxTests : KernelTest
{
    private const double Tolerance = 2e-6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Softmax_agrees_with_its_definition(bool log) =>
        OnEveryInstructionSet(() =>
        {
            foreach (int n in (int[])[1, 15, 16, 33])
            foreach (int features in (int[])[1, 2, 10, 37])
            {
                int l = Lanes(n, wide: n == 15);
                var random = new Random(n);
                using var input = RandomLanes(random, features, n, l, scale: 30);
                using var gradOutput = RandomLanes(random, features, n, l);
                using var input64 = ToDouble(input);
                using var gradOutput64 = ToDouble(gradOutput);
                using var output = NaNs(input.Length);
                using var output64 = new GuardedMemory<double>(input.Length);
                using var gradInput = NaNs(input.Length);
                using var gradInput64 = new GuardedMemory<double>(input.Length);
                Softmax.Forward(n, l, features, input.Pointer, output.Pointer, log);
                NaiveSoftmax.Softmax(n, l, features, input64.Pointer, output64.Pointer, log);
                ShouldAgree(output, output64, n, l, Tolerance, $"softmax, log {log}");
                Softmax.Backward(n, l, features, gradOutput.Pointer, output.Pointer, gradInput.Pointer, log);
                NaiveSoftmax.SoftmaxBackward(
                    n,
                    l,
                    features,
                    gradOutput64.Pointer,
                    output64.Pointer,
                    gradInput64.Pointer,
                    log
                );
                ShouldAgree(gradInput, gradInput64, n, l, 2e-5, $"softmax's gradient, log {log}");
            }
        });

    [Fact]
    public void Cross_entropy_agrees_with_its_definition() =>
        OnEveryInstructionSet(() =>
        {
            for (int n = 1; n <= 33; n++)
                foreach (bool weighted in (bool[])[false, true])
                foreach (bool mean in (bool[])[false, true])
                    CheckCrossEntropy(n, 10, weighted, mean, ignoreIndex: n % 3 == 0 ? 4 : -100);
        });

    private static void CheckCrossEntropy(int n, int classes, bool weighted, bool mean, long ignoreIndex)
    {
        int l = Lanes(n, wide: n == 7);
        var random = new Random(n);
        using var logits = RandomLanes(random, classes, n, l, scale: 20);
        using var weight = Random(random, classes);
        foreach (ref float w in weight.Span)
            w = MathF.Abs(w) + 0.1f;
        using var perSample = Random(random, n);
        using var target = new GuardedMemory<long>(n);
        foreach (ref long t in target.Span)
            t = random.Next(classes);
        target.Span[0] = 1;
        using var logits64 = ToDouble(logits);
        using var weight64 = ToDouble(weight);
        using var perSample64 = ToDouble(perSample);
        using var probabilities = NaNs(logits.Length);
        using var probabilities64 = new GuardedMemory<double>(logits.Length);
        using var losses = NaNs(n);
        using var losses64 = new GuardedMemory<double>(n);
        float loss = SoftmaxCrossEntropy.Forward(
            n,
            l,
            classes,
            logits.Pointer,
            target.Pointer,
            weighted ? weight.Pointer : null,
            ignoreIndex,
            mean,
            probabilities.Pointer,
            losses.Pointer,
            out float total
        );
        double loss64 = NaiveSoftmax.CrossEntropyForward(
            n,
            l,
            classes,
            logits64.Pointer,
            target.Pointer,
            weighted ? weight64.Pointer : null,
            ignoreIndex,
            mean,
            probabilities64.Pointer,
            losses64.Pointer,
            out double total64
        );
        ShouldAgree(loss, loss64, Tolerance, "cross entropy");
        ShouldAgree(total, total64, Tolerance, "total weight");
        ShouldAgree(losses, losses64, 1, 1, Tolerance, "losses");
        ShouldAgree(probabilities, probabilities64, n, l, Tolerance, "probabilities");
        SoftmaxCrossEntropy
            .Forward(
                n,
                l,
                classes,
                logits.Pointer,
                target.Pointer,
                weighted ? weight.Pointer : null,
                ignoreIndex,
                mean,
                null,
                null,
                out _
            )
            .ShouldBe(loss);

        using var gradient = NaNs(logits.Length);
        using var gradient64 = new GuardedMemory<double>(logits.Length);
        foreach (bool each in (bool[])[false, true])
        {
            SoftmaxCrossEntropy.Backward(
                n,
                l,
                classes,
                probabilities.Pointer,
                target.Pointer,
                weighted ? weight.Pointer : null,
                ignoreIndex,
                0.25f,
                each ? perSample.Pointer : null,
                gradient.Pointer
            );
            NaiveSoftmax.CrossEntropyBackward(
                n,
                l,
                classes,
                probabilities64.Pointer,
                target.Pointer,
                weighted ? weight64.Pointer : null,
                ignoreIndex,
                0.25,
                each ? perSample64.Pointer : null,
                gradient64.Pointer
            );
            ShouldAgree(gradient, gradient64, n, l, Tolerance, "cross entropy's gradient");
        }
    }

    [Fact]
    public void A_target_that_is_no_class_is_refused()
    {
        using var logits = RandomLanes(new Random(1), 10, 3, 16);
        using var target = new GuardedMemory<long>(3);
        new long[] { 9, 0, 10 }.CopyTo(target.Span);
        Should
            .Throw<IndexOutOfRangeException>(() =>
                SoftmaxCrossEntropy.Forward(
                    3,
                    16,
                    10,
                    logits.Pointer,
                    target.Pointer,
                    null,
                    -100,
                    true,
                    null,
                    null,
                    out _
                )
            )
            .Message.ShouldBe("Target 10 of sample 2 is out of bounds: with 10 classes, targets run from 0 to 9.");
    }
}
