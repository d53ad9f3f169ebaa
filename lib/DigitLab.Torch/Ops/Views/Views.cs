namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private Tensor Viewed(string operation, long[] sizes, long[] strides, long offset, Backward backward)
        {
            var result = AsStrided(sizes, strides, offset);
            if (GradMode.Enabled)
                result.Impl.FollowBase(Impl);
            return Autograd.ShouldRecord(this) ? Autograd.Record(operation, result, [this], [], backward) : result;
        }

        /// <summary>The same elements under another shape; one -1 is inferred. CopyOp only where it must.</summary>
        public Tensor reshape(params long[] shape)
        {
            var sizes = Shapes.Infer(shape, numel(), "reshape");
            if (Shapes.View(Impl.Sizes, Impl.Strides, sizes) is { } strides)
                return ViewAs(sizes, strides);
            if (Impl.IsBatchInnermost && sizes is [var n, ..] && n == Impl.Sizes[0])
                return BatchInnermost.Reshape(this, sizes);
            var copy = contiguous();
            return copy.ViewAs(sizes, Shapes.Contiguous(sizes));
        }

        internal Tensor ViewAs(long[] sizes, long[] strides)
        {
            var original = Impl.Sizes;
            return Viewed("view", sizes, strides, Impl.Offset, (grad, _, _) => [grad.reshape(original)]);
        }

        /// <summary>
        /// The same memory under another shape; one -1 is inferred. Images that a convolution or pooling gave lie as its
        /// kernels want them: of these it may be a copy, so that a change in place of one does not show in the other.
        /// </summary>
        public Tensor view(params long[] shape)
        {
            var sizes = Shapes.Infer(shape, numel(), "view");
            // A batch-innermost tensor looks row-major to its user: it is copied where needed.
            if (Shapes.View(Impl.Sizes, Impl.Strides, sizes) is null && !Impl.IsBatchInnermost)
                throw new TorchException(
                    $"view: shape {Shapes.Text(shape)} is not compatible with the tensor's shape {Shapes.Text(Impl.Sizes)} and "
                        + $"strides {Shapes.Text(Impl.Strides)}; use reshape(...) instead"
                );
            return reshape(shape);
        }

        public Tensor view_as(Tensor other) => view(other.shape);

        /// <summary>Another tensor over the same memory.</summary>
        public Tensor alias()
        {
            var original = Impl.Sizes;
            return Viewed("alias", original, Impl.Strides, Impl.Offset, (grad, _, _) => [grad.reshape(original)]);
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            var rank = Impl.Sizes.Length;
            if (rank == 0)
                return reshape(1);
            var (start, end) = (Shapes.Dim(start_dim, rank, "flatten"), Shapes.Dim(end_dim, rank, "flatten"));
            if (start > end)
                throw new TorchException($"flatten: start_dim {start_dim} lies behind end_dim {end_dim}");
            long[] sizes =
            [
                .. Impl.Sizes[..start],
                Shapes.Numel(Impl.Sizes.AsSpan(start, end - start + 1)),
                .. Impl.Sizes[(end + 1)..],
            ];
            return reshape(sizes);
        }

        public Tensor unflatten(long dim, params long[] sizes)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "unflatten");
            var inner = Shapes.Infer(sizes, Impl.Sizes[d], "unflatten");
            return reshape([.. Impl.Sizes[..d], .. inner, .. Impl.Sizes[(d + 1)..]]);
        }

        public Tensor ravel() => reshape(-1);

        public Tensor permute(params long[] permutation)
        {
            var dims = Shapes.Dims(permutation, Impl.Sizes.Length, "permute");
            if (dims.Length != Impl.Sizes.Length)
                throw new TorchException(
                    $"permute: the tensor has {Impl.Sizes.Length} dimensions, the permutation {Shapes.Text(permutation)} names {dims.Length}"
                );
            var back = new long[dims.Length];
            for (var i = 0; i < dims.Length; i++)
                back[dims[i]] = i;
            return Viewed(
                "permute",
                Array.ConvertAll(dims, d => Impl.Sizes[d]),
                Array.ConvertAll(dims, d => Impl.Strides[d]),
                Impl.Offset,
                (grad, _, _) => [grad.permute(back)]
            );
        }

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor transpose(long dim0, long dim1)
        {
            var rank = Impl.Sizes.Length;
            var order = new long[rank];
            for (var d = 0; d < rank; d++)
                order[d] = d;
            var (a, b) = (Shapes.Dim(dim0, rank, "transpose"), Shapes.Dim(dim1, rank, "transpose"));
            if (rank == 0)
                return NewHandle();
            (order[a], order[b]) = (order[b], order[a]);
            return permute(order);
        }

        public Tensor t()
        {
            if (Impl.Sizes.Length > 2)
                throw new TorchException(
                    $"t: expects a tensor with at most 2 dimensions, but got shape {Shapes.Text(Impl.Sizes)}"
                );
            return Impl.Sizes.Length < 2 ? NewHandle() : transpose(0, 1);
        }

        /// <summary>The dimensions in reverse order.</summary>
        public Tensor T => permute(Enumerable.Range(0, Impl.Sizes.Length).Reverse().Select(d => (long)d).ToArray());

        public Tensor unsqueeze(long dim)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length + 1, "unsqueeze");
            var stride = d < Impl.Sizes.Length ? Impl.Sizes[d] * Impl.Strides[d] : 1;
            return Viewed(
                "unsqueeze",
                [.. Impl.Sizes[..d], 1, .. Impl.Sizes[d..]],
                [.. Impl.Strides[..d], stride, .. Impl.Strides[d..]],
                Impl.Offset,
                (grad, _, _) => [grad.squeeze(d)]
            );
        }

        /// <summary>Without the dimensions of size 1, or without that one if it is of size 1.</summary>
        public Tensor squeeze(long? dim = null)
        {
            var only = dim is { } named ? Shapes.Dim(named, Impl.Sizes.Length, "squeeze") : -1;
            var kept = Enumerable
                .Range(0, Impl.Sizes.Length)
                .Where(d => Impl.Sizes[d] != 1 || dim is not null && d != only)
                .ToArray();
            var original = Impl.Sizes;
            return Viewed(
                "squeeze",
                Array.ConvertAll(kept, d => Impl.Sizes[d]),
                Array.ConvertAll(kept, d => Impl.Strides[d]),
                Impl.Offset,
                (grad, _, _) => [grad.reshape(original)]
            );
        }

        /// <summary>Dimensions of size 1 repeated to the given sizes without copying; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes)
        {
            var rank = Impl.Sizes.Length;
            if (sizes.Length < rank)
                throw new TorchException(
                    $"expand: {sizes.Length} sizes {Shapes.Text(sizes)} are too few for shape {Shapes.Text(Impl.Sizes)}"
                );
            var target = (long[])sizes.Clone();
            for (var i = 1; i <= target.Length; i++)
            {
                var own = i <= rank ? Impl.Sizes[^i] : 1;
                if (target[^i] == -1 && i <= rank)
                    target[^i] = own;
                else if (own != 1 && own != target[^i])
                    throw new TorchException(
                        $"expand: shape {Shapes.Text(Impl.Sizes)} cannot be expanded to {Shapes.Text(sizes)}: size {own} is not 1"
                    );
            }
            return Viewed(
                "expand",
                target,
                Shapes.BroadcastStrides(Impl.Sizes, Impl.Strides, target),
                Impl.Offset,
                static (grad, _, _) => [grad]
            );
        }

        public Tensor expand(long[] sizes, bool isImplicit = false) => expand(sizes);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public Tensor broadcast_to(params long[] shape) => expand(shape);

        /// <summary>One index of a dimension, which disappears.</summary>
        public Tensor select(long dim, long index)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "select");
            if (Impl.Sizes.Length == 0)
                throw new TorchException("select: a tensor of no dimensions cannot be indexed");
            var size = Impl.Sizes[d];
            if (index < -size || index >= size)
                throw new ArgumentOutOfRangeException(
                    nameof(index),
                    $"select: index {index} is out of range for dimension {d} with size {size} (shape {Shapes.Text(Impl.Sizes)})"
                );
            using var one = narrow(d, index < 0 ? index + size : index, 1);
            return one.squeeze(d);
        }

        public Tensor narrow(long dim, long start, long length)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "narrow");
            var size = Impl.Sizes[d];
            var first = start < 0 ? start + size : start;
            if (length < 0 || first < 0 || first + length > size)
                throw new TorchException(
                    $"narrow: start {start} with length {length} exceeds dimension {d} with size {size} (shape {Shapes.Text(Impl.Sizes)})"
                );
            return Sliced("narrow", d, first, length, 1);
        }

        /// <summary>start, start + step, … below finish, along a dimension; negative ones count from the end.</summary>
        public Tensor slice(long dim, long start, long finish, long step)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "slice");
            var size = Impl.Sizes[d];
            if (step <= 0)
                throw new TorchException($"slice: step must be greater than zero, got {step}");
            var first = Math.Clamp(start < 0 ? start + size : start, 0, size);
            var last = Math.Clamp(finish < 0 ? finish + size : finish, first, size);
            return Sliced("slice", d, first, (last - first + step - 1) / step, step);
        }

        private Tensor Sliced(string operation, int d, long first, long length, long step)
        {
            var sizes = (long[])Impl.Sizes.Clone();
            var strides = (long[])Impl.Strides.Clone();
            sizes[d] = length;
            strides[d] *= step;
            var original = Impl.Sizes;
            return Viewed(
                operation,
                sizes,
                strides,
                Impl.Offset + first * Impl.Strides[d],
                (grad, _, _) => [grad.Among(original, d, first, length, step)]
            );
        }

        /// <summary>This tensor as a slice of a larger one that is zero elsewhere.</summary>
        private Tensor Among(long[] sizes, int d, long first, long length, long step)
        {
            var whole = torch.zeros(sizes, dtype);
            var finish = first + (length - 1) * step + 1;
            if (length > 0)
            {
                using var part = whole.slice(d, first, finish, step);
                CopyOp.Copy(this, part);
            }
            return Autograd.ShouldRecord(this)
                ? Autograd.Record(
                    "slice_backward",
                    whole,
                    [this],
                    [],
                    (grad, _, _) => [length > 0 ? grad.slice(d, first, finish, step) : grad.narrow(d, first, 0)]
                )
                : whole;
        }

        public Tensor[] unbind(long dimension = 0)
        {
            var d = Shapes.Dim(dimension, Impl.Sizes.Length, "unbind");
            return Enumerable.Range(0, (int)Impl.Sizes[d]).Select(i => select(d, i)).ToArray();
        }

        /// <summary>Chunks of the given size along a dimension; the last may be smaller.</summary>
        public Tensor[] split(long size, int dim = 0)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "split");
            if (size <= 0)
                throw new TorchException($"split: the size of a part must be greater than zero, got {size}");
            var parts = new List<Tensor>();
            for (long start = 0; start < Impl.Sizes[d]; start += size)
                parts.Add(narrow(d, start, Math.Min(size, Impl.Sizes[d] - start)));
            return [.. parts];
        }

        public Tensor[] split(long[] sizes, long dim = 0)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "split");
            if (sizes.Sum() != Impl.Sizes[d])
                throw new TorchException(
                    $"split: sizes {Shapes.Text(sizes)} add up to {sizes.Sum()}, dimension {d} has size {Impl.Sizes[d]}"
                );
            var start = 0L;
            return Array.ConvertAll(sizes, size => narrow(d, (start += size) - size, size));
        }

        public Tensor[] chunk(long chunks, long dim = 0)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "chunk");
            if (chunks <= 0)
                throw new TorchException($"chunk: the number of chunks must be greater than zero, got {chunks}");
            return split((Impl.Sizes[d] + chunks - 1) / chunks, d);
        }

        /// <summary>The tensor beside itself, so often along each dimension.</summary>
        public Tensor repeat(params long[] sizes)
        {
            if (sizes.Length < Impl.Sizes.Length)
                throw new TorchException(
                    $"repeat: {sizes.Length} repetitions {Shapes.Text(sizes)} are too few for shape {Shapes.Text(Impl.Sizes)}"
                );
            long[] own = [.. Enumerable.Repeat(1L, sizes.Length - Impl.Sizes.Length), .. Impl.Sizes];
            var spread = new List<long>();
            var expanded = new List<long>();
            for (var d = 0; d < sizes.Length; d++)
            {
                spread.AddRange([1, own[d]]);
                expanded.AddRange([sizes[d], own[d]]);
            }
            return reshape([.. spread]).expand([.. expanded]).reshape(sizes.Select((n, d) => n * own[d]).ToArray());
        }
    }

    /// <summary>Tensors one behind the other along a dimension that they have.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        if (tensors.Count == 0)
            throw new TorchException("cat: expected a non-empty list of tensors");
        var first = tensors[0].Impl;
        var d = Shapes.Dim(dim, first.Sizes.Length, "cat");
        var sizes = (long[])first.Sizes.Clone();
        var type = first.Dtype;
        for (var i = 1; i < tensors.Count; i++)
        {
            var other = tensors[i].Impl.Sizes;
            for (var k = 0; k < sizes.Length; k++)
                if (other.Length != sizes.Length || k != d && other[k] != sizes[k])
                    throw new TorchException(
                        $"cat: sizes of tensors must match except in dimension {d}: tensor 0 has shape "
                            + $"{Shapes.Text(first.Sizes)}, tensor {i} {Shapes.Text(other)}"
                    );
            sizes[d] += other[d];
            type = ScalarTypes.Promote(type, tensors[i].dtype);
        }
        var result = Tensor.Allocate(sizes, type);
        var starts = new long[tensors.Count + 1];
        for (var i = 0; i < tensors.Count; i++)
        {
            starts[i + 1] = starts[i] + tensors[i].Impl.Sizes[d];
            using var part = result.narrow(d, starts[i], tensors[i].Impl.Sizes[d]);
            CopyOp.Copy(tensors[i], part);
        }
        var inputs = tensors.ToArray();
        if (GradMode.Enabled && Array.Exists(inputs, input => input.RequiresGrad))
            Autograd.Record(
                "cat",
                result,
                inputs,
                [],
                (grad, _, need) =>
                {
                    var gradients = new Tensor?[starts.Length - 1];
                    for (var i = 0; i < gradients.Length; i++)
                        gradients[i] = need[i] ? grad.narrow(d, starts[i], starts[i + 1] - starts[i]) : null;
                    return gradients;
                }
            );
        return result;
    }

    public static Tensor cat(Tensor[] tensors, long dim = 0) => cat((IList<Tensor>)tensors, dim);

    /// <summary>Tensors of one shape side by side along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var list = tensors.ToList();
        if (list.Count == 0)
            throw new TorchException("stack: expected a non-empty list of tensors");
        foreach (var tensor in list)
            if (!tensor.Impl.Sizes.AsSpan().SequenceEqual(list[0].Impl.Sizes))
                throw new TorchException(
                    $"stack: expects each tensor to be equal size, but got {Shapes.Text(list[0].Impl.Sizes)} and {Shapes.Text(tensor.Impl.Sizes)}"
                );
        return cat(
            list.ConvertAll(tensor => tensor.unsqueeze(dim)),
            Shapes.Dim(dim, list[0].Impl.Sizes.Length + 1, "stack")
        );
    }
}
