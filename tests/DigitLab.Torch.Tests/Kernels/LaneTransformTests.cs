using DigitLab.Torch.Kernels;

namespace DigitLab.Torch.Tests.Kernels;

public sealed unsafe class LaneTransformTests : KernelTest
{
    private static readonly int[] Features = [1, 3, 4, 7, 8, 9, 16, 17, 31, 49, 784];

    [Fact]
    public void Rows_become_lanes_and_lanes_rows()
    {
        foreach (int n in Enumerable.Range(1, 33).Append(100))
        foreach (int f in Features)
        {
            int l = Lanes(n, wide: n == 5);
            int stride = f + 3;
            using var rows = Random(new Random(n), (n - 1) * stride + f);
            using var lanes = NaNs(f * l);
            using var expected = new GuardedMemory<float>(f * l);
            LaneTransform.ToLanes(rows.Pointer, stride, n, f, lanes.Pointer, l);
            Naive.ToLanes(rows.Pointer, stride, n, f, expected.Pointer, l);
            for (int i = 0; i < f * l; i++)
                if (i % l < n)
                    lanes.Pointer[i].ShouldBe(expected.Pointer[i]);

            using var back = NaNs(rows.Length);
            LaneTransform.FromLanes(lanes.Pointer, l, n, f, back.Pointer, stride);
            for (int i = 0; i < rows.Length; i++)
                back.Pointer[i].ShouldBe(i % stride < f ? rows.Pointer[i] : float.NaN);
        }
    }

    [Fact]
    public void Chosen_rows_become_lanes()
    {
        const int Rows = 50;
        foreach (int n in (int[])[1, 2, 15, 16, 17, 33, 600])
        foreach (int f in Features)
        {
            int l = Lanes(n);
            var random = new Random(n);
            using var rows = Random(random, Rows * f);
            using var bytes = new GuardedMemory<byte>(Rows * f);
            random.NextBytes(bytes.Span);
            using var index = new GuardedMemory<long>(n);
            foreach (ref long row in index.Span)
                row = random.Next(Rows);
            index.Span[0] = Rows - 1;
            using var lanes = NaNs(f * l);
            LaneTransform.Gather(rows.Pointer, f, index.Pointer, n, f, lanes.Pointer, l);
            for (int i = 0; i < f * l; i++)
                if (i % l < n)
                    lanes.Pointer[i].ShouldBe(rows.Pointer[index.Pointer[i % l] * f + i / l]);
            LaneTransform.Gather(bytes.Pointer, f, index.Pointer, n, f, lanes.Pointer, l, 1 / 255f, -0.5f);
            for (int i = 0; i < f * l; i++)
                if (i % l < n)
                    lanes.Pointer[i].ShouldBe(bytes.Pointer[index.Pointer[i % l] * f + i / l] / 255f - 0.5f, 1e-6);
        }
    }
}
