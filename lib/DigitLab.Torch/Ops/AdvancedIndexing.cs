using DigitLab.Torch.Kernels;

namespace TorchSharp;

/// <summary>Indexing by tensors of positions.</summary>
internal static unsafe class AdvancedIndexing
{
    /// <summary>A mask as the positions of its true elements, one tensor for each of its dimensions.</summary>
    public static torch.Tensor[] MaskPositions(torch.Tensor tensor, int dim, torch.Tensor mask)
    {
        for (var d = 0; d < mask.Impl.Sizes.Length; d++)
            if (mask.Impl.Sizes[d] != tensor.Impl.Sizes[dim + d])
                throw new TorchException(
                    $"index: the shape of the mask {Shapes.Text(mask.Impl.Sizes)} does not match the shape of the indexed tensor "
                        + $"{Shapes.Text(tensor.Impl.Sizes)} at dimension {dim + d}"
                );
        using var positions = Nonzero(mask);
        return Enumerable.Range(0, mask.Impl.Sizes.Length).Select(d => positions.select(1, d).contiguous()).ToArray();
    }

    public static torch.Tensor Nonzero(torch.Tensor tensor)
    {
        using var flags = tensor.to_type(torch.ScalarType.Bool);
        var values = Copies.ToArray<byte>(flags);
        var sizes = tensor.Impl.Sizes;
        var found = new List<long>();
        for (long i = 0; i < values.Length; i++)
            if (values[i] != 0)
                found.Add(i);
        var result = torch.Tensor.Allocate([found.Count, sizes.Length], torch.ScalarType.Int64);
        var row = result.Data<long>();
        foreach (var at in found)
        {
            var rest = at;
            for (var d = sizes.Length - 1; d >= 0; d--)
            {
                row[d] = rest % sizes[d];
                rest /= sizes[d];
            }
            row += sizes.Length;
        }
        return result;
    }

    /// <summary>Rows of a dimension. From row-major images a batch goes straight into the lane-major layout.</summary>
    public static torch.Tensor Select(torch.Tensor x, int dim, torch.Tensor rows)
    {
        var count = rows.numel();
        if (x.Impl.Sizes.Length == 0)
            return x.expand(count);
        using var index = rows.contiguous();
        CheckRows(index.Data<long>(), count, dim, x.Impl.Sizes[dim]);
        GC.KeepAlive(index);
        if (dim == 0 && x.Impl.IsContiguous)
            return SelectRows(x, index);
        var positions = new torch.Tensor?[dim + 1];
        positions[dim] = rows.reshape(-1);
        using var off = GradMode.Set(false);
        return Get(x, positions);
    }

    private static void CheckRows(long* index, long count, int dim, long size)
    {
        for (long i = 0; i < count; i++)
            if ((ulong)index[i] >= (ulong)size)
                throw new TorchException(
                    $"index_select: index {index[i]} is out of range for dimension {dim} with size {size}"
                );
    }

    private static torch.Tensor SelectRows(torch.Tensor x, torch.Tensor index)
    {
        var sizes = (long[])x.Impl.Sizes.Clone();
        var count = sizes[0] = index.numel();
        var features = Shapes.Numel(sizes.AsSpan(1));
        var lanes = x.dtype == torch.ScalarType.Float32 && sizes.Length > 1 && count >= Layout.SmallestBatch;
        var result = lanes ? torch.Tensor.AllocateLanes(sizes, x.dtype) : torch.Tensor.Allocate(sizes, x.dtype);
        var at = index.Data<long>();
        if (lanes)
            LaneTransform.Gather(
                x.Data<float>(),
                features,
                at,
                (int)count,
                checked((int)features),
                result.Data<float>(),
                (int)Layout.LaneStride(count)
            );
        else
        {
            var bytes = features * x.dtype.Size();
            byte* from = (byte*)x.Impl.Storage.Address + x.Impl.Offset * x.dtype.Size();
            byte* to = (byte*)result.Impl.Storage.Address;
            for (long i = 0; i < count; i++)
                Buffer.MemoryCopy(from + at[i] * bytes, to + i * bytes, bytes, bytes);
        }
        GC.KeepAlive(x);
        GC.KeepAlive(index);
        return result;
    }

    /// <summary>The elements at positions, which are broadcast together; their shape takes the place of the indexed
    /// dimensions, or comes first where those are not neighbours (NumPy's rule).</summary>
    public static torch.Tensor Get(torch.Tensor x, torch.Tensor?[] positions)
    {
        var plan = new Plan(x, positions);
        var result = torch.Tensor.Allocate([.. plan.IndexShape, .. plan.RestShape], x.dtype);
        using (var off = GradMode.Set(false))
        {
            var source = plan.Moved.Impl.IsContiguous ? plan.Moved : plan.Moved.contiguous_copy();
            var size = plan.RestCount * x.dtype.Size();
            byte* from = (byte*)source.Impl.Storage.Address + source.Impl.Offset * x.dtype.Size();
            byte* to = (byte*)result.Impl.Storage.Address;
            for (long i = 0; i < plan.Offsets.Length; i++)
                Buffer.MemoryCopy(from + plan.Offsets[i] * size, to + i * size, size, size);
            GC.KeepAlive(source);
        }
        var placed = plan.Place(result);
        if (!Autograd.Needed(x))
            return placed;
        var sizes = x.Impl.Sizes;
        return Autograd.Record("index", placed, [x], [], (grad, _, _) => [Among(grad, sizes, positions)]);
    }

