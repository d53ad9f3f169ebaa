namespace DigitLab.Kernels.Tests;

public sealed unsafe class BatchTransposeTests : KernelTest
{
    [Fact]
    public void Images_lie_by_rows()
    {
        const int N = 9;
        var sample = new SampleShape(Channels: 2, Rows: 3, Width: 4);
        using var images = Random(new Random(1), N * sample.Features);
        using var lanes = NaNs(sample.Features * 16);
        BatchTranspose.ToBatchInnermost(images.Pointer, sample.Features, N, sample, lanes.Pointer, 16);
        for (int n = 0; n < N; n++)
        for (int c = 0; c < 2; c++)
        for (int h = 0; h < 3; h++)
        for (int w = 0; w < 4; w++)
            lanes.Pointer[((h * 2 + c) * 4 + w) * 16 + n].ShouldBe(images.Pointer[((n * 2 + c) * 3 + h) * 4 + w]);

        using var features = NaNs(lanes.Length);
        FlattenRows.ToFeatures(sample, 16, lanes.Pointer, features.Pointer);
        for (int n = 0; n < N; n++)
        for (int f = 0; f < sample.Features; f++)
            features.Pointer[f * 16 + n].ShouldBe(images.Pointer[n * sample.Features + f]);

        using var back = NaNs(lanes.Length);
        FlattenRows.FromFeatures(sample, 16, features.Pointer, back.Pointer);
        back.Span.SequenceEqual(lanes.Span).ShouldBeTrue();
    }

    private static readonly SampleShape[] Samples =
    [
        .. ((int[])[1, 3, 4, 7, 8, 9, 16, 17, 31, 49, 784]).Select(features => (SampleShape)features),
        new(1, 28, 28),
        new(3, 1, 5),
        new(3, 5, 4),
        new(2, 9, 17),
    ];

    [Fact]
    public void Rows_become_lanes_and_lanes_rows()
    {
        foreach (int n in Enumerable.Range(1, 33).Append(100))
        foreach (var sample in Samples)
        {
            int f = sample.Features;
            int l = Lanes(n, wide: n == 5);
            int stride = f + 3;
            using var rows = Random(new Random(n), (n - 1) * stride + f);
            using var lanes = NaNs(f * l);
            using var expected = new GuardedMemory<float>(f * l);
            BatchTranspose.ToBatchInnermost(rows.Pointer, stride, n, sample, lanes.Pointer, l);
            Naive.ToBatchInnermost(rows.Pointer, stride, n, sample, expected.Pointer, l);
            for (int i = 0; i < f * l; i++)
                if (i % l < n)
                    lanes.Pointer[i].ShouldBe(expected.Pointer[i]);

            using var back = NaNs(rows.Length);
            BatchTranspose.ToRowMajor(lanes.Pointer, l, n, sample, back.Pointer, stride);
            for (int i = 0; i < rows.Length; i++)
                back.Pointer[i].ShouldBe(i % stride < f ? rows.Pointer[i] : float.NaN);
        }
    }

    [Fact]
    public void Chosen_rows_become_lanes()
    {
        const int Rows = 50;
        foreach (int n in (int[])[1, 2, 15, 16, 17, 33, 600])
        foreach (var sample in Samples)
        {
            int f = sample.Features;
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
            using var expected = new GuardedMemory<float>(f * l);
            BatchTranspose.Gather(rows.Pointer, f, index.Pointer, n, sample, lanes.Pointer, l);
            Naive.Gather(rows.Pointer, f, index.Pointer, n, sample, expected.Pointer, l);
            for (int i = 0; i < f * l; i++)
                if (i % l < n)
                    lanes.Pointer[i].ShouldBe(expected.Pointer[i]);
            BatchTranspose.Gather(bytes.Pointer, f, index.Pointer, n, sample, lanes.Pointer, l, 1 / 255f, -0.5f);
            for (int i = 0; i < rows.Length; i++)
                rows.Pointer[i] = bytes.Pointer[i] / 255f - 0.5f;
            Naive.Gather(rows.Pointer, f, index.Pointer, n, sample, expected.Pointer, l);
            for (int i = 0; i < f * l; i++)
                if (i % l < n)
                    lanes.Pointer[i].ShouldBe(expected.Pointer[i], 1e-6);
        }
    }
}
