using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Reads and writes a tensor's elements in row-major order, whatever its layout.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor tensor;

    internal TensorAccessor(torch.Tensor tensor) => this.tensor = tensor;

    public long Count => tensor.numel();

    public bool IsReadOnly => false;

    /// <summary>An element by its index in each dimension, or by its number in row-major order.</summary>
    public unsafe T this[params long[] indices]
    {
        get
        {
            var value = tensor.Data<T>()[Place(indices)];
            GC.KeepAlive(tensor);
            return value;
        }
        set
        {
            tensor.Data<T>()[Place(indices)] = value;
            tensor.Impl.Storage.Version++;
        }
    }

    private long Place(long[] indices)
    {
        var (sizes, strides) = (tensor.Impl.Sizes, tensor.Impl.Strides);
        if (indices.Length == 1 && sizes.Length != 1)
            return PlaceOf(indices[0]);
        if (indices.Length != sizes.Length)
            throw new ArgumentException(
                $"{indices.Length} indices for a tensor with {sizes.Length} dimensions (shape {Shapes.Text(sizes)})"
            );
        long place = 0;
        for (var d = 0; d < sizes.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= sizes[d])
                throw new IndexOutOfRangeException(
                    $"index {indices[d]} is out of bounds for dimension {d} with size {sizes[d]} (shape {Shapes.Text(sizes)})"
                );
            place += indices[d] * strides[d];
        }
        return place;
    }

    private long PlaceOf(long number)
    {
        if (number < 0 || number >= Count)
            throw new IndexOutOfRangeException($"element {number} is out of bounds for a tensor of {Count} elements");
        var (sizes, strides) = (tensor.Impl.Sizes, tensor.Impl.Strides);
        long place = 0;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            place += number % sizes[d] * strides[d];
            number /= sizes[d];
        }
        return place;
    }

    /// <summary>A copy of all elements.</summary>
    public T[] ToArray() => CopyOp.ToArray<T>(tensor);

    /// <summary>A copy of all elements as an array of the tensor's shape.</summary>
    public Array ToNDArray()
    {
        if (tensor.Impl.Sizes.Length == 0)
            return ToArray();
        var result = Array.CreateInstance(typeof(T), tensor.Impl.Sizes);
        var values = ToArray();
        System
            .Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())
            .CopyTo(
                System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
                    ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result),
                    values.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()
                )
            );
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>CopyOp the elements from number <paramref name="tensorIndex"/> on.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) =>
        ToArray().AsSpan(checked((int)tensorIndex)).CopyTo(array[arrayIndex..]);

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Overwrites the elements from number <paramref name="tensorIndex"/> on.</summary>
    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        if (tensorIndex + source.Length > Count)
            throw new ArgumentException($"{source.Length} values from {tensorIndex} on do not fit {Count} elements");
        if (tensor.Impl.IsContiguous)
            source.CopyTo(new Span<T>(tensor.Data<T>() + tensorIndex, source.Length));
        else
            for (var i = 0; i < source.Length; i++)
                tensor.Data<T>()[PlaceOf(tensorIndex + i)] = source[i];
        tensor.Impl.Storage.Version++;
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) =>
        obj is TensorAccessor<T> other && ToArray().AsSpan().SequenceEqual(other.ToArray());

    public override int GetHashCode() => Count.GetHashCode();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.Equals(right);

    /// <summary>Nothing is held; here because TorchSharp's accessors are disposable.</summary>
    public void Dispose() { }
}
