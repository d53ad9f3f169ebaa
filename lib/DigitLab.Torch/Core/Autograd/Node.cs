namespace TorchSharp;

/// <summary>
/// Gives the gradients with respect to an operation's inputs.
/// </summary>
/// <param name="gradient">With respect to the output; of its shape.</param>
/// <param name="saved">What the forward pass saved.</param>
/// <param name="needed">Which inputs need a gradient: for the others the result may be null.</param>
/// <returns>
/// One gradient for each input, of the input's shape or of a shape that it was broadcast to, and of any floating-point type.
/// </returns>
internal delegate torch.Tensor?[] Backward(torch.Tensor gradient, Saved saved, ReadOnlySpan<bool> needed);

/// <summary>Tensors kept from forward to backward, which must not change in between.</summary>
internal sealed class Saved
{
    private readonly TensorImpl[] tensors;
    private readonly int[] versions;
    private readonly string operation;
    private bool released;

    public Saved(string operation, ReadOnlySpan<torch.Tensor> tensors)
    {
        this.operation = operation;
        this.tensors = new TensorImpl[tensors.Length];
        versions = new int[tensors.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            this.tensors[i] = tensors[i].Impl;
            this.tensors[i].AddReference();
            versions[i] = this.tensors[i].Storage.Version;
        }
    }

    public torch.Tensor this[int index]
    {
        get
        {
            CheckAlive();
            var tensor = tensors[index];
            if (tensor.Storage.Version != versions[index])
                throw new TorchException(
                    $"{operation}: one of the variables needed for gradient computation has been modified by an in-place "
                        + $"operation: a {tensor.Dtype} tensor of shape {Shapes.Text(tensor.Sizes)} is at version "
                        + $"{tensor.Storage.Version}; expected version {versions[index]}"
                );
            tensor.AddReference();
            return new torch.Tensor(tensor);
        }
    }

    public void Deconstruct(out torch.Tensor first, out torch.Tensor second) => (first, second) = (this[0], this[1]);

    public void Deconstruct(out torch.Tensor first, out torch.Tensor second, out torch.Tensor third) =>
        (first, second, third) = (this[0], this[1], this[2]);

    public void CheckAlive()
    {
        if (released)
            throw new TorchException(
                $"{operation}: trying to backward through the graph a second time: saved values were freed by the first "
                    + "backward(); pass retain_graph: true to it if you need a second one"
            );
    }

    public void Release()
    {
        if (released)
            return;
        released = true;
        foreach (var tensor in tensors)
            tensor.Release();
    }
}

/// <summary>One recorded operation: a node of the graph that backward traverses.</summary>
internal class Node(string name, TensorImpl[] inputs, Saved saved, Backward backward)
{
    /// <summary>For backward: the number of gradients still to arrive, and the sum of those that have.</summary>
    public int PendingGradients;
    public long TraversalId;
    public TensorImpl? Gradient;

    public string Name => name;

    /// <summary>The nodes that computed the inputs; null for those that need no gradient.</summary>
    public Node?[] Next { get; } = Edges(inputs);

    /// <summary>The output, to keep its gradient for the user where asked (retain_grad); weakly, or memory would never
    /// be freed by count.</summary>
    public TensorImpl? Retained { get; set; }

    private readonly (long[] Sizes, torch.ScalarType Dtype)[] inputs = Array.ConvertAll(
        inputs,
        input => (input.Sizes, input.Dtype)
    );

    private static Node?[] Edges(TensorImpl[] inputs)
    {
        var next = new Node?[inputs.Length];
        for (var i = 0; i < next.Length; i++)
            next[i] = Of(inputs[i]);
        return next;
    }

    /// <summary>Where the gradient of a tensor goes.</summary>
    public static Node? Of(TensorImpl tensor) =>
        tensor.GradFn ?? (tensor.RequiresGrad ? tensor.Accumulate ??= new AccumulateGrad(tensor) : null);

    public virtual torch.Tensor?[] Run(torch.Tensor gradient)
    {
        saved.CheckAlive();
        Span<bool> needed = stackalloc bool[Next.Length];
        for (var i = 0; i < needed.Length; i++)
            needed[i] = Next[i] is not null;
        var results = backward(gradient, saved, needed);
        for (var i = 0; i < results.Length; i++)
            if (results[i] is { } result)
                results[i] = needed[i] ? Fit(result, this.inputs[i].Sizes, this.inputs[i].Dtype) : null;
        GC.KeepAlive(this);
        return results;
    }

    /// <summary>The gradient in the shape and the type of what it is the gradient of.</summary>
    private static torch.Tensor Fit(torch.Tensor gradient, long[] sizes, torch.ScalarType dtype)
    {
        var sum = Reductions.SumToSize(gradient, sizes);
        return sum.dtype == dtype ? sum : sum.to_type(dtype);
    }

    public virtual void Release() => saved.Release();
}

/// <summary>The end of the graph: adds the incoming gradient to the leaf's <c>grad</c>.</summary>
internal sealed class AccumulateGrad(TensorImpl leaf)
    : Node("AccumulateGrad", [], new Saved("AccumulateGrad", []), static (_, _, _) => [])
{
    public override torch.Tensor?[] Run(torch.Tensor gradient)
    {
        using var outside = DisposeScopeManager.Suspend();
        if (leaf.Grad is { } sum)
        {
            if (GradMode.Enabled)
                leaf.Grad = sum + gradient;
            else
                sum.add_(gradient);
        }
        else
        {
            leaf.Grad = Own(gradient);
        }
        return [];
    }

    /// <summary>The gradient itself if nothing else references it and its layout is the leaf's, otherwise a copy.</summary>
    private torch.Tensor Own(torch.Tensor gradient)
    {
        var impl = gradient.Impl;
        if (GradMode.Enabled)
            return gradient.NewHandle();
        if (impl.IsUniquelyOwned && impl.IsContiguous == leaf.IsContiguous)
            return gradient.NewHandle();
        return leaf.IsContiguous ? gradient.contiguous_copy() : gradient.clone();
    }

    public override void Release() { }
}
