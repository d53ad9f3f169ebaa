namespace TorchSharp;

/// <summary>Records operations, and runs backward over the recorded graph.</summary>
internal static class Autograd
{
    private static long walks;

    public static bool ShouldRecord(torch.Tensor a) => GradMode.Enabled && (a.Impl.RequiresGrad);

    public static bool ShouldRecord(torch.Tensor a, torch.Tensor? b) =>
        GradMode.Enabled && (a.Impl.RequiresGrad || b is not null && b.Impl.RequiresGrad);

    public static bool ShouldRecord(torch.Tensor a, torch.Tensor? b, torch.Tensor? c) =>
        GradMode.Enabled
        && (a.Impl.RequiresGrad || b is not null && b.Impl.RequiresGrad || c is not null && c.Impl.RequiresGrad);

    /// <summary>Makes <paramref name="output"/> the result of an operation that backward can go through.</summary>
    public static torch.Tensor Record(
        string name,
        torch.Tensor output,
        ReadOnlySpan<torch.Tensor> inputs,
        ReadOnlySpan<torch.Tensor> save,
        Backward backward
    )
    {
        if (!output.dtype.IsFloat())
            return output;
        var sources = new TensorImpl[inputs.Length];
        for (var i = 0; i < sources.Length; i++)
            sources[i] = inputs[i].Impl;
        output.Impl.GradFn = new Node(name, sources, new Saved(name, save), backward);
        output.Impl.RequiresGrad = true;
        return output;
    }

    /// <summary>For operations whose gradients are computed by kernels, which autograd does not record.</summary>
    public static void ThrowIfDoubleBackward(string operation)
    {
        if (GradMode.Enabled)
            throw new TorchException(
                $"{operation}: cannot be differentiated twice; call backward() without create_graph"
            );
    }

    /// <summary>
    /// Adds the gradients of <paramref name="roots"/> to the leaves that they come from, or gives those with respect to
    /// <paramref name="wanted"/> alone.
    /// </summary>
    public static torch.Tensor?[]? Run(
        IList<torch.Tensor> roots,
        IList<torch.Tensor?>? gradients,
        bool retainGraph,
        bool createGraph,
        IList<torch.Tensor>? wanted
    )
    {
        var walk = Interlocked.Increment(ref walks);
        var starts = new List<Node>(roots.Count);
        foreach (var root in roots)
            starts.Add(
                Node.Of(root.Impl)
                    ?? throw new TorchException(
                        "backward: the tensor does not require grad and has no grad_fn; was it computed under no_grad(), or "
                            + "from tensors without requires_grad?"
                    )
            );
        CountAwaited(starts, walk);
        var captured = wanted is null ? null : new torch.Tensor?[wanted.Count];
        var wantedNodes = wanted?.Select(tensor => Node.Of(tensor.Impl)).ToList();

        // One scope for the walk, emptied after each node: what a node made for itself goes back to the pool at once.
        using var scope = createGraph ? null : torch.NewDisposeScope();
        using var mode = GradMode.Set(createGraph);
        var ready = new Stack<Node>();
        for (var i = 0; i < starts.Count; i++)
        {
            Accumulate(starts[i], gradients?[i] is { } given ? Check(given, roots[i]) : Ones(roots[i]));
            if (starts[i].PendingGradients == 0 && !ready.Contains(starts[i]))
                ready.Push(starts[i]);
        }
        scope?.DisposeEverything();
        while (ready.TryPop(out var node))
        {
            if (node.Gradient is { } sum)
            {
                node.Gradient = null;
                Visit(node, new torch.Tensor(sum));
                scope?.DisposeEverything();
            }
            foreach (var next in node.Next)
                if (next is not null && --next.PendingGradients == 0)
                    ready.Push(next);
            if (!retainGraph && !createGraph)
                node.Release();
        }
        return captured;

        void Visit(Node node, torch.Tensor gradient)
        {
            if (wantedNodes is not null && captured is not null)
            {
                for (var i = wantedNodes.IndexOf(node); i >= 0; i = wantedNodes.FindIndex(i + 1, n => n == node))
                {
                    using var outside = DisposeScopeManager.Suspend();
                    captured[i] = gradient.NewHandle();
                }
                if (node is AccumulateGrad)
                    return;
            }
            if (node.Retained is { } retained)
            {
                using var outside = DisposeScopeManager.Suspend();
                retained.Grad = retained.Grad is { } sum ? sum + gradient : gradient.clone();
            }
            var results = node.Run(gradient);
            for (var i = 0; i < results.Length; i++)
                if (results[i] is { } result && node.Next[i] is { } next)
                    Accumulate(next, result);
        }
    }

    /// <summary>Adds to what a node has received so far; the node holds the sum by count.</summary>
    private static void Accumulate(Node node, torch.Tensor gradient)
    {
        if (node.Gradient is { } sum)
        {
            var both = new torch.Tensor(sum) + gradient;
            both.Impl.AddReference();
            node.Gradient = both.Impl;
        }
        else
        {
            gradient.Impl.AddReference();
            node.Gradient = gradient.Impl;
        }
    }

    private static void CountAwaited(List<Node> starts, long walk)
    {
        var stack = new Stack<Node>();
        foreach (var start in starts)
            Meet(start);
        while (stack.TryPop(out var node))
        {
            foreach (var next in node.Next)
            {
                if (next is null)
                    continue;
                Meet(next);
                next.PendingGradients++;
            }
        }

        void Meet(Node node)
        {
            if (node.TraversalId == walk)
                return;
            node.TraversalId = walk;
            node.PendingGradients = 0;
            node.Gradient = null;
            stack.Push(node);
        }
    }

    private static torch.Tensor Ones(torch.Tensor root)
    {
        if (root.numel() != 1)
            throw new TorchException(
                "backward: grad can be implicitly created only for scalar outputs, but the tensor has shape "
                    + $"{Shapes.Text(root.Impl.Sizes)}; reduce it first, by .sum() or .mean()"
            );
        return root.ones_like();
    }

    private static torch.Tensor Check(torch.Tensor gradient, torch.Tensor root)
    {
        if (!gradient.Impl.Sizes.AsSpan().SequenceEqual(root.Impl.Sizes))
            throw new TorchException(
                $"backward: the gradient has shape {Shapes.Text(gradient.Impl.Sizes)} and its tensor {Shapes.Text(root.Impl.Sizes)}"
            );
        return gradient.NewHandle();
    }
}
