namespace TorchSharp;

public static partial class torch
{
    public static Tensor movedim(Tensor input, long source, long destination) => input.movedim([source], [destination]);

    public partial class Tensor
    {
        /// <summary>Dimensions in reverse order of their elements.</summary>
        public Tensor flip(params long[] dims)
        {
            var result = alias();
            foreach (var d in Shapes.Dims(dims, Impl.Sizes.Length, "flip"))
            {
                var size = Impl.Sizes[d];
                using var backwards = arange(size - 1, -1, -1, ScalarType.Int64);
                if (size > 0)
                    result = result.index_select(d, backwards);
            }
            return result;
        }

        /// <summary>Left and right exchanged.</summary>
        public Tensor fliplr() => flip(1);

        /// <summary>Up and down exchanged.</summary>
        public Tensor flipud() => flip(0);

        /// <summary>Shifted along dimensions; what leaves at the end comes in at the start.</summary>
        public Tensor roll(long[] shifts, long[] dims)
        {
            if (shifts.Length != dims.Length)
                throw new TorchException(
                    $"roll: shifts {Shapes.Text(shifts)} and dims {Shapes.Text(dims)} must have the same length"
                );
            var result = alias();
            for (var i = 0; i < dims.Length; i++)
            {
                var d = Shapes.Dim(dims[i], Impl.Sizes.Length, "roll");
                var size = Impl.Sizes[d];
                if (size == 0)
                    continue;
                var start = ((-shifts[i] % size) + size) % size;
                result = cat([result.narrow(d, start, size - start), result.narrow(d, 0, start)], d);
            }
            return result;
        }

        public Tensor roll(long shifts, long? dims = null) =>
            dims is { } d ? roll([shifts], [d]) : reshape(-1).roll([shifts], [0]).reshape(Impl.Sizes);

        public Tensor roll(long[] shifts) => roll(shifts[0]);

        /// <summary>Turned by k·90 degrees, from the first towards the second of two dimensions.</summary>
        public Tensor rot90(long k = 1, (long, long)? dims = null)
        {
            var (a, b) = dims ?? (0, 1);
            return (((k % 4) + 4) % 4) switch
            {
                1 => flip(b).transpose(a, b),
                2 => flip(a, b),
                3 => flip(a).transpose(a, b),
                _ => clone(),
            };
        }

        /// <summary>repeat, with 1 for the dimensions that are not named.</summary>
        public Tensor tile(long[] reps)
        {
            var missing = Math.Max(Impl.Sizes.Length - reps.Length, 0);
            return repeat([.. Enumerable.Repeat(1L, missing), .. reps]);
        }

        /// <summary>Each element so often, one after the other.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
        {
            using var all = full([dim is { } d ? size((int)d) : numel()], repeats, ScalarType.Int64);
            return repeat_interleave(all, dim, output_size);
        }

        /// <param name="repeats">One number for each element of the dimension.</param>
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null)
        {
            var source = dim is null ? reshape(-1) : this;
            var d = Shapes.Dim(dim ?? 0, source.Impl.Sizes.Length, "repeat_interleave");
            var counts = CopyOp.ToArray<long>(repeats.to_type(ScalarType.Int64));
            if (counts.Length != source.Impl.Sizes[d] || Array.Exists(counts, count => count < 0))
                throw new TorchException(
                    $"repeat_interleave: expects {source.Impl.Sizes[d]} repeats, none negative, got {Shapes.Text(counts)}"
                );
            var positions = counts.SelectMany((count, i) => Enumerable.Repeat((long)i, (int)count)).ToArray();
            using var rows = tensor(positions);
            return source.index_select(d, rows);
        }

        /// <summary>Dimensions moved to other places; the others keep their order.</summary>
        public Tensor movedim(long[] source, long[] destination)
        {
            var rank = Impl.Sizes.Length;
            var from = Shapes.Dims(source, rank, "movedim");
            var to = Shapes.Dims(destination, rank, "movedim");
            if (from.Length != to.Length)
                throw new TorchException(
                    $"movedim: source {Shapes.Text(source)} and destination {Shapes.Text(destination)} must have the same length"
                );
            var order = new long[rank];
            var others = new Queue<int>(Enumerable.Range(0, rank).Where(d => Array.IndexOf(from, d) < 0));
            for (var d = 0; d < rank; d++)
                order[d] = Array.IndexOf(to, d) is >= 0 and var i ? from[i] : others.Dequeue();
            return permute(order);
        }

        /// <summary>Windows along a dimension, each in a new last dimension.</summary>
        public Tensor unfold(long dimension, long size, long step)
        {
            var d = Shapes.Dim(dimension, Impl.Sizes.Length, "unfold");
            var all = Impl.Sizes.Length == 0 ? 1 : Impl.Sizes[d];
            if (size <= 0 || size > all || step <= 0)
                throw new TorchException(
                    $"unfold: windows of {size} by steps of {step} do not fit dimension {d} of {Shapes.Text(Impl.Sizes)}"
                );
            var windows = Enumerable
                .Range(0, (int)((all - size) / step + 1))
                .Select(i => narrow(d, i * step, size).movedim([d], [-1]));
            return stack(windows, d);
        }

