using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>What PyTorch gives for whole numbers: products that wrap around, and no detour through Float64.</summary>
public class IntegerTests
{
    private const long Big = 1L << 53; // Float64 holds no odd number beyond

    private static void Is(Tensor tensor, ScalarType type, params long[] values)
    {
        tensor.dtype.ShouldBe(type);
        // TorchSharp's accessor cannot copy what has no elements.
        long[] found = tensor.numel() == 0 ? [] : tensor.to(int64).contiguous().data<long>().ToArray();
        found.ShouldBe(values);
    }

    /// <summary>PyTorch's values for a = 37·[0..5] as [2, 3] and b = 91·[0..11] + 5 as [3, 4] in the type named.</summary>
    [Theory]
    [InlineData(ScalarType.Byte, new long[] { 55, 172, 33, 150, 52, 8, 220, 176 })]
    [InlineData(ScalarType.Int8, new long[] { 55, -84, 33, -106, 52, 8, -36, -80 })]
    [InlineData(ScalarType.Int16, new long[] { 2359, 12460, 22561, 32662, -5836, -30968, 9436, -15696 })]
    [InlineData(ScalarType.Int32, new long[] { 67895, 77996, 88097, 98198, 190772, 231176, 271580, 311984 })]
    [InlineData(ScalarType.Int64, new long[] { 67895, 77996, 88097, 98198, 190772, 231176, 271580, 311984 })]
    public void Products(ScalarType type, long[] product)
    {
        var a = (arange(6) * 37).reshape(2, 3).to(type);
        var b = (arange(12) * 91 + 5).reshape(3, 4).to(type);
        Is(a.mm(b), type, product);
        Is(a.matmul(b), type, product);
        Is(tensordot(a, b, [1], [0]), type, product);
        Is(einsum("ij,jk->ik", a, b), type, product);
        Is(nn.functional.linear(a, b.t()), type, product);
        Is(a.t().contiguous().t().mm(b.t().contiguous().t()), type, product);
        Is(a.expand(2, 2, 3).bmm(b.expand(2, 3, 4)), type, [.. product, .. product]);
        Is(a.expand(2, 2, 3).matmul(b), type, [.. product, .. product]);
        Is(a.mv(b.select(1, 0)), type, product[0], product[4]);
        Is(a.select(0, 0).dot(b.select(1, 1)), type, product[1]);
        Is(a.select(0, 1).matmul(b), type, product[4..]);
        Is(a.mm(zeros(3, 0, type)), type);
        Is(zeros(2, 0, type).mm(zeros(0, 2, type)), type, 0, 0, 0, 0);
    }

    [Fact]
    public void Products_with_a_summand()
    {
        var a = (arange(6) * 37).reshape(2, 3).to(int16);
        var b = (arange(12) * 91 + 5).reshape(3, 4).to(int16);
        Is(
            ones(2, 4, int16).addmm(a, b, 2, 3),
            ScalarType.Int16,
            [7079, -28154, 2149, 32452, -17506, -27366, 28310, 18450]
        );
        Is(ones(2, int16).addmv(a, b.select(1, 0)), ScalarType.Int16, 2360, -5835);
        Is(
            ones(2, 4, int16).addbmm(a.expand(2, 2, 3), b.expand(2, 3, 4)),
            ScalarType.Int16,
            [4719, 24921, -20413, -211, -11671, 3601, 18873, -31391]
        );
    }

    [Fact]
    public void Numbers_beyond_2_to_the_53_are_told_apart()
    {
        var numbers = tensor(new[] { Big, Big + 1, Big + 2 });
        var one = tensor(new[] { Big + 1 });
        isin(numbers, one).data<bool>().ToArray().ShouldBe([false, true, false]);
        Is(bucketize(one, numbers), ScalarType.Int64, 1);
        Is(bucketize(one, numbers, right: true), ScalarType.Int64, 2);
        Is(searchsorted(numbers, one), ScalarType.Int64, 1);
        Is(searchsorted(numbers.unsqueeze(0), one.unsqueeze(0), right: true), ScalarType.Int64, 2);
        numbers.select(0, 0).allclose(numbers.select(0, 1), 0, 0).ShouldBeFalse();
        Is(arange(Big, Big + 3), ScalarType.Int64, Big, Big + 1, Big + 2);
        Is(arange(Big + 3, Big, -2), ScalarType.Int64, Big + 3, Big + 1);
        Is(randint(Big + 1, Big + 2, new long[] { 2 }), ScalarType.Int64, Big + 1, Big + 1);
    }

    [Fact]
    public void Not_a_number_is_among_no_numbers_and_above_all()
    {
        var values = tensor(new[] { double.NaN, 1 });
        isin(values, values).data<bool>().ToArray().ShouldBe([false, true]);
        Is(bucketize(values, tensor(new[] { 0, 1, double.NaN })), ScalarType.Int64, 3, 1);
        tensor(1.0).allclose(tensor(double.PositiveInfinity)).ShouldBeFalse();
    }
}
