using System.Numerics;
using DigitLab.Kernels;

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
        var values = CopyOp.ToArray<byte>(flags);
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

    /// <summary>Rows of a dimension. From row-major images a batch is gathered in batch-innermost layout.</summary>
    public static torch.Tensor Select(torch.Tensor x, int dim, torch.Tensor rows)
    {
        var count = rows.numel();
        if (x.Impl.Sizes.Length == 0)
            return x.expand(count);
        using var index = rows.contiguous();
        CheckRows(index.Data<long>(), count, dim, x.Impl.Sizes[dim]);
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
        var result = lanes
            ? torch.Tensor.AllocateBatchInnermost(sizes, x.dtype)
            : torch.Tensor.Allocate(sizes, x.dtype);
        var at = index.Data<long>();
        if (lanes)
            BatchTranspose.Gather(
                x.Data<float>(),
                features,
                at,
                (int)count,
                BatchInnermost.Sample(result),
                result.Data<float>(),
                (int)Layout.PaddedBatch(count)
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
        if (!Autograd.ShouldRecord(x))
            return placed;
        var sizes = x.Impl.Sizes;
        var kept = Array.ConvertAll(positions, Keep);
        return Autograd.Record("index", placed, [x], [], (grad, _, _) => [Among(grad, sizes, kept)]);
    }

    /// <summary>A handle that lives until backward, independent of the caller's.</summary>
    public static torch.Tensor? Keep(torch.Tensor? tensor)
    {
        using var outside = DisposeScopeManager.Suspend();
        return tensor?.NewHandle();
    }

    /// <summary>Values summed into zeros at positions: the gradient of <see cref="Get"/>.</summary>
    private static torch.Tensor Among(torch.Tensor values, long[] sizes, torch.Tensor?[] positions)
    {
        var whole = torch.zeros(sizes, values.dtype);
        Put(whole, positions, values, true);
        return Autograd.ShouldRecord(values)
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
        switch (x.dtype)
        {
            case torch.ScalarType.Float32:
                Put<float>(plan, values, accumulate);
                break;
            case torch.ScalarType.Float64:
                Put<double>(plan, values, accumulate);
                break;
            case torch.ScalarType.Int64:
                Put<long>(plan, values, accumulate);
                break;
            case torch.ScalarType.Int32:
                Put<int>(plan, values, accumulate);
                break;
            case torch.ScalarType.Int16:
                Put<short>(plan, values, accumulate);
                break;
            case torch.ScalarType.Int8:
                Put<sbyte>(plan, values, accumulate);
                break;
            default:
                Put<byte>(plan, values, accumulate);
                break;
        }
        x.Impl.Storage.Version++;
    }

    private static void Put<T>(Plan plan, torch.Tensor values, bool accumulate)
        where T : unmanaged, INumber<T>
    {
        var target = plan.Moved.Data<T>();
        var strides = plan.Moved.Impl.Strides;
        var k = plan.IndexedSizes.Length;
        var places = Places(plan.RestShape, strides.AsSpan(k));
        var from = values.Data<T>();
        for (long i = 0; i < plan.Offsets.Length; i++)
        {
            var rest = plan.Offsets[i];
            long start = 0;
            for (var d = k - 1; d >= 0; d--)
            {
                start += rest % plan.IndexedSizes[d] * strides[d];
                rest /= plan.IndexedSizes[d];
            }
            var row = target + start;
            if (accumulate)
                foreach (var place in places)
                    row[place] += *from++;
            else
                foreach (var place in places)
                    row[place] = *from++;
        }
        GC.KeepAlive(values);
        GC.KeepAlive(plan);
    }

    /// <summary>The distance of each element of a strided block from the first, in row-major order.</summary>
    private static long[] Places(long[] sizes, ReadOnlySpan<long> strides)
    {
        var places = new long[Shapes.Numel(sizes)];
        var counter = new long[sizes.Length];
        long place = 0;
        for (long i = 0; i < places.Length; i++)
        {
            places[i] = place;
            for (var d = sizes.Length - 1; d >= 0; d--)
            {
                place += strides[d];
                if (++counter[d] < sizes[d])
                    break;
                place -= sizes[d] * strides[d];
                counter[d] = 0;
            }
        }
        return places;
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
                var at = CopyOp.ToArray<long>(spread);
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
}
