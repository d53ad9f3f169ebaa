namespace DigitLab.Kernels.Tests;

public sealed unsafe class Conv2dTests : KernelTest
{
    private const double Tolerance = 2e-5;

    /// <summary>Layers of the labs' networks and odd ones: Cin, H, W, Cout, KH, KW, strides, paddings, dilations, groups.</summary>
    private static readonly (int, int, int, int, int, int, int, int, int, int, int, int, int)[] Layers =
    [
        (1, 28, 28, 6, 5, 5, 1, 1, 2, 2, 1, 1, 1),
        (6, 14, 14, 16, 5, 5, 1, 1, 0, 0, 1, 1, 1),
        (1, 28, 28, 25, 12, 12, 2, 2, 0, 0, 1, 1, 1),
        (25, 9, 9, 13, 5, 5, 1, 1, 2, 2, 1, 1, 1),
        (1, 7, 5, 8, 3, 3, 1, 1, 1, 1, 1, 1, 1),
        (8, 7, 7, 9, 3, 3, 1, 1, 1, 1, 1, 1, 1),
        (32, 7, 7, 16, 4, 4, 1, 1, 1, 1, 1, 1, 1),
        (16, 3, 3, 9, 2, 2, 1, 1, 0, 0, 1, 1, 1),
        (1, 9, 8, 7, 4, 4, 2, 2, 1, 1, 1, 1, 1),
        (3, 11, 10, 5, 3, 2, 2, 3, 1, 0, 1, 1, 1),
        (2, 12, 9, 3, 3, 2, 1, 1, 0, 1, 2, 3, 1),
        (2, 13, 13, 4, 3, 3, 2, 3, 2, 2, 2, 2, 1),
        (4, 6, 6, 8, 3, 3, 2, 2, 1, 1, 1, 1, 2),
        (8, 5, 5, 8, 3, 3, 1, 1, 1, 1, 1, 1, 8),
        (6, 4, 4, 3, 1, 1, 1, 1, 0, 0, 1, 1, 3),
        (5, 1, 1, 3, 1, 1, 1, 1, 0, 0, 1, 1, 1),
        (2, 3, 3, 2, 5, 5, 1, 1, 4, 4, 1, 1, 1),
        (1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 1, 1, 1),
        (3, 4, 6, 5, 1, 3, 4, 1, 0, 3, 1, 2, 1),
    ];

    public static IEnumerable<TheoryDataRow<int>> LayerIndices =>
        Enumerable.Range(0, Layers.Length).Select(layer => new TheoryDataRow<int>(layer));

    private static Conv2dShape Shape(int layer, int n, bool wide = false, int extra = 0)
    {
        var (cin, h, w, cout, kh, kw, sh, sw, ph, pw, dh, dw, groups) = Layers[layer];
        // With extra the image ends further below and right than above and left: "same" of even kernels.
        int oh = (h + 2 * ph + extra - dh * (kh - 1) - 1) / sh + 1;
        int ow = (w + 2 * pw + extra - dw * (kw - 1) - 1) / sw + 1;
        return new(n, Lanes(n, wide), cin, h, w, cout, kh, kw, sh, sw, ph, pw, dh, dw, groups, oh, ow);
    }

    private static string Name(in Conv2dShape s) => s.ToString();

    [Theory]
    [MemberData(nameof(LayerIndices))]
    public void Agrees_with_its_definition(int layer)
    {
        var random = new Random(layer);
        foreach (int n in (int[])[1, 5, 16, 33])
            OnEveryInstructionSet(() => Check(Shape(layer, n, wide: n == 5, extra: n == 33 ? 1 : 0), random));
    }

    [Fact]
    public void Agrees_with_its_definition_on_every_batch_size()
    {
        var random = new Random(1);
        for (int n = 1; n <= 33; n++)
            OnEveryInstructionSet(() => Check(new(n, Lanes(n), 3, 6, 5, 7, 3, 3, 1, 1, 1, 1, 1, 1, 1, 6, 5), random));
        foreach (int n in (int[])[64, 100, 128, 200])
            OnEveryInstructionSet(() => Check(new(n, Lanes(n), 1, 6, 5, 6, 3, 3, 1, 1, 1, 1, 1, 1, 1, 6, 5), random));
    }

