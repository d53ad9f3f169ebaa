using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Autograd;

/// <summary>What may be done with the graph, and what may not.</summary>
public class GraphTests
{
    private static Tensor Leaf(params float[] values) => tensor(values).requires_grad_();

    private static string Message(Action action) => Should.Throw<ExternalException>(action).Message;

    [Fact]
    public void Backward_twice_is_refused_unless_the_graph_is_retained()
    {
        var x = Leaf(1, 2);
        var y = (x * x).sum();
        y.backward(retain_graph: true);
        y.backward();
        x.grad!.data<float>().ToArray().ShouldBe([4f, 8f]);
        Message(() => y.backward()).ShouldContain("a second time");
    }

    [Fact]
    public void A_saved_tensor_that_was_changed_is_noticed()
    {
        var x = Leaf(1, 2);
        var y = x.exp();
        var z = (y * y).sum();
        y.add_(1);
        Message(() => z.backward()).ShouldContain("modified by an in-place operation");
    }

    [Fact]
    public void A_leaf_may_change_in_place_only_without_recording()
    {
        var x = Leaf(1, 2);
        Message(() => x.add_(1)).ShouldContain("leaf");
        Message(() => x[0] = tensor(3f)).ShouldContain("leaf");
        Message(() => x.view(2).mul_(2)).ShouldContain("leaf");
        using (no_grad())
            x.add_(1);
        x.data<float>().ToArray().ShouldBe([2f, 3f]);
    }

    [Fact]
    public void Backward_of_many_elements_wants_a_gradient()
    {
        var x = Leaf(1, 2);
        Message(() => (x * 2).backward()).ShouldContain("[2]");
        (x * 2).backward([tensor(new[] { 1f, 10 })]);
        x.grad!.data<float>().ToArray().ShouldBe([2f, 20f]);
        Message(() => (x * 2).backward([ones(3)])).ShouldContain("[3]");
    }

    [Fact]
    public void Backward_without_a_graph_says_why() =>
        Message(() => ones(1).sum().backward()).ShouldContain("does not require grad");

    [Fact]
    public void Under_no_grad_nothing_is_recorded()
    {
        var x = Leaf(1, 2);
        using (no_grad())
            (x * 2).requires_grad.ShouldBeFalse();
        using (inference_mode())
            (x * 2).requires_grad.ShouldBeFalse();
        (x * 2).requires_grad.ShouldBeTrue();
        is_grad_enabled().ShouldBeTrue();
    }

    [Fact]
    public void A_disposed_tensor_is_refused_but_the_graph_keeps_what_it_needs()
    {
        var x = Leaf(1, 2);
        var y = x * 3;
        var z = (y * y).sum();
        y.Dispose();
        Should.Throw<InvalidOperationException>(() => y + 1).Message.ShouldContain("disposed");
        Should.Throw<InvalidOperationException>(() => y.shape);
        z.backward();
        x.grad!.data<float>().ToArray().ShouldBe([18f, 36f]);
        y.Dispose();
    }

    [Fact]
    public void Indices_may_be_disposed_before_backward()
    {
        var x = Leaf(1, 2, 3);
        Tensor picked;
        Tensor put;
        using (var scope = NewDisposeScope())
        {
            picked = x[tensor(new[] { 2L, 2 })].MoveToOuterDisposeScope();
            put = (x * 1)
                .index_put_(tensor(new[] { 5f }), TensorIndex.Tensor(tensor(new[] { 0L })))
                .MoveToOuterDisposeScope();
        }
        (picked.sum() + put.sum()).backward();
        x.grad!.data<float>().ToArray().ShouldBe([0f, 1f, 3f]);
    }

    /// <summary>PyTorch's values.</summary>
    [Fact]
    public void A_view_follows_an_in_place_change_of_its_base()
    {
        var x = tensor(new float[] { 1, 2, 3, 4, 5, 6 }).reshape(2, 3).requires_grad_();
        Gradient(y => y[0], y => y.mul_(3)).ShouldBe([72f, 144f, 216f, 0f, 0f, 0f]);
        Gradient(y => y.t()[1..], y => y.mul_(x.detach())).ShouldBe([0f, 64f, 216f, 0f, 1000f, 1728f]);
        Gradient(y => y[.., ..1].expand(2, 4), y => y.mul_(3)).ShouldBe([288f, 0f, 0f, 1152f, 0f, 0f]);

        float[] Gradient(Func<Tensor, Tensor> take, Action<Tensor> change)
        {
            x.grad = null;
            var y = x * 2;
            var view = take(y);
            change(y);
            (view * view).sum().backward();
            return x.grad!.data<float>().ToArray();
        }
    }

    [Fact]
    public void What_was_computed_from_a_view_before_the_change_keeps_its_history()
    {
        var x = Leaf(1, 2, 3);
        var y = x * 2;
        var view = y[1..];
        var before = view * 1;
        y.mul_(3);
        (before.sum() + view.sum()).backward();
        x.grad!.data<float>().ToArray().ShouldBe([0f, 8f, 8f]);
    }

    [Fact]
    public void A_view_of_zeros_gets_the_history_that_its_base_gets()
    {
        var x = Leaf(1, 2, 3);
        var y = zeros(3);
        var view = y[1..];
        var detached = y.detach()[1..];
        y.add_(x);
        view.requires_grad.ShouldBeTrue();
        detached.requires_grad.ShouldBeFalse();
        (view * view).sum().backward();
        x.grad!.data<float>().ToArray().ShouldBe([0f, 4f, 6f]);
    }

    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        var p = new Parameter(ones(2));
        (p * 2).sum().backward();
        (p * 3).sum().backward();
        p.grad!.data<float>().ToArray().ShouldBe([5f, 5f]);
        using var optimizer = optim.SGD([p], 0.1);
        optimizer.zero_grad();
        p.grad.ShouldBeNull();
    }

    [Fact]
    public void Autograd_grad_leaves_grad_alone()
    {
        var x = Leaf(2);
        var g = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        g.item<float>().ShouldBe(12);
        autograd.grad([g.sum()], [x])[0].item<float>().ShouldBe(12);
        x.grad.ShouldBeNull();
        Message(() => autograd.grad([(x * 1).sum()], [Leaf(1)])).ShouldContain("not used");
        autograd.grad([(x * 1).sum()], [Leaf(1)], allow_unused: true)[0].ShouldBeNull();
    }

    [Fact]
    public void Zero_stride_and_strided_views_have_right_gradients()
    {
        var x = Leaf(1, 2);
        (x.unsqueeze(0).expand(3, 2) * arange(6, float32).reshape(3, 2)).sum().backward();
        x.grad!.data<float>().ToArray().ShouldBe([6f, 9f]);
    }

    private sealed class Square : autograd.SingleTensorFunction<Square>
    {
        public override string Name => nameof(Square);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("scale", (double)vars[1]);
            return x * x * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * x * 2 * (double)ctx.get_data("scale"), null!];
        }
    }

    [Fact]
    public void A_function_of_ones_own_has_its_own_gradient()
    {
        var x = tensor(new[] { 1.0, -2 }).requires_grad_();
        FiniteDifferences.Check(nameof(Square), t => Square.apply(t[0], 1.5), [x]);
        Square.apply(ones(2), 2.0).requires_grad.ShouldBeFalse();
    }

    [Fact]
    public void A_jacobian_holds_every_derivative()
    {
        var jacobian = autograd.functional.jacobian(x => x * x, tensor(new[] { 1.0, 2, 3 }));
        jacobian.Equals(diag(tensor(new[] { 2.0, 4, 6 }))).ShouldBeTrue();
    }
}
