namespace TorchSharp;

/// <summary>Static forms whose results TorchSharp names otherwise than the tensor's methods do.</summary>
public static partial class torch
{
    public static (Tensor values, Tensor indices) cummax(Tensor input, long dim) => input.cummax(dim);

    public static (Tensor values, Tensor indices) cummin(Tensor input, long dim) => input.cummin(dim);

    public static (Tensor values, Tensor indices) sort(
        Tensor input,
        long dim = -1,
        bool descending = false,
        bool stable = false
    ) => input.sort(dim, descending, stable);

    public static (Tensor values, Tensor indices) topk(
        Tensor tensor,
        int k,
        int dim = -1,
        bool largest = true,
        bool sorted = true
    ) => tensor.topk(k, dim, largest, sorted);

    public static (Tensor @var, Tensor mean) var_mean(Tensor input, bool unbiased = true) => input.var_mean(unbiased);

    public static (Tensor @var, Tensor mean) var_mean(
        Tensor input,
        long[] dimensions,
        bool unbiased = true,
        bool keepdim = false,
        ScalarType? type = null
    ) => input.var_mean(dimensions, unbiased, keepdim, type);
}
