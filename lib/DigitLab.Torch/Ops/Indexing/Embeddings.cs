namespace TorchSharp;

/// <summary>Rows of a table by their numbers.</summary>
internal static class EmbeddingOp
{
    /// <param name="padding">A row that gets no gradient.</param>
    public static torch.Tensor Forward(torch.Tensor input, torch.Tensor weight, long? padding)
    {
        if (input.dtype is not (torch.ScalarType.Int64 or torch.ScalarType.Int32))
            throw new TorchException(
                $"embedding: expects indices of dtype Int64 or Int32, got {input.dtype}; convert with .to(int64)"
            );
        var (rows, width) = (weight.Impl.Sizes[0], weight.Impl.Sizes[1]);
        using var flat = input.reshape(-1).to_type(torch.ScalarType.Int64);
        foreach (var index in CopyOp.ToArray<long>(flat))
            if (index < 0 || index >= rows)
                throw new TorchException($"embedding: index {index} is out of range for a table of {rows} rows");
        torch.Tensor picked;
        using (GradMode.Set(false))
            picked = weight.index_select(0, flat).reshape([.. input.Impl.Sizes, width]);
        return Autograd.ShouldRecord(weight)
            ? Autograd.Record(
                "embedding",
                picked,
                [weight],
                [flat],
                (grad, saved, _) =>
                {
                    var table = torch.zeros(rows, width, grad.dtype).index_add(0, saved[0], grad.reshape(-1, width), 1);
                    if (padding is not { } lost)
                        return [table];
                    using var index = torch.tensor(new[] { lost });
                    return [table.index_fill(0, index, 0)];
                }
            )
            : picked;
    }

    /// <summary>Shrinks the rows that the indices name and whose norm exceeds the largest allowed, in place.</summary>
    public static void Renormalize(torch.Tensor weight, torch.Tensor input, double largest, double power)
    {
        using var off = GradMode.Set(false);
        foreach (var row in CopyOp.ToArray<long>(input.to_type(torch.ScalarType.Int64)).Distinct())
        {
            using var values = weight.select(0, row);
            var norm = values.norm((float)power).ToScalar().Double;
            if (norm > largest)
                values.mul_(largest / (norm + 1e-7));
        }
    }
}
