namespace DigitLab.Kernels.Tests;

public sealed unsafe class DenseTests : KernelTest
{
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData(400, 120)]
    [InlineData(84, 10)]
    [InlineData(33, 20)]
    [InlineData(9, 128)]
    [InlineData(1, 1)]
    [InlineData(17, 7)]
    [InlineData(256, 200)]
    [InlineData(256, 1)]
    [InlineData(301, 32)]
    public void Linear_agrees_with_its_definition(int inFeatures, int outFeatures)
    {
        foreach (int n in (int[])[1, 7, 16, 20, 33, 100])
            OnEveryInstructionSet(() => CheckLinear(n, Lanes(n, wide: n == 20), inFeatures, outFeatures));
    }

    [Fact]
    public void Linear_agrees_with_its_definition_at_every_batch_size()
    {
        for (int n = 1; n <= 33; n++)
            OnEveryInstructionSet(() => CheckLinear(n, Lanes(n), 13, 11));
    }

    private static void CheckLinear(int n, int l, int inFeatures, int outFeatures)
    {
        var random = new Random(n);
        using var input = RandomLanes(random, inFeatures, n, l);
        using var weight = Random(random, inFeatures * outFeatures, 1 / MathF.Sqrt(inFeatures));
        using var bias = Random(random, outFeatures);
        using var gradOutput = RandomLanes(random, outFeatures, n, l);
        using var input64 = ToDouble(input);
        using var weight64 = ToDouble(weight);
        using var bias64 = ToDouble(bias);
        using var gradOutput64 = ToDouble(gradOutput);

        using var output = NaNs(outFeatures * l);
        using var output64 = new GuardedMemory<double>(outFeatures * l);
        foreach (bool biased in (bool[])[true, false])
        foreach (bool relu in (bool[])[false, true])
        {
            var activation = relu ? Activation.Relu : Activation.None;
            float* b = biased ? bias.Pointer : null;
            double* b64 = biased ? bias64.Pointer : null;
            Linear.Forward(n, l, inFeatures, outFeatures, input.Pointer, weight.Pointer, b, output.Pointer, activation);
            Naive.LinearForward(
                n,
                l,
                inFeatures,
                outFeatures,
                input64.Pointer,
                weight64.Pointer,
                b64,
                output64.Pointer
            );
            if (relu)
                foreach (ref double y in output64.Span)
                    y = Math.Max(y, 0);
            ShouldAgree(output, output64, n, l, Tolerance, $"output of {inFeatures}-{outFeatures}");
        }

        using var gradInput = NaNs(inFeatures * l);
        using var gradInput64 = new GuardedMemory<double>(inFeatures * l);
        Linear.BackwardInput(n, l, inFeatures, outFeatures, gradOutput.Pointer, weight.Pointer, gradInput.Pointer);
        Naive.LinearBackwardInput(
            n,
            l,
            inFeatures,
            outFeatures,
            gradOutput64.Pointer,
            weight64.Pointer,
            gradInput64.Pointer
        );
        ShouldAgree(gradInput, gradInput64, n, l, Tolerance, $"input gradient of {inFeatures}-{outFeatures}");

        using var gradWeight = NaNs(inFeatures * outFeatures);
        using var gradBias = NaNs(outFeatures);
        using var gradWeight64 = new GuardedMemory<double>(inFeatures * outFeatures);
        using var gradBias64 = new GuardedMemory<double>(outFeatures);
        Linear.BackwardWeight(
            n,
            l,
            inFeatures,
            outFeatures,
            input.Pointer,
            gradOutput.Pointer,
            gradWeight.Pointer,
            gradBias.Pointer
        );
        Naive.LinearBackwardWeight(
            n,
            l,
            inFeatures,
            outFeatures,
            input64.Pointer,
            gradOutput64.Pointer,
            gradWeight64.Pointer,
            gradBias64.Pointer
        );
        ShouldAgree(gradWeight, gradWeight64, 1, 1, Tolerance, $"weight gradient of {inFeatures}-{outFeatures}");
        ShouldAgree(gradBias, gradBias64, 1, 1, Tolerance, $"bias gradient of {inFeatures}-{outFeatures}");
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 4)]
    [InlineData(17, 31, 9)]
    [InlineData(40, 70, 33)]
    [InlineData(70, 600, 65)]
    [InlineData(6, 129, 300)]
    [InlineData(5, 7, 0)]
    public void MatMul_agrees_with_its_definition(int m, int n, int k) =>
        OnEveryInstructionSet(() =>
        {
            foreach (bool transposeA in (bool[])[false, true])
            foreach (bool transposeB in (bool[])[false, true])
                CheckMatMul(m, n, k, transposeA, transposeB);
        });

    private static void CheckMatMul(int m, int n, int k, bool transposeA, bool transposeB)
    {
        var random = new Random(m + n + k);
        // The last row of each has no padding behind it: reading on would be noticed.
        int lda = (transposeA ? m : k) + 3;
        int ldb = (transposeB ? k : n) + 2;
        int ldc = n + 1;
        using var a = Random(random, Math.Max(0, ((transposeA ? k : m) - 1) * lda + lda - 3));
        using var b = Random(random, Math.Max(0, ((transposeB ? n : k) - 1) * ldb + ldb - 2));
        using var c = Random(random, (m - 1) * ldc + n);
        using var a64 = ToDouble(a);
        using var b64 = ToDouble(b);
        using var c64 = ToDouble(c);
        MatMul.Multiply(m, n, k, a.Pointer, lda, transposeA, b.Pointer, ldb, transposeB, c.Pointer, ldc);
        Naive.MatMul(m, n, k, a64.Pointer, lda, transposeA, b64.Pointer, ldb, transposeB, c64.Pointer, ldc);
        ShouldAgree(c, c64, 1, 1, Tolerance, $"{m}x{n}x{k}, transposed {transposeA} {transposeB}");
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void Has_the_same_bits_on_any_number_of_threads(string instructionSet)
    {
        Simd.Active = instructionSet;
        foreach (var (In, Out) in ((int, int)[])[(200, 70), (500, 20)])
        foreach (int n in (int[])[20, 100])
        {
            int l = Lanes(n);
            var random = new Random(n);
            using var input = RandomLanes(random, In, n, l);
            using var weight = Random(random, In * Out);
            using var gradOutput = RandomLanes(random, Out, n, l);
            ShouldNotDependOnThreads(
                Out * l,
                n,
                l,
                output => Linear.Forward(n, l, In, Out, input.Pointer, weight.Pointer, null, output.Pointer)
            );
            ShouldNotDependOnThreads(
                In * l,
                n,
                l,
                gradInput => Linear.BackwardInput(n, l, In, Out, gradOutput.Pointer, weight.Pointer, gradInput.Pointer)
            );
            ShouldNotDependOnThreads(
                In * Out + Out,
                1,
                1,
                gradient =>
                    Linear.BackwardWeight(
                        n,
                        l,
                        In,
                        Out,
                        input.Pointer,
                        gradOutput.Pointer,
                        gradient.Pointer,
                        gradient.Pointer + In * Out
                    )
            );
        }
    }
}
