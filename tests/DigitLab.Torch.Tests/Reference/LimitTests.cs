using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>What PyTorch gives at infinities, at zeros, for no elements and for mixed types. Values of LibTorch 2.10.</summary>
public class LimitTests
{
    private const float Infinity = float.PositiveInfinity;

    private static float[] Values(Tensor tensor) => tensor.to(float32).contiguous().data<float>().ToArray();

    private static Tensor Leaf(params float[] values) => tensor(values, requires_grad: true);

    [Fact]
    public void Sums_of_exponentials_at_infinities()
    {
        full(3, -Infinity).logsumexp(0).item<float>().ShouldBe(-Infinity);
        tensor(new[] { 1, Infinity }).logsumexp(0).item<float>().ShouldBe(Infinity);
        tensor(new byte[] { 1, 2 }).logsumexp(0).item<float>().ShouldBe(2.3133f, 1e-4f);
        Values(zeros(0, 2).logsumexp(0)).ShouldBe([-Infinity, -Infinity]);
        logaddexp(tensor(-Infinity), tensor(-Infinity)).item<float>().ShouldBe(-Infinity);
        logaddexp(tensor(Infinity), tensor(Infinity)).item<float>().ShouldBe(Infinity);
        logaddexp2(tensor(-Infinity), tensor(-Infinity)).item<float>().ShouldBe(-Infinity);
        logaddexp(tensor(-Infinity), tensor(2f)).item<float>().ShouldBe(2);
        logaddexp(tensor(0f), tensor(-30f)).item<float>().ShouldBe(9.3576e-14f, 1e-17f);
    }

    [Fact]
    public void Running_sums_of_exponentials_far_apart()
    {
        Values(tensor(new[] { -7.5f, 3.25f, 1000 }).logcumsumexp(0)).ShouldBe([-7.5f, 3.2500215f, 1000], 1e-5);
        Values(tensor(new[] { -Infinity, -Infinity, 1 }).logcumsumexp(0)).ShouldBe([-Infinity, -Infinity, 1]);
        var x = Leaf(-200, 0, 200, -200);
        x.logcumsumexp(0).sum().backward();
        // Its own sum alone has a share of the first; the third hides the others.
        Values(x.grad!).ShouldBe([1, 1, 2, 0], 1e-5);
    }

    [Fact]
    public void Small_arguments_keep_their_digits()
    {
        tensor(1e-10f).log1p().item<float>().ShouldBe(1e-10f, 1e-16f);
        tensor(-1e-10f).expm1().item<float>().ShouldBe(-1e-10f, 1e-16f);
        tensor(1e-20, dtype: float64).log1p().item<double>().ShouldBe(1e-20);
        tensor(0.5, dtype: float64).log1p().item<double>().ShouldBe(0.4054651081081644, 1e-15);
        tensor(0.5, dtype: float64).expm1().item<double>().ShouldBe(0.6487212707001282, 1e-15);
        Values(tensor(new[] { -1, Infinity, 0 }).log1p()).ShouldBe([-Infinity, Infinity, 0]);
        Values(tensor(new[] { -Infinity, Infinity, -200 }).expm1()).ShouldBe([-1, Infinity, -1]);
    }

    [Fact]
    public void Gradients_where_the_slope_is_infinite_or_none()
    {
        var same = ones(3, requires_grad: true);
        same.std().backward();
        Values(same.grad!).ShouldBe([0, 0, 0]);

        var (x, y) = (zeros(2, requires_grad: true), Leaf(2, 0));
        x.pow(y).sum().backward();
        Values(x.grad!).ShouldBe([0, 0]);
        Values(y.grad!).ShouldBe([0, 0]);
    }

    [Fact]
    public void A_gradient_has_the_type_of_its_leaf()
    {
        foreach (
            var meet in new Func<Tensor, Tensor, Tensor>[]
            {
                (a, b) => a * b,
                (a, b) => a + b,
                (a, b) => a - b,
                (a, b) => a / b,
                (a, b) => where(a.gt(1), a, b),
            }
        )
        {
            var x = Leaf(1, 2);
            meet(x, tensor(new double[] { 3, 4 })).sum().backward();
            x.grad!.dtype.ShouldBe(ScalarType.Float32);
        }
    }

