namespace TorchSharp;

/// <summary>Changes a tensor in place, and its autograd history with it.</summary>
internal static class InPlace
{
    /// <param name="others">Further inputs that gradients flow to.</param>
    /// <param name="backward">Gives gradients for the tensor as it was, then for <paramref name="others"/>.</param>
    public static torch.Tensor Change(
        torch.Tensor target,
        string operation,
        ReadOnlySpan<torch.Tensor> others,
        ReadOnlySpan<torch.Tensor> save,
        Action<torch.Tensor> change,
        Backward backward
    )
    {
        var impl = target.Impl;
        var recorded = GradMode.Enabled && impl.RequiresGrad;
        RequireNoLeaf(impl, operation);
        if (GradMode.Enabled)
            foreach (var other in others)
                recorded |= other.Impl.RequiresGrad;
        if (recorded && impl.Base is { } whole)
            throw new TorchException(
                $"{operation}: in-place change of a view (shape {Shapes.Text(impl.Sizes)} of {Shapes.Text(whole.Sizes)}) that "
                    + "autograd would have to follow is not supported; build the result out of place"
            );
        // The record is made of the tensor as it was before the change.
        var node = recorded ? new Node(operation, Inputs(target, others), new Saved(operation, save), backward) : null;
        change(target);
        impl.Storage.Version++;
        if (node is not null)
        {
            impl.GradFn = node;
            impl.RequiresGrad = true;
        }
        GC.KeepAlive(target);
        return target;
    }

    /// <summary>Runs an out-of-place operation and puts its result, history included, in the tensor's place.</summary>
    public static torch.Tensor Replace(torch.Tensor target, string operation, Func<torch.Tensor, torch.Tensor> compute)
    {
        var impl = target.Impl;
        RequireNoLeaf(impl, operation);
        using var result = compute(target);
        if (!result.Impl.Sizes.AsSpan().SequenceEqual(impl.Sizes))
            throw new TorchException(
                $"{operation}: the result's shape {Shapes.Text(result.Impl.Sizes)} does not fit the tensor's {Shapes.Text(impl.Sizes)}"
            );
        if (result.dtype.IsFloat() && !impl.Dtype.IsFloat())
            throw new TorchException(
                $"{operation}: result type {result.dtype} can't be cast to the desired output type {impl.Dtype}"
            );
        if (result.Impl.RequiresGrad && impl.Base is { } whole)
            throw new TorchException(
                $"{operation}: in-place change of a view (shape {Shapes.Text(impl.Sizes)} of {Shapes.Text(whole.Sizes)}) that "
                    + "autograd would have to follow is not supported; build the result out of place"
            );
        CopyOp.Copy(result, target);
        impl.Storage.Version++;
        if (result.Impl.RequiresGrad)
        {
            impl.GradFn = result.Impl.GradFn;
            impl.RequiresGrad = true;
        }
        return target;
    }

    private static void RequireNoLeaf(TensorImpl impl, string operation)
    {
        if (!GradMode.Enabled)
            return;
        if (impl is { RequiresGrad: true, GradFn: null })
            throw new TorchException(
                $"{operation}: a leaf variable that requires grad is being used in an in-place operation; change it under "
                    + "torch.no_grad(), or work on a clone()"
            );
        if (impl.Base is { RequiresGrad: true, GradFn: null })
            throw new TorchException(
                $"{operation}: a view of a leaf variable that requires grad is being used in an in-place operation; change it "
                    + "under torch.no_grad()"
            );
    }

    private static TensorImpl[] Inputs(torch.Tensor target, ReadOnlySpan<torch.Tensor> others)
    {
        var inputs = new TensorImpl[others.Length + 1];
        // The history so far hangs on a stand-in: the tensor itself is about to get a new one.
        inputs[0] = new TensorImpl(
            target.Impl.Storage,
            target.Impl.Offset,
            target.Impl.Sizes,
            target.Impl.Strides,
            target.Impl.Dtype
        )
        {
            GradFn = target.Impl.GradFn,
            RequiresGrad = target.Impl.RequiresGrad,
        };
        for (var i = 0; i < others.Length; i++)
            inputs[i + 1] = others[i].Impl;
        return inputs;
    }
}
