namespace DigitLab.Kernels.Tests;

public sealed unsafe class OptimizerStepTests : KernelTest
{
    private static readonly int[] Lengths = [1, 15, 16, 17, 33, 257, 20_000];

    [Fact]
    public void Sgd_agrees_with_its_definition() =>
        OnEveryInstructionSet(() =>
        {
            foreach (int n in Lengths)
            foreach (bool momentum in (bool[])[false, true])
            foreach (bool nesterov in (bool[])[false, true])
            foreach (bool maximize in (bool[])[false, true])
            {
                var random = new Random(n);
                using var p = Random(random, n);
                using var g = Random(random, n);
                using var buffer = NaNs(n);
                using var p64 = ToDouble(p);
                using var g64 = ToDouble(g);
                using var buffer64 = new GuardedMemory<double>(n);
                for (int step = 0; step < 3; step++)
                {
                    OptimizerStep.Sgd(
                        n,
                        p.Pointer,
                        g.Pointer,
                        momentum ? buffer.Pointer : null,
                        0.1,
                        0.9,
                        nesterov ? 0 : 0.2,
                        nesterov,
                        step * 0.05,
                        step == 0,
                        maximize
                    );
                    Naive.Sgd(
                        n,
                        p64.Pointer,
                        g64.Pointer,
                        momentum ? buffer64.Pointer : null,
                        0.1,
                        0.9,
                        nesterov ? 0 : 0.2,
                        nesterov,
                        step * 0.05,
                        step == 0,
                        maximize
                    );
                }
                ShouldAgree(p, p64, 1, 1, 1e-6, "parameter");
            }
        });

    [Fact]
    public void Adam_agrees_with_its_definition() =>
        OnEveryInstructionSet(() =>
        {
            foreach (int n in Lengths)
            foreach (bool amsgrad in (bool[])[false, true])
            foreach (bool decoupled in (bool[])[false, true])
            foreach (bool maximize in (bool[])[false, true])
            {
                var random = new Random(n);
                using var p = Random(random, n);
                using var p64 = ToDouble(p);
                using var first = Random(random, n, 0);
                using var second = Random(random, n, 0);
                using var max = Random(random, n, 0);
                using var first64 = ToDouble(first);
                using var second64 = ToDouble(second);
                using var max64 = ToDouble(max);
                for (int step = 1; step <= 4; step++)
                {
                    using var g = Random(random, n, 1f / step);
                    using var g64 = ToDouble(g);
                    OptimizerStep.Adam(
                        n,
                        p.Pointer,
                        g.Pointer,
                        first.Pointer,
                        second.Pointer,
                        amsgrad ? max.Pointer : null,
                        0.01,
                        0.9,
                        0.999,
                        1e-8,
                        0.1,
                        decoupled,
                        step,
                        maximize
                    );
                    Naive.Adam(
                        n,
                        p64.Pointer,
                        g64.Pointer,
                        first64.Pointer,
                        second64.Pointer,
                        amsgrad ? max64.Pointer : null,
                        0.01,
                        0.9,
                        0.999,
                        1e-8,
                        0.1,
                        decoupled,
                        step,
                        maximize
                    );
                }
                ShouldAgree(p, p64, 1, 1, 1e-5, "parameter");
                ShouldAgree(first, first64, 1, 1, 1e-6, "first moment");
                ShouldAgree(second, second64, 1, 1, 1e-6, "second moment");
            }
        });

    [Fact]
    public void Adam_has_the_same_bits_on_any_number_of_threads()
    {
        const int N = 50_001;
        ShouldNotDependOnThreads(
            N,
            1,
            1,
            p =>
            {
                var random = new Random(1);
                foreach (ref float x in p.Span)
                    x = random.NextSingle();
                using var g = Random(random, N);
                using var first = Random(random, N);
                using var second = Random(random, N, 0);
                OptimizerStep.Adam(
                    N,
                    p.Pointer,
                    g.Pointer,
                    first.Pointer,
                    second.Pointer,
                    null,
                    0.01,
                    0.9,
                    0.999,
                    1e-8,
                    0,
                    false,
                    2,
                    false
                );
            }
        );
    }
}
