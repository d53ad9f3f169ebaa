using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Ops;

/// <summary>A batch taken from images is batch-innermost; operations must give what they give on row-major tensors.</summary>
public class BatchInnermostTests
{
    private static Tensor Lanes(Tensor rows)
    {
        var batch = rows.index_select(0, arange(rows.shape[0]));
        batch.is_contiguous().ShouldBeFalse("the test wants a batch that is batch-innermost");
        return batch;
    }

    [Theory]
    [InlineData(new long[] { 1, 2, 1, 2 })]
    [InlineData(new long[] { 0, 1, 0, 1 })]
    [InlineData(new long[] { -1, 0, 2, -1 })]
    [InlineData(new long[] { 0, 0, 0, 0 })]
    public void Pad(long[] pad)
    {
        manual_seed(1);
        var rows = randn(19, 3, 5, 4);
        var expectedInput = rows.clone().requires_grad_();
        var ours = Lanes(rows).requires_grad_();
        var expected = nn.functional.pad(expectedInput, pad, value: 1.5);
        var result = nn.functional.pad(ours, pad, value: 1.5);
        result.Equals(expected).ShouldBeTrue();
        var upstream = randn(expected.shape);
        expected.backward([upstream]);
        result.backward([upstream]);
        ours.grad!.Equals(expectedInput.grad!).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.9)]
    public void Dropout(double p)
    {
        var rows = ones(20, 3, 4, 4);
        manual_seed(4);
        var expected = nn.functional.dropout(rows, p);
        manual_seed(4);
        nn.functional.dropout(Lanes(rows), p).Equals(expected).ShouldBeTrue();
    }

    [Fact]
    public void Arithmetic_with_broadcasting()
    {
        manual_seed(2);
        var (rows, other) = (randn(17, 3, 4, 2), randn(17, 3, 4, 2));
        var (lanes, bias) = (Lanes(rows), randn(3, 1, 1));
        (lanes + bias).Equals(rows + bias).ShouldBeTrue();
        (lanes * other).Equals(rows * other).ShouldBeTrue();
        (other - lanes).Equals(other - rows).ShouldBeTrue();
        (lanes * 2.5).Equals(rows * 2.5).ShouldBeTrue();
        lanes.sum([0, 2]).allclose(rows.sum([0, 2]), 1e-5, 1e-5).ShouldBeTrue();
        lanes.argmax(1).Equals(rows.argmax(1)).ShouldBeTrue();
        lanes.view(17, -1).Equals(rows.view(17, -1)).ShouldBeTrue();
        lanes.view(-1).Equals(rows.view(-1)).ShouldBeTrue();
        lanes.permute(1, 0, 3, 2).Equals(rows.permute(1, 0, 3, 2)).ShouldBeTrue();
        lanes[TensorIndex.Slice(3, 9)].Equals(rows[TensorIndex.Slice(3, 9)]).ShouldBeTrue();
        lanes.data<float>().ToArray().ShouldBe(rows.data<float>().ToArray());
    }

    [Fact]
    public void In_place_changes_reach_every_view()
    {
        var lanes = Lanes(arange(0, 60, dtype: float32).reshape(10, 6));
        var column = lanes.select(1, 2);
        lanes.mul_(2).add_(1);
        column.data<float>().ToArray().ShouldBe(Enumerable.Range(0, 10).Select(i => 2f * (6 * i + 2) + 1));
        column.fill_(0);
        lanes[3, 2].item<float>().ShouldBe(0);
        lanes[3, 1].item<float>().ShouldBe(39);
    }
}
