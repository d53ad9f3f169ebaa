namespace TorchSharp;

/// <summary>
/// The history of a view whose base was changed in place after the view was taken: as if it had been taken afterwards.
/// </summary>
internal static class RebasedView
{
    public static Node Node(TensorImpl view, TensorImpl whole)
    {
        var (sizes, strides, offset) = (view.Sizes, view.Strides, view.Offset - whole.Offset);
        var (wholeSizes, wholeStrides) = (whole.Sizes, whole.Strides);
        return new Node(
            "view",
            [whole],
            new Saved("view", []),
            (grad, _, _) =>
            {
                Autograd.ThrowIfDoubleBackward("view of a tensor that was changed in place");
                return [Scatter(grad, sizes, strides, offset, wholeSizes, wholeStrides)];
            }
        );
    }

    /// <summary>Zeros in the layout of the base, with the view's gradient at the view's position.</summary>
    private static torch.Tensor Scatter(
        torch.Tensor grad,
        long[] sizes,
        long[] strides,
        long offset,
        long[] wholeSizes,
        long[] wholeStrides
    )
    {
        var result = torch.Tensor.Allocate(wholeSizes, wholeStrides, grad.dtype);
        result.zero_();
        // Elements that the view repeats (expand) share one place: their gradients add up there.
        var once = (long[])sizes.Clone();
        for (var d = 0; d < once.Length; d++)
            if (strides[d] == 0)
                once[d] = Math.Min(once[d], 1);
        using var all = grad.NewHandle();
        using var sum = Reductions.SumToSize(all, once);
        using var window = result.AsStrided(once, strides, offset);
        CopyOp.Copy(sum, window);
        return result;
    }
}
