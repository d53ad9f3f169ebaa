using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Ops;

public class IndexingTests
{
    private static readonly Tensor X = arange(24).reshape(2, 3, 4);

    private static void Is(Tensor tensor, long[] shape, params long[] values)
    {
        tensor.shape.ShouldBe(shape);
        tensor.data<long>().ToArray().ShouldBe(values);
    }

    [Fact]
    public void Numbers_take_dimensions_away_and_count_from_the_end_too()
    {
        Is(X[1, 2], [4], 20, 21, 22, 23);
        Is(X[-1, -1, -1], [], 23);
        Is(X[^1, 0, 1], [], 13);
        Is(X[new long[] { 0, 1, 2 }], [], 6);
    }

    [Fact]
    public void Ranges_clamp_and_step()
    {
        Is(X[1, 0, 1..3], [2], 13, 14);
        Is(X[0, 0, 2..100], [2], 2, 3);
        Is(X[0, 0, ..^1], [3], 0, 1, 2);
        Is(X[0, 0, ^2..], [2], 2, 3);
        Is(X[0, 0, TensorIndex.Slice(step: 3)], [2], 0, 3);
        Is(X[0, 0, TensorIndex.Slice(3, 1)], [0]);
        Is(X[0, .., 3], [3], 3, 7, 11);
        Should.Throw<Exception>(() => X[0, 0, TensorIndex.Slice(step: -1)]).Message.ShouldContain("step");
    }

    [Fact]
    public void Ellipsis_and_new_dimensions()
    {
        Is(X[TensorIndex.Ellipsis, 0], [2, 3], 0, 4, 8, 12, 16, 20);
        Is(X[0, TensorIndex.Ellipsis, 0], [3], 0, 4, 8);
        Is(X[1, 1, TensorIndex.None, 2..], [1, 2], 18, 19);
    }

    [Fact]
    public void Tensors_of_positions_are_broadcast_together()
    {
        var rows = TensorIndex.Tensor(tensor(new[] { 0L, 1 }).reshape(2, 1));
        var columns = TensorIndex.Tensor(tensor(new[] { 0L, -1 }));
        Is(X[1][rows, columns], [2, 2], 12, 15, 16, 19);
        Is(X[tensor(new[] { 1L })], [1, 3, 4], Enumerable.Range(12, 12).Select(i => (long)i).ToArray());
    }

    [Fact]
    public void Masks_choose_elements_or_rows()
    {
        Is(X[X.gt(20)], [3], 21, 22, 23);
        Is(X[0][tensor(new[] { true, false, true })], [2, 4], 0, 1, 2, 3, 8, 9, 10, 11);
    }

    [Fact]
    public void Assignment_writes_through_views()
    {
        var x = zeros(3, 4, int64);
        x[0] = tensor(7L);
        x[1.., 1] = tensor(new[] { 8L, 9 });
        x[2, ^1] = tensor(5L);
        x[x.eq(7)] = tensor(1L);
        Is(x, [3, 4], 1, 1, 1, 1, 0, 8, 0, 0, 0, 9, 0, 5);
        x.t()[1] = tensor(3L);
        Is(x, [3, 4], 1, 3, 1, 1, 0, 3, 0, 0, 0, 3, 0, 5);
    }

    [Fact]
    public void Writing_the_wrong_shape_is_refused() =>
        Should.Throw<Exception>(() => zeros(3, 4)[0] = ones(3)).Message.ShouldContain("[3]");

    [Fact]
    public void Views_share_memory()
    {
        var x = zeros(2, 3);
        x.t()[0].fill_(4);
        x.view(-1).narrow(0, 5, 1).add_(1);
        x.data<float>().ToArray().ShouldBe([4f, 0, 0, 4, 0, 1]);
    }
}
