namespace DigitLab.Kernels.Tests;

public sealed unsafe class Pool2dTests : KernelTest
{
    /// <summary>N, L to be set; C, H, W, kernel, stride, padding, dilation, output.</summary>
    private static readonly Pool2dShape[] Shapes =
    [
        new(0, 0, 3, 8, 8, 2, 2, 2, 2, 0, 0, 1, 1, 4, 4),
        new(0, 0, 2, 7, 5, 2, 2, 2, 2, 0, 0, 1, 1, 3, 2),
        new(0, 0, 2, 7, 5, 2, 2, 2, 2, 0, 0, 1, 1, 4, 3),
        new(0, 0, 2, 7, 6, 3, 3, 2, 1, 1, 1, 1, 1, 4, 6),
        new(0, 0, 1, 9, 8, 3, 2, 1, 2, 1, 0, 2, 3, 7, 3),
        new(0, 0, 4, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1),
        new(0, 0, 2, 6, 6, 2, 2, 3, 3, 0, 0, 1, 1, 2, 2),
        new(0, 0, 1, 18, 17, 18, 17, 1, 1, 0, 0, 1, 1, 1, 1),
        new(0, 0, 2, 6, 6, 2, 2, 2, 2, 1, 1, 1, 1, 4, 4),
    ];

    private static readonly int[] Batches = [.. Enumerable.Range(1, 33), 70];

    [Fact]
    public void Max_pooling_agrees_with_its_definition() =>
        OnEveryInstructionSet(() =>
        {
            foreach (var shape in Shapes)
            foreach (int n in Batches)
                CheckMax(shape with { N = n, L = Lanes(n, wide: n == 3) });
        });

    private static void CheckMax(Pool2dShape s)
    {
        var random = new Random(s.N);
        using var input = RandomLanes(random, (long)s.C * s.H * s.W, s.N, s.L);
        // Ties, -inf, NaN and equal zeros: which of them wins is part of the definition.
        for (int i = 0; i < input.Length; i++)
            if (i % s.L < s.N)
                input.Pointer[i] = random.Next(8) switch
                {
                    0 => 0f,
                    1 => float.NegativeInfinity,
                    2 when s.N == 17 => float.NaN,
                    _ => MathF.Round(input.Pointer[i] * 4),
                };
        long outputs = (long)s.C * s.OH * s.OW * s.L;
        using var input64 = ToDouble(input);
        using var output = NaNs(outputs);
        using var output64 = new GuardedMemory<double>(outputs);
        using var argmax = new GuardedMemory<byte>(MaxPool2d.ArgmaxBytes(s));
        using var argmax64 = new GuardedMemory<int>(outputs);
        Naive.MaxPool2dForward(s, input64.Pointer, output64.Pointer, argmax64.Pointer);
        MaxPool2d.Forward(s, input.Pointer, output.Pointer, null);
        ShouldAgree(output, output64, s.N, s.L, 0, $"maximum of {s}");
        MaxPool2d.Forward(s, input.Pointer, output.Pointer, argmax.Pointer);
        ShouldAgree(output, output64, s.N, s.L, 0, $"maximum of {s}");
        for (long i = 0; i < outputs; i++)
            if (i % s.L < s.N && MaxPool2d.WindowIndex(s, argmax.Pointer, i) != argmax64.Pointer[i])
                MaxPool2d
                    .WindowIndex(s, argmax.Pointer, i)
                    .ShouldBe(argmax64.Pointer[i], $"{Simd.Active}: argmax of {s}, element {i / s.L}");

        using var gradOutput = RandomLanes(random, (long)s.C * s.OH * s.OW, s.N, s.L);
        using var gradOutput64 = ToDouble(gradOutput);
        using var gradInput = NaNs(input.Length);
        using var gradInput64 = new GuardedMemory<double>(input.Length);
        MaxPool2d.BackwardInput(s, gradOutput.Pointer, argmax.Pointer, gradInput.Pointer);
        Naive.MaxPool2dBackwardInput(s, gradOutput64.Pointer, argmax64.Pointer, gradInput64.Pointer);
        ShouldAgree(gradInput, gradInput64, s.N, s.L, 1e-6, $"maximum's gradient of {s}");
    }

    [Fact]
    public void Average_pooling_agrees_with_its_definition() =>
        OnEveryInstructionSet(() =>
        {
            foreach (var shape in Shapes)
            foreach (int n in Batches)
            foreach (bool countIncludePad in (bool[])[true, false])
            foreach (int divisor in (int[])[0, 3])
                CheckAverage(
                    shape with
                    {
                        N = n,
                        L = Lanes(n, wide: n == 3),
                        DilationH = 1,
                        DilationW = 1,
                        CountIncludePad = countIncludePad,
                        DivisorOverride = divisor,
                    }
                );
        });

    private static void CheckAverage(Pool2dShape s)
    {
        var random = new Random(s.N);
        using var input = RandomLanes(random, (long)s.C * s.H * s.W, s.N, s.L);
        using var gradOutput = RandomLanes(random, (long)s.C * s.OH * s.OW, s.N, s.L);
        using var input64 = ToDouble(input);
        using var gradOutput64 = ToDouble(gradOutput);
        using var output = NaNs(gradOutput.Length);
        using var output64 = new GuardedMemory<double>(gradOutput.Length);
        using var gradInput = NaNs(input.Length);
        using var gradInput64 = new GuardedMemory<double>(input.Length);
        AvgPool2d.Forward(s, input.Pointer, output.Pointer);
        Naive.AvgPool2dForward(s, input64.Pointer, output64.Pointer);
        ShouldAgree(output, output64, s.N, s.L, 1e-5, $"average of {s}");
        AvgPool2d.BackwardInput(s, gradOutput.Pointer, gradInput.Pointer);
        Naive.AvgPool2dBackwardInput(s, gradOutput64.Pointer, gradInput64.Pointer);
        ShouldAgree(gradInput, gradInput64, s.N, s.L, 1e-6, $"average's gradient of {s}");
        if (!s.CountIncludePad || s.DivisorOverride != 0)
            return;
        foreach (var activation in (Activation[])[Activation.Relu, Activation.Tanh, Activation.Sigmoid])
        {
            // Any numbers will do for an activation's result.
            AvgPool2d.BackwardInput(s, gradOutput.Pointer, gradInput.Pointer, activation, input.Pointer);
            using var expected = ToDouble(gradInput);
            for (int i = 0; i < expected.Length; i++)
                expected.Pointer[i] = gradInput64.Pointer[i] * Derivative(activation, input64.Pointer[i]);
            ShouldAgree(gradInput, expected, s.N, s.L, 1e-5, $"average's and {activation}'s gradient of {s}");
        }
    }

    /// <summary>By the result of the activation.</summary>
    private static double Derivative(Activation activation, double y) =>
        activation switch
        {
            Activation.Relu => y > 0 ? 1 : 0,
            Activation.Tanh => 1 - y * y,
            _ => y * (1 - y),
        };
}
