namespace DigitLab.Kernels.Tests;

/// <summary>The kernels for batches too small for lanes must agree with those that work in lanes.</summary>
public sealed unsafe class FewImagesTests : KernelTest
{
    private const double Tolerance = 2e-5;

    [Fact]
    public void Convolution_agrees_with_its_definition() =>
        OnEveryInstructionSet(() =>
        {
            foreach (int n in (int[])[1, 3])
            {
                CheckConvolution(new(n, 0, 1, 28, 28, 6, 5, 5, 1, 1, 2, 2, 1, 1, 1, 28, 28));
                CheckConvolution(new(n, 0, 6, 14, 14, 16, 5, 5, 1, 1, 0, 0, 1, 1, 1, 10, 10));
                CheckConvolution(new(n, 0, 1, 28, 28, 25, 12, 12, 2, 2, 0, 0, 1, 1, 1, 9, 9));
                CheckConvolution(new(n, 0, 16, 3, 3, 9, 2, 2, 1, 1, 0, 0, 1, 1, 1, 3, 3));
                CheckConvolution(new(n, 0, 1, 28, 28, 7, 4, 4, 2, 2, 1, 1, 1, 1, 1, 14, 14));
                CheckConvolution(new(n, 0, 4, 9, 7, 6, 3, 2, 3, 2, 1, 1, 1, 1, 2, 3, 4));
                CheckConvolution(new(n, 0, 2, 9, 9, 3, 3, 3, 1, 1, 1, 2, 2, 2, 1, 7, 9));
                CheckConvolution(new(n, 0, 3, 5, 5, 4, 1, 1, 3, 2, 0, 0, 1, 1, 1, 2, 3));
                CheckConvolution(new(n, 0, 2, 9, 9, 3, 3, 3, 2, 2, 1, 1, 2, 2, 1, 4, 4));
                CheckConvolution(new(n, 0, 8, 1, 1, 5, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1));
                CheckConvolution(new(n, 0, 1, 3, 3, 2, 2, 2, 2, 2, 3, 3, 1, 1, 1, 4, 4));
            }
        });

    private static void CheckConvolution(Conv2dShape s)
    {
        var random = new Random(1);
        int inputs = s.Cin * s.H * s.W;
        int outputs = s.Cout * s.OH * s.OW;
        using var input = Random(random, s.N * inputs);
        using var weight = Random(random, s.Cout * s.GroupCin * s.KH * s.KW, 1 / MathF.Sqrt(s.GroupCin * s.KH * s.KW));
        using var bias = Random(random, s.Cout);
        using var weight64 = ToDouble(weight);
        using var bias64 = ToDouble(bias);
        using var output = NaNs(s.N * outputs);
        using var ordinary = ToDouble(input);
        using var input64 = new GuardedMemory<double>(inputs);
        using var output64 = new GuardedMemory<double>(outputs);
        using var expected = new GuardedMemory<double>(outputs);
        foreach (var activation in (Activation[])[Activation.None, Activation.Relu, Activation.Tanh])
        {
            float* b = activation == Activation.Tanh ? null : bias.Pointer;
            Conv2d.ForwardImage(s, input.Pointer, weight.Pointer, b, output.Pointer, activation);
            for (int n = 0; n < s.N; n++)
            {
                var one = s with { N = 1, L = 1 };
                double* b64 = b == null ? null : bias64.Pointer;
                Naive.ToBatchInnermost(
                    ordinary.Pointer + n * inputs,
                    inputs,
                    1,
                    new SampleShape(s.Cin, s.H, s.W),
                    input64.Pointer,
                    1
                );
                Naive.Conv2dForward(one, input64.Pointer, weight64.Pointer, b64, output64.Pointer);
                Naive.ToRowMajor(
                    output64.Pointer,
                    1,
                    1,
                    new SampleShape(s.Cout, s.OH, s.OW),
                    expected.Pointer,
                    outputs
                );
                for (int i = 0; i < outputs; i++)
                    ShouldAgree(
                        output.Pointer[n * outputs + i],
                        Apply(activation, expected.Pointer[i]),
                        Tolerance,
                        $"{activation} of {s}, element {i}"
                    );
            }
        }
    }

