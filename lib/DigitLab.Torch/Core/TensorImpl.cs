namespace TorchSharp;

/// <summary>
/// What a tensor is, apart from the handles that users hold: a window on a storage and its place in autograd's graph.
/// Several handles may share one (a variable and what backward saved of it); the storage is let go with the last.
/// </summary>
internal sealed class TensorImpl
{
    private int holders = 1;
    private Node? gradFn;
    private bool requiresGrad;
    private bool followsBase;
    private Node? baseHistory;

    public TensorImpl(TensorStorage storage, long offset, long[] sizes, long[] strides, torch.ScalarType dtype)
    {
        Storage = storage;
        Offset = offset;
        Sizes = sizes;
        Strides = strides;
        Dtype = dtype;
        Numel = Shapes.Numel(sizes);
    }

    public TensorStorage Storage { get; private set; }

    /// <summary>In elements.</summary>
    public long Offset { get; private set; }
    public long[] Sizes { get; private set; }
    public long[] Strides { get; private set; }
    public torch.ScalarType Dtype { get; private set; }
    public long Numel { get; private set; }

    /// <summary>What this is a view of, if it is one.</summary>
    public TensorImpl? Base { get; init; }

    public bool RequiresGrad
    {
        get
        {
            CatchUpWithBase();
            return requiresGrad;
        }
        set => requiresGrad = value;
    }

    /// <summary>The operation that made this, where autograd follows it; null for leaves.</summary>
    public Node? GradFn
    {
        get
        {
            CatchUpWithBase();
            return gradFn;
        }
        set => gradFn = value;
    }

    /// <summary>A leaf's own node, which gathers its gradient.</summary>
    public AccumulateGrad? Accumulate { get; set; }
    public torch.Tensor? Grad { get; set; }

    public bool IsBatchInnermost => Layout.IsBatchInnermost(Sizes, Strides, Offset);
    public bool IsContiguous => Shapes.IsContiguous(Sizes, Strides);
    public bool HasSingleReference => Volatile.Read(ref holders) == 1;

    /// <summary>Whether nobody but one handle could notice if the values changed.</summary>
    public bool IsUniquelyOwned => HasSingleReference && Base is null && Storage.HasSingleReference;

    public unsafe T* Data<T>()
        where T : unmanaged => (T*)Storage.Address + Offset;

    public void AddReference() => Interlocked.Increment(ref holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
            Storage.Release();
    }

    /// <summary>
    /// From now on an in-place change of the base is part of this view's history, unless a view between them is detached.
    /// </summary>
    public void FollowBase(TensorImpl parent)
    {
        followsBase = ReferenceEquals(parent, Base) || parent.followsBase;
        baseHistory = Base?.gradFn;
    }

    private void CatchUpWithBase()
    {
        if (!followsBase || Base is not { gradFn: { } now } whole || ReferenceEquals(now, baseHistory))
            return;
        baseHistory = now;
        gradFn = RebasedView.Node(this, whole);
        requiresGrad = true;
    }

    /// <summary>Takes over another tensor's data (module.to(dtype), set_): every handle sees the change.</summary>
    public void SetData(TensorImpl other)
    {
        other.Storage.AddReference();
        Storage.Release();
        (Storage, Offset, Sizes, Strides, Dtype, Numel) = (
            other.Storage,
            other.Offset,
            other.Sizes,
            other.Strides,
            other.Dtype,
            other.Numel
        );
    }
}