    /// <summary>Values summed into zeros at positions: the gradient of <see cref="Get"/>.</summary>
    private static torch.Tensor Among(torch.Tensor values, long[] sizes, torch.Tensor?[] positions)
    {
        var whole = torch.zeros(sizes, values.dtype);
        Put(whole, positions, values, true);
        return Autograd.Needed(values)
            ? Autograd.Record("index_backward", whole, [values], [], (grad, _, _) => [Get(grad, positions)])
            : whole;
    }

    /// <summary>Writes or adds values, broadcast, at positions.</summary>
    public static void Put(torch.Tensor x, torch.Tensor?[] positions, torch.Tensor value, bool accumulate)
    {
        using var off = GradMode.Set(false);
        var plan = new Plan(x, positions);
        using var typed = value.to_type(x.dtype);
        using var values = plan.Unplace(typed.expand(plan.ResultShape)).contiguous();
        var flat = values.reshape(plan.Offsets.Length, plan.RestCount);
        var rows = plan.Moved;
        for (long i = 0; i < plan.Offsets.Length; i++)
        {
            var target = rows;
            var rest = plan.Offsets[i];
            var coordinates = new long[plan.IndexedSizes.Length];
            for (var d = coordinates.Length - 1; d >= 0; d--)
            {
                coordinates[d] = rest % plan.IndexedSizes[d];
                rest /= plan.IndexedSizes[d];
            }
            var offset = rows.Impl.Offset;
            for (var d = 0; d < coordinates.Length; d++)
                offset += coordinates[d] * rows.Impl.Strides[d];
            using var place = rows.AsStrided(plan.RestShape, rows.Impl.Strides[coordinates.Length..], offset);
            using var part = flat.select(0, i).reshape(plan.RestShape);
            if (accumulate)
                place.add_(part);
            else
                Copies.Copy(part, place);
        }
        x.Impl.Storage.Version++;
    }

    private sealed class Plan
    {
        private readonly int[] indexed;
        private readonly int[] rest;

        public Plan(torch.Tensor x, torch.Tensor?[] positions)
        {
            var rank = x.Impl.Sizes.Length;
            indexed = Enumerable.Range(0, positions.Length).Where(d => positions[d] is not null).ToArray();
            rest = Enumerable.Range(0, rank).Where(d => Array.IndexOf(indexed, d) < 0).ToArray();
            long[] shape = [];
            foreach (var d in indexed)
                shape = Shapes.Broadcast(shape, positions[d]!.Impl.Sizes, "index");
            IndexShape = shape;
            IndexedSizes = Array.ConvertAll(indexed, d => x.Impl.Sizes[d]);
            RestShape = Array.ConvertAll(rest, d => x.Impl.Sizes[d]);
            RestCount = Shapes.Numel(RestShape);
            Offsets = new long[Shapes.Numel(shape)];
            foreach (var d in indexed)
            {
                using var spread = positions[d]!.expand(shape);
                var at = Copies.ToArray<long>(spread);
                var size = x.Impl.Sizes[d];
                for (var i = 0; i < at.Length; i++)
                {
                    if (at[i] < -size || at[i] >= size)
                        throw new TorchException(
                            $"index: index {at[i]} is out of bounds for dimension {d} with size {size}"
                        );
                    Offsets[i] = Offsets[i] * size + (at[i] < 0 ? at[i] + size : at[i]);
                }
            }
            Moved = x.permute([.. indexed.Select(d => (long)d), .. rest.Select(d => (long)d)]);
        }

        public long[] IndexShape { get; }
        public long[] IndexedSizes { get; }
        public long[] RestShape { get; }
        public long RestCount { get; }

        /// <summary>Which row of the indexed dimensions, taken as one, each result comes from.</summary>
        public long[] Offsets { get; }

        /// <summary>The tensor with the indexed dimensions first.</summary>
        public torch.Tensor Moved { get; }

        private bool Adjacent => indexed[^1] - indexed[0] == indexed.Length - 1;

        private long[] Order()
        {
            var before = Adjacent ? rest.Count(d => d < indexed[0]) : 0;
            var k = IndexShape.Length;
            return
            [
                .. Enumerable.Range(k, before).Select(d => (long)d),
                .. Enumerable.Range(0, k).Select(d => (long)d),
                .. Enumerable.Range(k + before, rest.Length - before).Select(d => (long)d),
            ];
        }

        public torch.Tensor Place(torch.Tensor result) => result.permute(Order());

        public torch.Tensor Unplace(torch.Tensor placed)
        {
            var order = Order();
            var back = new long[order.Length];
            for (var i = 0; i < order.Length; i++)
                back[order[i]] = i;
            return placed.permute(back);
        }

