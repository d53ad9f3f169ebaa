namespace TorchSharp.Modules;

/// <summary>A tensor that a module trains.</summary>
public class Parameter : torch.Tensor
{
    /// <param name="data">The values to start from; shared, not copied.</param>
    /// <param name="requires_grad">Whether it is to be trained.</param>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(Share(data))
    {
        DetachFromDisposeScope();
        if (requires_grad)
            this.requires_grad = true;
    }

    private static TorchSharp.TensorImpl Share(torch.Tensor data)
    {
        var impl = data.Impl;
        impl.Storage.AddReference();
        return new TorchSharp.TensorImpl(impl.Storage, impl.Offset, impl.Sizes, impl.Strides, impl.Dtype);
    }
}
