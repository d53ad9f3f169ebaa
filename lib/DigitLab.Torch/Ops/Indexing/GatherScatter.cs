namespace TorchSharp;

/// <summary>Elements along a dimension by their positions, and the choice between two tensors.</summary>
internal static unsafe class GatherScatter
{
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
        var positions = CopyOp.ToArray<long>(typed);
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
        CopyOp.Copy(b, result);
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
