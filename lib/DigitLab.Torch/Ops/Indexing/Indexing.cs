namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => index([(TensorIndex)i1]);
            set => index_put_(value, [(TensorIndex)i1]);
        }

        public Tensor this[long i1, long i2]
        {
            get => index([(TensorIndex)i1, i2]);
            set => index_put_(value, [(TensorIndex)i1, i2]);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => index([(TensorIndex)i1, i2, i3]);
            set => index_put_(value, [(TensorIndex)i1, i2, i3]);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index([(TensorIndex)i1, i2, i3, i4]);
            set => index_put_(value, [(TensorIndex)i1, i2, i3, i4]);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => index([(TensorIndex)i1, i2, i3, i4, i5]);
            set => index_put_(value, [(TensorIndex)i1, i2, i3, i4, i5]);
        }

        public Tensor this[params long[] indices]
        {
            get => index(Array.ConvertAll(indices, i => (TensorIndex)i));
            set => index_put_(value, Array.ConvertAll(indices, i => (TensorIndex)i));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, positions) = Applied(indices);
            return Array.TrueForAll(positions, p => p is null) ? view : AdvancedIndexing.Get(view, positions);
        }

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var number = torch.Scalar(value, dtype);
            return index_put_(number, indices, false);
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), false);

        public Tensor index_put_(Scalar value, params Tensor[] indices) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);

        /// <summary>Writes <paramref name="value"/>, broadcast, to where the index points; or adds it.</summary>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            if (Autograd.ShouldRecord(this, value))
                indices = Array.ConvertAll(
                    indices,
                    i => i.Is == TensorIndex.Kind.Tensor ? TensorIndex.Tensor(AdvancedIndexing.Keep(i.Positions)!) : i
                );
            return InPlace.Change(
                this,
                "index_put_",
                [value],
                [],
                target =>
                {
                    using var off = no_grad();
                    var (view, positions) = target.Applied(indices);
                    if (!Array.TrueForAll(positions, p => p is null))
                        AdvancedIndexing.Put(view, positions, value, accumulate);
                    else if (accumulate)
                        view.add_(value);
                    else
                        view.copy_(value);
                },
                (grad, _, need) =>
                {
                    var before = grad;
                    if (need[0] && !accumulate)
                    {
                        before = grad.clone();
                        before.index_put_((Scalar)0, indices);
                    }
                    return [before, need[1] ? grad.index(indices) : null];
                }
            );
        }

        /// <summary>The view that positions, ranges and new dimensions give, and the tensors of positions that are left
        /// for its dimensions.</summary>
        private (Tensor View, Tensor?[] Positions) Applied(TensorIndex[] indices)
        {
            var named = indices.Sum(i =>
                i.Is switch
                {
                    TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                    TensorIndex.Kind.Tensor => IsMask(i.Positions!) ? (int)i.Positions!.ndim : 1,
                    _ => 0,
                }
            );
            if (named > Impl.Sizes.Length)
                throw new TorchException(
                    $"index: too many indices ({named}) for a tensor with {Impl.Sizes.Length} dimensions (shape {Shapes.Text(Impl.Sizes)})"
                );
            var view = NewHandle();
            var positions = new List<Tensor?>();
            var d = 0;
            foreach (var entry in indices)
            {
                switch (entry.Is)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(d, entry.Start!.Value);
                        break;
                    case TensorIndex.Kind.Slice:
                        if (entry.Start is not null || entry.Stop is not null || entry.Step is not null)
                            view = view.slice(d, entry.Start ?? 0, entry.Stop ?? long.MaxValue, entry.Step ?? 1);
                        positions.Add(null);
                        d++;
                        break;
                    case TensorIndex.Kind.None:
                        view = view.unsqueeze(d);
                        positions.Add(null);
                        d++;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = view.unsqueeze(d);
                        positions.Add(torch.arange(entry.Start!.Value, ScalarType.Int64));
                        d++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        for (var skipped = Impl.Sizes.Length - named; skipped > 0; skipped--)
                        {
                            positions.Add(null);
                            d++;
                        }
                        break;
                    case TensorIndex.Kind.Tensor when IsMask(entry.Positions!):
                        foreach (var axis in AdvancedIndexing.MaskPositions(view, d, entry.Positions!))
                        {
                            positions.Add(axis);
                            d++;
                        }
                        break;
                    default:
                        if (entry.Positions!.dtype is not (ScalarType.Int64 or ScalarType.Int32))
                            throw new TorchException(
                                $"index: tensors used as indices must be long, int, byte or bool tensors, got {entry.Positions.dtype}"
                            );
                        positions.Add(entry.Positions.to_type(ScalarType.Int64));
                        d++;
                        break;
                }
            }
            return (view, [.. positions]);
        }

        /// <summary>The rows of a dimension that <paramref name="index"/> names, in its order.</summary>
        public Tensor index_select(long dim, Tensor index)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "index_select");
            if (index.Impl.Sizes.Length > 1)
                throw new TorchException(
                    $"index_select: index must be a vector, got shape {Shapes.Text(index.Impl.Sizes)}"
                );
            using var rows = index.to_type(ScalarType.Int64);
            var result = AdvancedIndexing.Select(this, d, rows);
            if (!Autograd.ShouldRecord(this))
                return result;
            var sizes = Impl.Sizes;
            return Autograd.Record(
                "index_select",
                result,
                [this],
                [rows],
                (grad, saved, _) => [torch.zeros(sizes, grad.dtype).index_add_(d, saved[0], grad, 1)]
            );
        }

        /// <summary>Adds the rows of <paramref name="source"/>, times alpha, to those that <paramref name="index"/> names.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            InPlace.Change(
                this,
                "index_add_",
                [source],
                [index],
                target =>
                {
                    using var off = no_grad();
                    using var scaled = source * alpha;
                    var d = Shapes.Dim(dim, target.Impl.Sizes.Length, "index_add_");
                    var positions = new Tensor?[d + 1];
                    positions[d] = index;
                    AdvancedIndexing.Put(target, positions, scaled, true);
                },
                (grad, saved, need) => [grad, need[1] ? grad.index_select(dim, saved[0]) * alpha : null]
            );

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            clone().index_add_(dim, index, source, alpha);

        /// <summary>Writes the rows of <paramref name="source"/> over those that <paramref name="index"/> names.</summary>
        public Tensor index_copy_(long dim, Tensor index, Tensor source) =>
            index_put_(source, Along(dim, index, "index_copy_"));

        public Tensor index_copy(long dim, Tensor index, Tensor source) => clone().index_copy_(dim, index, source);

        /// <summary>Fills the rows that <paramref name="index"/> names with a number.</summary>
        public Tensor index_fill_(long dim, Tensor index, Scalar value) =>
            index_put_(value, Along(dim, index, "index_fill_"));

        public Tensor index_fill(long dim, Tensor index, Scalar value) => clone().index_fill_(dim, index, value);

        private TensorIndex[] Along(long dim, Tensor index, string operation)
        {
            var indices = new TensorIndex[Shapes.Dim(dim, Impl.Sizes.Length, operation) + 1];
            Array.Fill(indices, TensorIndex.Colon);
            indices[^1] = TensorIndex.Tensor(index);
            return indices;
        }

        /// <summary>Along a dimension, the element that <paramref name="index"/> names at each place.</summary>
        public Tensor gather(long dim, Tensor index)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "gather");
            var result = GatherScatter.Gather(this, d, index);
            if (!Autograd.ShouldRecord(this))
                return result;
            var sizes = Impl.Sizes;
            return Autograd.Record(
                "gather",
                result,
                [this],
                [index],
                (grad, saved, _) => [torch.zeros(sizes, grad.dtype).scatter_add_(d, saved[0], grad)]
            );
        }

        /// <summary>Writes each element of <paramref name="src"/> to the place that <paramref name="index"/> names.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Scattered("scatter_", dim, index, src, false);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) =>
            Scattered("scatter_add_", dim, index, src, true);

        public Tensor scatter(long dim, Tensor index, Tensor src) => clone().scatter_(dim, index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => clone().scatter_add_(dim, index, src);

        private Tensor Scattered(string operation, long dim, Tensor index, Tensor src, bool accumulate)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, operation);
            return InPlace.Change(
                this,
                operation,
                [src],
                [index],
                target => GatherScatter.Scatter(target, d, index, src, accumulate),
                (grad, saved, need) =>
                {
                    var before = grad;
                    if (need[0] && !accumulate)
                    {
                        before = grad.clone();
                        using var zeros = torch.zeros(saved[0].shape, grad.dtype);
                        before.scatter_(d, saved[0], zeros);
                    }
                    return [before, need[1] ? grad.gather(d, saved[0]) : null];
                }
            );
        }

        /// <summary>The elements where the mask, broadcast, is true, in row-major order.</summary>
        public Tensor masked_select(Tensor mask)
        {
            var sizes = Shapes.Broadcast(Impl.Sizes, mask.Impl.Sizes, "masked_select");
            return expand(sizes).index([TensorIndex.Tensor(mask.expand(sizes))]);
        }

        public Tensor masked_fill(Tensor mask, Scalar value)
        {
            using var number = torch.Scalar(value, dtype);
            return torch.where(mask, number, this);
        }

        /// <summary>Whether a tensor in brackets chooses elements by true and false; bytes do, as in PyTorch.</summary>
        private static bool IsMask(Tensor index) => index.dtype is ScalarType.Bool or ScalarType.Byte;

        /// <summary>Here where the condition holds, else from <paramref name="y"/>.</summary>
        public Tensor where(Tensor condition, Tensor y) => torch.where(condition, this, y);

        /// <summary>The positions of the elements that are not zero, one row each.</summary>
        public Tensor nonzero() => AdvancedIndexing.Nonzero(this);
    }

    /// <summary>The positions where the condition holds, one tensor for each dimension.</summary>
    public static Tensor[] where(Tensor condition) => condition.nonzero_as_list().ToArray();

    public static Tensor where(Tensor condition, Tensor x, Tensor y)
    {
        if (condition.dtype != ScalarType.Bool)
            throw new TorchException($"where: the condition must be a bool tensor, got {condition.dtype}");
        var result = GatherScatter.Where(condition, x, y);
        return Autograd.ShouldRecord(x, y)
            ? Autograd.Record(
                "where",
                result,
                [x, y],
                [condition],
                static (grad, saved, need) =>
                {
                    using var zero = grad.zeros_like();
                    return
                    [
                        need[0] ? torch.where(saved[0], grad, zero) : null,
                        need[1] ? torch.where(saved[0], zero, grad) : null,
                    ];
                }
            )
            : result;
    }
}
