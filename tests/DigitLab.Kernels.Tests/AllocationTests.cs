namespace DigitLab.Kernels.Tests;

public sealed unsafe class AllocationTests : KernelTest
{
    [Fact]
    public void A_step_allocates_nothing()
    {
        const int N = 33;
        int l = Lanes(N);
        var random = new Random(1);
        var conv = new Conv2dShape(N, l, 6, 14, 14, 16, 5, 5, 1, 1, 0, 0, 1, 1, 1, 10, 10);
        var pool = new Pool2dShape(N, l, 16, 10, 10, 2, 2, 2, 2, 0, 0, 1, 1, 5, 5);
        using var rows = Random(random, 100 * 6 * 196);
        using var index = new GuardedMemory<long>(N);
        index.Span.Fill(7);
        using var image = Random(random, 6 * 196 * l);
        using var weight = Random(random, 48_000);
        using var gradient = Random(random, 48_000);
        using var moments = Random(random, 2 * 48_000, 0);
        using var output = Random(random, 1600 * l);
        using var pooled = Random(random, 400 * l);
        using var argmax = new GuardedMemory<byte>(MaxPool2d.ArgmaxBytes(pool));
        using var hidden = Random(random, 120 * l);
        using var probabilities = Random(random, 120 * l);

        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Step();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Step()
        {
            BatchTranspose.Gather(rows.Pointer, 6 * 196, index.Pointer, N, 6 * 196, image.Pointer, l);
            Conv2d.Forward(conv, image.Pointer, weight.Pointer, null, output.Pointer, Activation.Relu);
            MaxPool2d.Forward(pool, output.Pointer, pooled.Pointer, argmax.Pointer);
            Linear.Forward(N, l, 400, 120, pooled.Pointer, weight.Pointer, null, hidden.Pointer);
            Elementwise.Tanh(120 * l, hidden.Pointer, hidden.Pointer);
            SoftmaxCrossEntropy.Forward(
                N,
                l,
                120,
                hidden.Pointer,
                index.Pointer,
                null,
                -100,
                true,
                probabilities.Pointer,
                null,
                out _
            );
            Linear.BackwardWeight(N, l, 400, 120, pooled.Pointer, hidden.Pointer, gradient.Pointer, null);
            Linear.BackwardInput(N, l, 400, 120, hidden.Pointer, weight.Pointer, pooled.Pointer);
            MaxPool2d.BackwardInput(pool, pooled.Pointer, argmax.Pointer, output.Pointer);
            Conv2d.BackwardWeight(conv, image.Pointer, output.Pointer, gradient.Pointer, null);
            Conv2d.BackwardInput(conv, output.Pointer, weight.Pointer, image.Pointer);
            OptimizerStep.Adam(
                48_000,
                weight.Pointer,
                gradient.Pointer,
                moments.Pointer,
                moments.Pointer + 48_000,
                null,
                0.001,
                0.9,
                0.999,
                1e-8,
                0,
                false,
                1,
                false
            );
        }
    }
}