        /// <summary>Parts that differ in size by one at most.</summary>
        public Tensor[] tensor_split(long size, long dim = 0)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "tensor_split");
            if (size <= 0)
                throw new TorchException($"tensor_split: the number of sections must be larger than 0, got {size}");
            var all = Impl.Sizes[d];
            var cuts = Enumerable.Range(1, (int)size - 1).Select(i => i * (all / size) + Math.Min(i, all % size));
            return tensor_split(cuts.ToArray(), d);
        }

        /// <summary>Parts that end before the given positions.</summary>
        public Tensor[] tensor_split(long[] sizes, long dim = 0)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "tensor_split");
            var all = Impl.Sizes[d];
            long start = 0;
            return sizes
                .Append(all)
                .Select(cut =>
                {
                    var end = Math.Clamp(cut < 0 ? cut + all : cut, 0, all);
                    var part = narrow(d, Math.Min(start, end), Math.Max(end - start, 0));
                    start = end;
                    return part;
                })
                .ToArray();
        }

        public Tensor[] hsplit(long size) => tensor_split(size, Impl.Sizes.Length == 1 ? 0 : 1);

        public Tensor[] hsplit(params long[] sizes) => tensor_split(sizes, Impl.Sizes.Length == 1 ? 0 : 1);

        public Tensor[] vsplit(long size) => tensor_split(size, 0);

        public Tensor[] vsplit(params long[] sizes) => tensor_split(sizes, 0);

        /// <summary>With at least one dimension.</summary>
        public Tensor atleast_1d() => Impl.Sizes.Length >= 1 ? alias() : reshape(1);

        /// <summary>With at least two dimensions.</summary>
        public Tensor atleast_2d() => Impl.Sizes.Length >= 2 ? alias() : atleast_1d().unsqueeze(0);

        /// <summary>With at least three dimensions.</summary>
        public Tensor atleast_3d() => Impl.Sizes.Length >= 3 ? alias() : atleast_2d().unsqueeze(2);
    }

    /// <summary>Tensors on top of each other, vectors as rows.</summary>
    public static Tensor vstack(IList<Tensor> tensors) => cat(tensors.Select(t => t.atleast_2d()).ToArray(), 0);

    public static Tensor vstack(Tensor[] tensors) => vstack((IList<Tensor>)tensors);

    /// <summary>Tensors side by side.</summary>
    public static Tensor hstack(IList<Tensor> tensors)
    {
        var all = tensors.Select(t => t.atleast_1d()).ToArray();
        return cat(all, all.Length > 0 && all[0].ndim == 1 ? 0 : 1);
    }

    public static Tensor hstack(params Tensor[] tensors) => hstack((IList<Tensor>)tensors);

    /// <summary>Tensors behind each other.</summary>
    public static Tensor dstack(params Tensor[] tensors) => cat(tensors.Select(t => t.atleast_3d()).ToArray(), 2);

    /// <summary>Vectors as the columns of a matrix; matrices side by side.</summary>
    public static Tensor column_stack(params Tensor[] tensors) =>
        cat(tensors.Select(t => t.ndim < 2 ? t.reshape(-1, 1) : t).ToArray(), 1);

    /// <summary>Tensors expanded to a common shape.</summary>
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors)
    {
        long[] shape = [];
        foreach (var tensor in tensors)
            shape = Shapes.Broadcast(shape, tensor.Impl.Sizes, "broadcast_tensors");
        return Array.ConvertAll(tensors, tensor => tensor.expand(shape));
    }

    /// <summary>Coordinates of a grid, one tensor for each axis.</summary>
    /// <param name="indexing">"ij": the first axis is the rows; "xy": the columns.</param>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij")
    {
        var axes = tensors.ToArray();
        if (axes.Length == 0 || indexing is not ("ij" or "xy"))
            throw new TorchException($"meshgrid: expects tensors, and indexing \"ij\" or \"xy\", got \"{indexing}\"");
        var swap = indexing == "xy" && axes.Length > 1;
        if (swap)
            (axes[0], axes[1]) = (axes[1], axes[0]);
        var shape = Array.ConvertAll(axes, axis => axis.numel());
        var grids = new Tensor[axes.Length];
        for (var i = 0; i < axes.Length; i++)
        {
            var own = new long[axes.Length];
            Array.Fill(own, 1);
            own[i] = -1;
            grids[i] = axes[i].reshape(own).expand(shape);
        }
        if (swap)
            (grids[0], grids[1]) = (grids[1], grids[0]);
        return grids;
    }

    /// <summary>All tuples of elements, one row each.</summary>
    public static Tensor cartesian_prod(IList<Tensor> tensors) =>
        tensors.Count == 1 ? tensors[0].alias() : stack(meshgrid(tensors).Select(grid => grid.reshape(-1)), 1);

    public static Tensor cartesian_prod(params Tensor[] tensors) => cartesian_prod((IList<Tensor>)tensors);

    /// <summary>All choices of r elements of a vector, one row each.</summary>
    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false)
    {
        var n = input.numel();
        if (input.ndim != 1 || r < 0)
            throw new TorchException(
                $"combinations: expects a vector and r >= 0, got shape {Shapes.Text(input.shape)}"
            );
        var rows = new List<long>();
        Choose(new long[r], 0, 0);
        using var positions = tensor(rows.ToArray());
        return input.index_select(0, positions).reshape(rows.Count / Math.Max(r, 1), r);

        void Choose(long[] chosen, int depth, long from)
        {
            if (depth == r)
            {
                rows.AddRange(chosen);
                return;
            }
            for (var i = from; i < n; i++)
            {
                chosen[depth] = i;
                Choose(chosen, depth + 1, with_replacement ? i : i + 1);
            }
        }
    }
}