    private static void Check(Conv2dShape s, Random random)
    {
        long inputs = (long)s.Cin * s.H * s.W;
        long outputs = (long)s.Cout * s.OH * s.OW;
        int weights = s.Cout * s.GroupCin * s.KH * s.KW;
        using var input = RandomLanes(random, inputs, s.N, s.L);
        using var weight = Random(random, weights, 1 / MathF.Sqrt(s.GroupCin * s.KH * s.KW));
        using var bias = Random(random, s.Cout);
        using var gradOutput = RandomLanes(random, outputs, s.N, s.L, 1 / MathF.Sqrt(s.OH * s.OW * s.N));
        using var input64 = ToDouble(input);
        using var weight64 = ToDouble(weight);
        using var bias64 = ToDouble(bias);
        using var gradOutput64 = ToDouble(gradOutput);

        using var output = NaNs(outputs * s.L);
        using var output64 = new GuardedMemory<double>(outputs * s.L);
        Conv2d.Forward(s, input.Pointer, weight.Pointer, bias.Pointer, output.Pointer);
        Naive.Conv2dForward(s, input64.Pointer, weight64.Pointer, bias64.Pointer, output64.Pointer);
        ShouldAgree(output, output64, s.N, s.L, Tolerance, "output of " + Name(s));
        Conv2d.Forward(s, input.Pointer, weight.Pointer, null, output.Pointer, Activation.Relu);
        Naive.Conv2dForward(s, input64.Pointer, weight64.Pointer, null, output64.Pointer);
        foreach (ref double y in output64.Span)
            y = Math.Max(y, 0);
        ShouldAgree(output, output64, s.N, s.L, Tolerance, "relu of " + Name(s));

        using var gradInput = NaNs(inputs * s.L);
        using var gradInput64 = new GuardedMemory<double>(inputs * s.L);
        Conv2d.BackwardInput(s, gradOutput.Pointer, weight.Pointer, gradInput.Pointer);
        Naive.Conv2dBackwardInput(s, gradOutput64.Pointer, weight64.Pointer, gradInput64.Pointer);
        ShouldAgree(gradInput, gradInput64, s.N, s.L, Tolerance, "input gradient of " + Name(s));

        using var gradWeight = NaNs(weights);
        using var gradBias = NaNs(s.Cout);
        using var gradWeight64 = new GuardedMemory<double>(weights);
        using var gradBias64 = new GuardedMemory<double>(s.Cout);
        foreach (bool wantsBias in (bool[])[true, false])
        {
            float* gb = wantsBias ? gradBias.Pointer : null;
            Conv2d.BackwardWeight(s, input.Pointer, gradOutput.Pointer, gradWeight.Pointer, gb);
            Naive.Conv2dBackwardWeight(
                s,
                input64.Pointer,
                gradOutput64.Pointer,
                gradWeight64.Pointer,
                wantsBias ? gradBias64.Pointer : null
            );
            ShouldAgree(gradWeight, gradWeight64, 1, 1, Tolerance, "weight gradient of " + Name(s));
            ShouldAgree(gradBias, gradBias64, 1, 1, Tolerance, "bias gradient of " + Name(s));
        }
    }

    /// <summary>Pooling in the same pass: the values and the argmax of two passes, to the bit.</summary>
    [Fact]
    public void Pools_on_the_way_as_afterwards()
    {
        var random = new Random(2);
        foreach (var activation in Enum.GetValues<Activation>())
        foreach (int n in Enumerable.Range(1, 33).Append(100).Append(600))
            OnEveryInstructionSet(() =>
            {
                var s = new Conv2dShape(n, Lanes(n), 3, 7, 8, 7, 3, 3, 1, 1, 1, 1, 1, 1, 1, 7, 8);
                foreach (bool average in (bool[])[false, true])
                {
                    CheckPool(s, new(n, s.L, 7, 7, 8, 2, 2, 2, 2, 0, 0, 1, 1, 3, 4), average, activation, random);
                    CheckPool(s, new(n, s.L, 7, 7, 8, 3, 2, 4, 3, 0, 0, 1, 1, 2, 3), average, activation, random);
                }
            });
    }

