using System.Numerics;

namespace TorchSharp;

/// <summary>What the overloads of the factory functions share.</summary>
internal static unsafe class Factories
{
    public static torch.ScalarType TypeOf(Scalar value) =>
        value.Type.IsFloat() ? torch.get_default_dtype()
        : value.Type == torch.ScalarType.Bool ? torch.ScalarType.Bool
        : torch.ScalarType.Int64;

    /// <summary>A tensor of the given shape whose values are whatever its memory held.</summary>
    public static torch.Tensor Empty(long[] size, torch.ScalarType? dtype, bool requires_grad) =>
        Allocate(size, dtype).requires_grad_(requires_grad);

    /// <summary>A tensor of zeros of the given shape.</summary>
    public static torch.Tensor Zeros(long[] size, torch.ScalarType? dtype, bool requires_grad) =>
        Filled(size, 0, dtype, requires_grad);

    /// <summary>A tensor of ones of the given shape.</summary>
    public static torch.Tensor Ones(long[] size, torch.ScalarType? dtype, bool requires_grad) =>
        Filled(size, 1, dtype, requires_grad);

    /// <summary>A tensor of the given shape, every element the same.</summary>
    public static torch.Tensor Full(long[] size, Scalar value, torch.ScalarType? dtype, bool requires_grad) =>
        Filled(size, value, dtype ?? TypeOf(value), requires_grad);

    /// <summary>Uniform in [0, 1), from PyTorch's CPU stream.</summary>
    public static torch.Tensor Rand(
        long[] size,
        torch.ScalarType? dtype,
        bool requires_grad,
        torch.Generator? generator
    ) => Allocate(size, dtype).uniform_(0, 1, generator).requires_grad_(requires_grad);

    /// <summary>Standard normal, from PyTorch's CPU stream.</summary>
    public static torch.Tensor Randn(
        long[] size,
        torch.ScalarType? dtype,
        bool requires_grad,
        torch.Generator? generator
    ) => Allocate(size, dtype).normal_(0, 1, generator).requires_grad_(requires_grad);

    /// <summary>Whole numbers uniform in [low, high).</summary>
    public static torch.Tensor Randint(
        long low,
        long high,
        long[] size,
        torch.ScalarType? dtype,
        bool requires_grad,
        torch.Generator? generator
    )
    {
        var result = Allocate(size, dtype ?? torch.ScalarType.Int64);
        return result.RandomWhole(low, high, generator).requires_grad_(requires_grad);
    }

    /// <summary>Whole numbers uniform in [0, high).</summary>
    public static torch.Tensor Randint(
        long high,
        long[] size,
        torch.ScalarType? dtype,
        bool requires_grad,
        torch.Generator? generator
    ) => Randint(0, high, size, dtype, requires_grad, generator);

    private static torch.Tensor Allocate(long[] size, torch.ScalarType? dtype) =>
        torch.Tensor.Allocate(size, dtype ?? torch.get_default_dtype());

    private static torch.Tensor Filled(long[] size, Scalar value, torch.ScalarType? dtype, bool requires_grad)
    {
        var result = Allocate(size, dtype);
        result.Fill(value);
        return result.requires_grad_(requires_grad);
    }

    public static torch.Tensor FromScalar(Scalar value, torch.ScalarType dtype, bool requiresGrad) =>
        torch.Scalar(value, dtype).requires_grad_(requiresGrad);

    /// <summary>A tensor of the given shape with a copy of the values, in row-major order.</summary>
    public static torch.Tensor FromSpan<T>(
        ReadOnlySpan<T> values,
        ReadOnlySpan<long> dimensions,
        torch.ScalarType? dtype,
        bool requiresGrad
    )
        where T : unmanaged
    {
        if (Shapes.Numel(dimensions) != values.Length)
            throw new ArgumentException(
                $"tensor: {values.Length} values do not fill the shape {Shapes.Text(dimensions)} of {Shapes.Numel(dimensions)}"
            );
        var result = torch.Tensor.Allocate(dimensions, ScalarTypes.Of<T>());
        values.CopyTo(new Span<T>(result.Data<T>(), values.Length));
        if (dtype is { } type && type != result.dtype)
        {
            var converted = result.to_type(type);
            result.Dispose();
            result = converted;
        }
        return result.requires_grad_(requiresGrad);
    }

    /// <summary>A tensor of the array's shape and element type with a copy of its values.</summary>
    public static torch.Tensor FromArray<T>(Array array, torch.ScalarType? dtype, bool requiresGrad)
        where T : unmanaged
    {
        var dimensions = new long[array.Rank];
        for (var d = 0; d < dimensions.Length; d++)
            dimensions[d] = array.GetLongLength(d);
        var values = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(
                ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array)
            ),
            array.Length
        );
        return FromSpan(values, dimensions, dtype, requiresGrad);
    }

    public static torch.Tensor FromArray(Array array, torch.ScalarType? dtype, bool requiresGrad) =>
        Type.GetTypeCode(array.GetType().GetElementType()) switch
        {
            TypeCode.Single => FromArray<float>(array, dtype, requiresGrad),
            TypeCode.Double => FromArray<double>(array, dtype, requiresGrad),
            TypeCode.Int64 => FromArray<long>(array, dtype, requiresGrad),
            TypeCode.Int32 => FromArray<int>(array, dtype, requiresGrad),
            TypeCode.Int16 => FromArray<short>(array, dtype, requiresGrad),
            TypeCode.SByte => FromArray<sbyte>(array, dtype, requiresGrad),
            TypeCode.Byte => FromArray<byte>(array, dtype, requiresGrad),
            TypeCode.Boolean => FromArray<bool>(array, dtype, requiresGrad),
            _ => throw new ArgumentException(
                $"from_array: elements of type {array.GetType().GetElementType()?.Name} cannot be held by a tensor"
            ),
        };

    /// <summary>start, start + step, …, as many as asked for, of the type in which they are computed.</summary>
    public static torch.Tensor Steps<T>(T start, T step, long count)
        where T : unmanaged, INumber<T>
    {
        var result = torch.Tensor.Allocate([count], ScalarTypes.Of<T>());
        var values = result.Data<T>();
        for (long i = 0; i < count; i++)
            values[i] = start + T.CreateTruncating(i) * step;
        return result;
    }
}