    private static double Apply(Activation activation, double x) =>
        activation switch
        {
            Activation.Relu => Math.Max(x, 0),
            Activation.Tanh => Math.Tanh(x),
            _ => x,
        };

    [Fact]
    public void Linear_agrees_with_its_definition() =>
        OnEveryInstructionSet(() =>
        {
            foreach (var (inFeatures, outFeatures) in ((int, int)[])[(400, 120), (84, 10), (1, 1), (33, 7), (65, 2)])
            foreach (int n in (int[])[1, 3])
            {
                var random = new Random(n);
                using var input = Random(random, n * inFeatures);
                using var weight = Random(random, outFeatures * inFeatures, 1 / MathF.Sqrt(inFeatures));
                using var bias = Random(random, outFeatures);
                using var output = NaNs(n * outFeatures);
                Linear.ForwardVector(
                    n,
                    inFeatures,
                    outFeatures,
                    input.Pointer,
                    weight.Pointer,
                    bias.Pointer,
                    output.Pointer,
                    Activation.Relu
                );
                for (int i = 0; i < output.Length; i++)
                {
                    (int sample, int o) = Math.DivRem(i, outFeatures);
                    double sum = bias.Pointer[o];
                    for (int f = 0; f < inFeatures; f++)
                        sum += (double)input.Pointer[sample * inFeatures + f] * weight.Pointer[o * inFeatures + f];
                    ShouldAgree(output.Pointer[i], Math.Max(sum, 0), Tolerance, $"{inFeatures}-{outFeatures}, {i}");
                }
            }
        });

    [Fact]
    public void Pooling_agrees_with_its_definition() =>
        OnEveryInstructionSet(() =>
        {
            foreach (int n in (int[])[1, 3])
            {
                CheckPooling(new(n, 1, 3, 28, 28, 2, 2, 2, 2, 0, 0, 1, 1, 14, 14));
                CheckPooling(new(n, 1, 2, 7, 35, 3, 2, 2, 1, 1, 1, 1, 1, 4, 36, CountIncludePad: false));
                CheckPooling(new(n, 1, 2, 7, 5, 2, 2, 2, 2, 0, 0, 1, 1, 4, 3));
                CheckPooling(new(n, 1, 1, 9, 8, 3, 2, 1, 2, 1, 0, 2, 3, 7, 3));
            }
        });

    private static void CheckPooling(Pool2dShape s)
    {
        var random = new Random(1);
        int inputs = s.C * s.H * s.W;
        int outputs = s.C * s.OH * s.OW;
        using var input = Random(random, s.N * inputs);
        input.Pointer[inputs / 2] = float.NaN;
        using var output = NaNs(s.N * outputs);
        using var ordinary = ToDouble(input);
        using var input64 = new GuardedMemory<double>(inputs);
        using var output64 = new GuardedMemory<double>(outputs);
        using var expected = new GuardedMemory<double>(s.N * outputs);
        MaxPool2d.ForwardImage(s, input.Pointer, output.Pointer);
        Expect(average: false);
        ShouldAgree(output, expected, 1, 1, 0, $"maximum of {s}");
        AvgPool2d.ForwardImage(s, input.Pointer, output.Pointer);
        Expect(average: true);
        ShouldAgree(output, expected, 1, 1, 1e-6, $"average of {s}");

        void Expect(bool average)
        {
            var one = s with { N = 1 };
            for (int n = 0; n < s.N; n++)
            {
                var (from, to) = (new SampleShape(s.C, s.H, s.W), new SampleShape(s.C, s.OH, s.OW));
                Naive.ToBatchInnermost(ordinary.Pointer + n * inputs, inputs, 1, from, input64.Pointer, 1);
                if (average)
                    Naive.AvgPool2dForward(one, input64.Pointer, output64.Pointer);
                else
                    Naive.MaxPool2dForward(one, input64.Pointer, output64.Pointer, null);
                Naive.ToRowMajor(output64.Pointer, 1, 1, to, expected.Pointer + n * outputs, outputs);
            }
        }
    }
}