    /// <summary>With the convolution's rows kept, as features, and for a maximum of what a ReLU gave.</summary>
    private static void CheckKeptAndFlat(
        Conv2dShape s,
        Pool2dShape pool,
        bool average,
        Activation activation,
        GuardedMemory<float> input,
        GuardedMemory<float> weight,
        GuardedMemory<float> bias,
        GuardedMemory<float> rows,
        GuardedMemory<float> pooled,
        GuardedMemory<byte> argmax
    )
    {
        using var kept = NaNs(rows.Length);
        using var features = NaNs(pooled.Length);
        using var at = new GuardedMemory<byte>(argmax.Length);
        bool rectified = activation == Activation.Relu;
        Conv2d.ForwardPooled(
            s,
            new RowPool(pool with { Flat = true }, average, features.Pointer, average ? null : at.Pointer, rectified),
            input.Pointer,
            weight.Pointer,
            bias.Pointer,
            kept.Pointer,
            activation
        );
        var sample = new SampleShape(pool.C, pool.OH, pool.OW);
        for (int f = 0; f < sample.Features; f++)
        for (int n = 0; n < s.N; n++)
        {
            long to = sample.Place(f) * s.L + n;
            float value = pooled.Pointer[to];
            byte place = rectified && value == 0 ? (byte)(pool.KH * pool.KW) : argmax.Pointer[to];
            if (!features.Pointer[f * s.L + n].Equals(value))
                features.Pointer[f * s.L + n].ShouldBe(value, $"{Simd.Active}, {pool}");
            if (!average && at.Pointer[f * s.L + n] != place)
                at.Pointer[f * s.L + n].ShouldBe(place, $"{Simd.Active}, {pool}");
        }
        for (int oh = 0; oh < pool.OH; oh++)
        for (int kh = 0; kh < pool.KH; kh++)
        for (long i = 0; i < s.OutputRow; i++)
        {
            long place = (oh * pool.StrideH + kh) * s.OutputRow + i;
            if (i % s.L < s.N && !kept.Pointer[place].Equals(rows.Pointer[place]))
                kept.Pointer[place].ShouldBe(rows.Pointer[place], $"{Simd.Active}, {pool}");
        }
    }

    private static void CheckPool(Conv2dShape s, Pool2dShape pool, bool average, Activation activation, Random random)
    {
        RowPool.Handles(pool).ShouldBeTrue();
        using var input = RandomLanes(random, (long)s.Cin * s.H * s.W, s.N, s.L);
        using var weight = Random(random, s.Cout * s.Cin * s.KH * s.KW);
        using var bias = Random(random, s.Cout);
        using var output = NaNs((long)s.Cout * s.OH * s.OW * s.L);
        long pooled = (long)pool.C * pool.OH * pool.OW * s.L;
        using var expected = NaNs(pooled);
        using var actual = NaNs(pooled);
        using var expectedArgmax = new GuardedMemory<byte>(MaxPool2d.ArgmaxBytes(pool));
        using var actualArgmax = new GuardedMemory<byte>(MaxPool2d.ArgmaxBytes(pool));
        Conv2d.Forward(s, input.Pointer, weight.Pointer, bias.Pointer, output.Pointer, activation);
        if (average)
            AvgPool2d.Forward(pool, output.Pointer, expected.Pointer);
        else
            MaxPool2d.Forward(pool, output.Pointer, expected.Pointer, expectedArgmax.Pointer);
        Conv2d.ForwardPooled(
            s,
            new RowPool(pool, average, actual.Pointer, average ? null : actualArgmax.Pointer),
            input.Pointer,
            weight.Pointer,
            bias.Pointer,
            null,
            activation
        );
        CheckKeptAndFlat(s, pool, average, activation, input, weight, bias, output, expected, expectedArgmax);
        ShouldBeSame(actual, expected, s.N, s.L, $"{pool}");
        if (!average)
            ShouldBeSame(actualArgmax, expectedArgmax, s.N, s.L, $"argmax of {pool}");
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void Has_the_same_bits_on_any_number_of_threads(string instructionSet)
    {
        Simd.Active = instructionSet;
        foreach (int layer in (int[])[0, 1, 3])
        foreach (int n in (int[])[20, 100, 600])
        {
            var s = Shape(layer, n);
            var random = new Random(n);
            int weights = s.Cout * s.GroupCin * s.KH * s.KW;
            using var input = RandomLanes(random, (long)s.Cin * s.H * s.W, n, s.L);
            using var weight = Random(random, weights);
            using var gradOutput = RandomLanes(random, (long)s.Cout * s.OH * s.OW, n, s.L);
            ShouldNotDependOnThreads(
                gradOutput.Length,
                n,
                s.L,
                output => Conv2d.Forward(s, input.Pointer, weight.Pointer, null, output.Pointer)
            );
            ShouldNotDependOnThreads(
                input.Length,
                n,
                s.L,
                gradInput => Conv2d.BackwardInput(s, gradOutput.Pointer, weight.Pointer, gradInput.Pointer)
            );
            ShouldNotDependOnThreads(
                weights + s.Cout,
                1,
                1,
                gradient =>
                    Conv2d.BackwardWeight(
                        s,
                        input.Pointer,
                        gradOutput.Pointer,
                        gradient.Pointer,
                        gradient.Pointer + weights
                    )
            );
        }
    }
}
