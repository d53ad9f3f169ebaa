using System.Numerics.Tensors;

namespace TorchSharp;

/// <summary>
/// Products of matrices of whole numbers. They are computed in 64 bits and cut to the factors' type at the end: sums and
/// products wrap around, so that the low bits are those of arithmetic in the narrow type, as in PyTorch.
/// </summary>
internal static unsafe class IntegerProducts
{
    /// <summary>[m, k] · [k, n], in the dtype that both have.</summary>
    public static torch.Tensor Multiply(torch.Tensor a, torch.Tensor b)
    {
        using var left = Wide(a);
        using var right = Wide(b);
        var (m, k, n) = (a.Impl.Sizes[0], a.Impl.Sizes[1], checked((int)b.Impl.Sizes[1]));
        using var product = torch.zeros(m, n, torch.ScalarType.Int64);
        for (long i = 0; i < m; i++)
        {
            var sums = new Span<long>(product.Data<long>() + i * n, n);
            for (long j = 0; j < k; j++)
                TensorPrimitives.MultiplyAdd(
                    new ReadOnlySpan<long>(right.Data<long>() + j * n, n),
                    left.Data<long>()[i * k + j],
                    sums,
                    sums
                );
        }
        return product.to_type(a.dtype);
    }

    private static torch.Tensor Wide(torch.Tensor x)
    {
        using var wide = x.to_type(torch.ScalarType.Int64);
        return wide.contiguous();
    }
}