    [Fact]
    public void Norms_and_signs()
    {
        tensor(new float[] { 1, -3, 0 }).norm(float.NegativeInfinity).item<float>().ShouldBe(0);
        tensor(new float[] { 1, -3, 2 }).norm(float.NegativeInfinity).item<float>().ShouldBe(1);
        tensor(float.NaN).sign().item<float>().ShouldBe(0);
        tensor(float.NaN).sgn().item<float>().ShouldBe(0);
    }

    [Fact]
    public void Quotients_rounded()
    {
        var x = tensor(new long[] { 7, -7 });
        x.div(2, RoundingMode.floor).dtype.ShouldBe(ScalarType.Int64);
        x.div(2, RoundingMode.floor).data<long>().ToArray().ShouldBe([3, -4]);
        x.div(-2, RoundingMode.trunc).data<long>().ToArray().ShouldBe([-3, 3]);
        var big = tensor(new[] { (1L << 62) + 1, long.MinValue });
        big.floor_divide(1).data<long>().ToArray().ShouldBe([(1L << 62) + 1, long.MinValue]);
        big.floor_divide(-1).data<long>().ToArray().ShouldBe([-(1L << 62) - 1, long.MinValue]);
        float.IsNaN(tensor(Infinity).floor_divide(2).item<float>()).ShouldBeTrue();
        tensor(1f).floor_divide(0).item<float>().ShouldBe(Infinity);
        // 1 / 0.1 is rounded up to 10, which ten times 0.1 do not reach.
        tensor(1f).floor_divide(0.1f).item<float>().ShouldBe(9);
        foreach (
            var divide in new Func<Tensor, Tensor, Tensor>[]
            {
                (a, b) => a.floor_divide(b),
                (a, b) => a.div(b, RoundingMode.trunc),
            }
        )
            Should.Throw<Exception>(() => divide(tensor(new long[] { 1, 2 }), tensor(new long[] { 0, 1 })));
    }

    [Fact]
    public void Powers_of_whole_numbers_wrap_around()
    {
        tensor(new[] { 100_000 }).pow(tensor(new[] { 3 })).item<int>().ShouldBe(-1530494976);
        tensor(new[] { 3L }).pow(39).item<long>().ShouldBe(4052555153018976267);
        tensor(new long[] { 1, -1, -1, 2 })
            .pow(tensor(new long[] { -3, -3, -2, -1 }))
            .data<long>()
            .ToArray()
            .ShouldBe([1, -1, 1, 0]);
        Should.Throw<Exception>(() => tensor(new long[] { 2 }).pow(-1));
    }

    [Fact]
    public void Types_of_results()
    {
        tensor(new long[] { -1, 2 }).relu().dtype.ShouldBe(ScalarType.Int64);
        tensor(new byte[] { 0, 1 }).any().dtype.ShouldBe(ScalarType.Byte);
        tensor(new byte[] { 0, 1 }).all().dtype.ShouldBe(ScalarType.Byte);
        tensor(new[] { 0, 1 }).any().dtype.ShouldBe(ScalarType.Bool);
        var clamped = tensor(new long[] { 1, 5 }).clamp(1.5, 3);
        clamped.dtype.ShouldBe(ScalarType.Float32);
        Values(clamped).ShouldBe([1.5f, 3]);
        var sum = tensor(new[] { int.MaxValue, 2 }).sum(ScalarType.Int32);
        sum.dtype.ShouldBe(ScalarType.Int32);
        sum.item<int>().ShouldBe(int.MinValue + 1);
    }

    [Fact]
    public void Tensors_in_brackets()
    {
        arange(3)[tensor(new byte[] { 1, 0, 1 })].data<long>().ToArray().ShouldBe([0, 2]);
        arange(3)[tensor(new[] { 2, 0 })].data<long>().ToArray().ShouldBe([2, 0]);
        Should.Throw<Exception>(() => arange(3)[tensor(new float[] { 1, 0 })]);
        Should.Throw<Exception>(() => arange(3)[tensor(new short[] { 1, 0 })]);
    }

    [Fact]
    public void A_quantile_of_all_elements()
    {
        var x = arange(12).to(float32).reshape(3, 4);
        x.quantile(tensor(0.5f)).item<float>().ShouldBe(5.5f);
        Values(x.quantile(tensor(0.5f), 1)).ShouldBe([1.5f, 5.5f, 9.5f]);
    }

    [Fact]
    public void Probabilities_beyond_one_are_refused() =>
        Should.Throw<Exception>(() => nn.functional.binary_cross_entropy(tensor(new[] { 1.5f }), ones(1)));
}