        public long[] ResultShape
        {
            get
            {
                long[] all = [.. IndexShape, .. RestShape];
                return Array.ConvertAll(Order(), d => all[d]);
            }
        }
    }

    public static torch.Tensor Gather(torch.Tensor x, int dim, torch.Tensor index)
    {
        var result = torch.Tensor.Allocate(index.Impl.Sizes, x.dtype);
        Along(x, dim, index, "gather", (from, to) => Raw(x, from, result, to));
        return result;
    }

    public static void Scatter(torch.Tensor target, int dim, torch.Tensor index, torch.Tensor source, bool accumulate)
    {
        using var typed = source.to_type(target.dtype);
        using var values = typed.contiguous();
        if (!values.Impl.Sizes.AsSpan().SequenceEqual(index.Impl.Sizes))
            throw new TorchException(
                $"scatter: the source has shape {Shapes.Text(values.Impl.Sizes)}, the index {Shapes.Text(index.Impl.Sizes)}"
            );
        Along(
            target,
            dim,
            index,
            "scatter",
            (place, from) =>
            {
                if (!accumulate)
                    Raw(values, from, target, place);
                else if (target.dtype == torch.ScalarType.Float32)
                    target.Data<float>()[place] += values.Data<float>()[from];
                else if (target.dtype == torch.ScalarType.Float64)
                    target.Data<double>()[place] += values.Data<double>()[from];
                else if (target.dtype == torch.ScalarType.Int64)
                    target.Data<long>()[place] += values.Data<long>()[from];
                else
                    throw new TorchException($"scatter_add: dtype {target.dtype} is not supported");
            }
        );
        GC.KeepAlive(target);
    }

    private static void Raw(torch.Tensor from, long at, torch.Tensor to, long place)
    {
        var size = from.dtype.Size();
        var source = (byte*)from.Impl.Storage.Address + (from.Impl.Offset + at) * size;
        var target = (byte*)to.Impl.Storage.Address + (to.Impl.Offset + place) * size;
        Buffer.MemoryCopy(source, target, size, size);
    }

    /// <summary>For each element of the index: where it points in <paramref name="x"/>, and its own row-major number.</summary>
    private static void Along(torch.Tensor x, int dim, torch.Tensor index, string operation, Action<long, long> visit)
    {
        var (sizes, strides) = (x.Impl.Sizes, x.Impl.Strides);
        var shape = index.Impl.Sizes;
        if (shape.Length != sizes.Length)
            throw new TorchException(
                $"{operation}: the index must have as many dimensions as the tensor: {Shapes.Text(shape)} against {Shapes.Text(sizes)}"
            );
        for (var d = 0; d < shape.Length; d++)
            if (d != dim && shape[d] > sizes[d])
                throw new TorchException(
                    $"{operation}: the index's shape {Shapes.Text(shape)} exceeds the tensor's {Shapes.Text(sizes)} in dimension {d}"
                );
        using var typed = index.to_type(torch.ScalarType.Int64);
        var positions = Copies.ToArray<long>(typed);
        var counter = new long[shape.Length];
        for (long i = 0; i < positions.Length; i++)
        {
            if (positions[i] < 0 || positions[i] >= sizes[dim])
                throw new TorchException(
                    $"{operation}: index {positions[i]} is out of bounds for dimension {dim} with size {sizes[dim]}"
                );
            long place = 0;
            for (var d = 0; d < shape.Length; d++)
                place += (d == dim ? positions[i] : counter[d]) * strides[d];
            visit(place, i);
            for (var d = shape.Length - 1; d >= 0 && ++counter[d] == shape[d]; d--)
                counter[d] = 0;
        }
        GC.KeepAlive(x);
    }

    public static torch.Tensor Where(torch.Tensor condition, torch.Tensor x, torch.Tensor y)
    {
        var type = Pointwise.ResultType(x, y);
        using var a = x.to_type(type);
        using var b = y.to_type(type);
        var sizes = Shapes.Broadcast(
            Shapes.Broadcast(a.Impl.Sizes, b.Impl.Sizes, "where"),
            condition.Impl.Sizes,
            "where"
        );
        var result = torch.Tensor.Allocate(sizes, type);
        Copies.Copy(b, result);
        using var spread = condition.expand(sizes);
        using var values = a.expand(sizes);
        var walk = new StridedWalk(result.Impl, spread.Impl, values.Impl);
        if (walk.IsEmpty)
            return result;
        var size = type.Size();
        var mask = spread.Data<byte>();
        var from = (byte*)values.Impl.Storage.Address + values.Impl.Offset * size;
        var to = (byte*)result.Impl.Storage.Address;
        do
        {
            for (long i = 0; i < walk.InnerSize; i++)
                if (mask[walk.Offset(1) + i * walk.InnerStride(1)] != 0)
                    Buffer.MemoryCopy(
                        from + (walk.Offset(2) + i * walk.InnerStride(2)) * size,
                        to + (walk.Offset(0) + i * walk.InnerStride(0)) * size,
                        size,
                        size
                    );
        } while (walk.Next());
        GC.KeepAlive(condition);
        GC.KeepAlive(x);
        return result;
    }
}
