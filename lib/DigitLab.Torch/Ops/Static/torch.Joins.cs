namespace TorchSharp;

/// <summary>Other names and argument types of what joins, selects and fills.</summary>
public static partial class torch
{
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor concatenate(ReadOnlySpan<Tensor> tensors, long axis = 0) => cat(tensors.ToArray(), axis);

    public static Tensor row_stack(params Tensor[] tensors) => vstack(tensors);

    public static Tensor row_stack(IList<Tensor> tensors) => vstack(tensors);

    /// <summary>The positions where the condition holds, one tensor for each dimension.</summary>
    public static Tensor[] where(Tensor condition) => condition.nonzero_as_list().ToArray();

    /// <param name="sparse_grad">Taken for compatibility: gradients are dense.</param>
    public static Tensor gather(Tensor input, long dim, Tensor index, bool sparse_grad = false) =>
        input.gather(dim, index);

    public static Tensor movedim(Tensor input, long source, long destination) => input.movedim([source], [destination]);

    public static Tensor moveaxis(Tensor input, long source, long destination) =>
        input.movedim([source], [destination]);

    /// <summary>The 2-norm of all elements.</summary>
    public static Tensor norm(Tensor input) => input.norm();

    public static Tensor trapz(Tensor y, double dx = 1, long dim = -1) => y.trapezoid(dx, dim);

    public static Tensor trapz(Tensor y, Tensor x, long dim = -1) => y.trapezoid(x, dim);

    public static Tensor multiply_(Tensor left, Tensor right) => left.mul_(right);

    public static Tensor multiply_(Tensor left, Scalar right) => left.mul_(right);

    public static Tensor negative_(Tensor input) => input.neg_();

    /// <summary>base to the powers that are evenly spaced from start to end.</summary>
    public static Tensor logspace(
        double start,
        double end,
        long steps,
        double @base = 10,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    )
    {
        using var exponents = linspace(start, end, steps, ScalarType.Float64);
        using var powers = (exponents * Math.Log(@base)).exp();
        return powers.to_type(dtype ?? get_default_dtype()).requires_grad_(requires_grad);
    }

    public static Tensor randint(
        long low,
        long high,
        Size size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null
    ) => randint(low, high, size.Shape, dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        long high,
        Size size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null
    ) => randint(0, high, size.Shape, dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        int low,
        int high,
        int[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null
    ) => randint(low, high, new Size(size), dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        int high,
        int[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null
    ) => randint(0, high, size, dtype, device, requires_grad, generator, names);

    /// <summary>The tensor itself, or one of another type with its values.</summary>
    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to_type(dtype ?? data.dtype);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(data, dtype, false);

    public static Tensor as_tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray, dtype, false);

    public static Tensor as_tensor(IList<bool> rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray.ToArray(), dtype, false);

    public static Tensor as_tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray, dtype, false);

    public static Tensor as_tensor(IList<byte> rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray.ToArray(), dtype, false);

    public static Tensor as_tensor(sbyte[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray, dtype, false);

    public static Tensor as_tensor(IList<sbyte> rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray.ToArray(), dtype, false);

    public static Tensor as_tensor(short[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray, dtype, false);

    public static Tensor as_tensor(IList<short> rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray.ToArray(), dtype, false);

    public static Tensor as_tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray, dtype, false);

    public static Tensor as_tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray.ToArray(), dtype, false);

    public static Tensor as_tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray, dtype, false);

    public static Tensor as_tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray.ToArray(), dtype, false);

    public static Tensor as_tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray, dtype, false);

    public static Tensor as_tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray.ToArray(), dtype, false);

    public static Tensor as_tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray, dtype, false);

    public static Tensor as_tensor(IList<double> rawArray, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(rawArray.ToArray(), dtype, false);
}
