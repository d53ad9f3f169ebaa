using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Tensors;

/// <summary>Tensors print as TorchSharp prints them.</summary>
public class PrintingTests
{
    private static readonly float[] Numbers = [0, 3.141f, 6.2834f, 3.14152f, 6.28e-06f, -13.141529f, 0.01f, 4713.14f];

    private static string Show(Tensor tensor, TensorStringStyle style, string? format = null) =>
        tensor.ToString(style, format, cultureInfo: CultureInfo.InvariantCulture, newLine: "\n");

    [Fact]
    public void Without_a_style_it_is_the_shape_and_the_type() =>
        zeros(2, 2).ToString().ShouldBe("[2x2], type = Float32, device = cpu");

    [Fact]
    public void Numbers_have_no_rows()
    {
        Show(tensor(3.14f), julia).ShouldBe("[], type = Float32, device = cpu, value = 3.14");
        Show(tensor(3.14f), julia, "E2").ShouldBe("[], type = Float32, device = cpu, value = 3.14E+000");
        Show(tensor(3.14f), csharp).ShouldBe("[], type = Float32, device = cpu, value = 3.14");
        Show(tensor(3.14f), numpy).ShouldBe("3.14");
    }

    [Fact]
    public void Julia()
    {
        Show(zeros(4), julia).ShouldBe("[4], type = Float32, device = cpu\n 0 0 0 0\n");
        Show(tensor(Numbers, 2, 4), julia)
            .ShouldBe(
                "[2x4], type = Float32, device = cpu\n        0   3.141 6.2834 3.1415\n 6.28e-06 -13.142   0.01 4713.1\n"
            );
        Show(tensor([.. Numbers, 0.01f, 0, 0, 0, 0, 0, 0, 0], [2, 2, 4]), julia)
            .ShouldBe(
                "[2x2x4], type = Float32, device = cpu\n[0,..,..] =\n        0   3.141 6.2834 3.1415\n"
                    + " 6.28e-06 -13.142   0.01 4713.1\n\n[1,..,..] =\n 0.01 0 0 0\n    0 0 0 0\n"
            );
    }

    [Fact]
    public void Julia_cuts_long_lines()
    {
        var lines = Show(arange(1000).reshape(2, 500), julia).Split('\n');
        lines[1].Length.ShouldBeLessThanOrEqualTo(100);
        lines[1].ShouldEndWith(" ...");
        lines[1].Length.ShouldBe(lines[2].Length);
    }

    [Fact]
    public void Numpy()
    {
        Show(zeros(4), numpy).ShouldBe("[0, 0, 0, 0]");
        Show(ones(100, int32), numpy).ShouldBe("[1, 1, 1, ... 1, 1, 1]");
        Show(tensor(Numbers, 2, 4), numpy).ShouldBe("[[0, 3.141, 6.2834, 3.1415]\n [6.28e-06, -13.142, 0.01, 4713.1]]");
        Show(arange(7, 207, 2).reshape(10, 10), numpy)
            .ShouldBe(
                "[[7, 9, 11, ... 21, 23, 25]\n [27, 29, 31, ... 41, 43, 45]\n [47, 49, 51, ... 61, 63, 65]\n ...\n"
                    + " [147, 149, 151, ... 161, 163, 165]\n [167, 169, 171, ... 181, 183, 185]\n [187, 189, 191, ... 201, 203, 205]]"
            );
        Show(arange(16).reshape(2, 2, 2, 2), numpy)
            .ShouldBe(
                "[[[[0, 1]\n   [2, 3]]\n\n  [[4, 5]\n   [6, 7]]]\n\n\n [[[8, 9]\n   [10, 11]]\n\n  [[12, 13]\n   [14, 15]]]]"
            );
    }

    [Fact]
    public void CSharp()
    {
        Show(zeros(4), csharp).ShouldBe("[4], type = Float32, device = cpu, value = float [] {0f, 0f, 0f, 0f}");
        Show(ones(100, int32), csharp)
            .ShouldBe("[100], type = Int32, device = cpu, value = int [] {1, 1, 1, ... 1, 1, 1}");
        Show(zeros(2, 4), csharp)
            .ShouldBe(
                "[2x4], type = Float32, device = cpu, value = \nfloat [,] {\n {0f, 0f, 0f, 0f},\n {0f, 0f, 0f, 0f}\n}"
            );
        Show(arange(1, 201, 2, float32).reshape(10, 10), csharp)
            .ShouldBe(
                "[10x10], type = Float32, device = cpu, value = \nfloat [,] {\n {1f, 3f, 5f, ... 15f, 17f, 19f},\n"
                    + " {21f, 23f, 25f, ... 35f, 37f, 39f},\n {41f, 43f, 45f, ... 55f, 57f, 59f},\n ...\n"
                    + " {141f, 143f, 145f, ... 155f, 157f, 159f},\n {161f, 163f, 165f, ... 175f, 177f, 179f},\n"
                    + " {181f, 183f, 185f, ... 195f, 197f, 199f}\n}"
            );
        Show(ones(2, 2, 5, int32), csharp)
            .ShouldBe(
                "[2x2x5], type = Int32, device = cpu, value = \nint [,,] {\n {{1, 1, 1, 1, 1},\n  {1, 1, 1, 1, 1}},\n"
                    + " {{1, 1, 1, 1, 1},\n  {1, 1, 1, 1, 1}}\n}"
            );
    }

    [Fact]
    public void Views_print_what_they_show() =>
        Show(arange(6).reshape(2, 3).t()[1..], numpy).ShouldBe("[[1, 4]\n [2, 5]]");

    [Fact]
    public void Special_values_have_names() =>
        Show(tensor(new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity }), numpy)
            .ShouldBe("[nan, inf, -inf]");

    [Fact]
    public void Empty_tensors_print() => Show(zeros(0, 3), numpy).ShouldBe("[]");

    [Fact]
    public void A_huge_tensor_prints_at_once()
    {
        var images = zeros(60_000, 28, 28);
        Show(images, julia).Length.ShouldBeLessThan(50_000);
        Show(images, numpy).Length.ShouldBeLessThan(5_000);
    }

    [Fact]
    public void Printing_of_a_disposed_tensor_does_not_throw()
    {
        var tensor = ones(2);
        tensor.Dispose();
        tensor.ToString().ShouldContain("disposed");
    }
}
