using DigitLab.Kernels;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A multi-dimensional array of numbers that autograd can follow. A handle: several may stand for the same tensor, and
    /// Dispose releases the memory at once; otherwise the garbage collector does.
    /// </summary>
    [Utils.TypeFormatterSource(typeof(TensorFormatterSource))]
    public partial class Tensor : IDisposable
    {
        private TensorImpl? impl;
        internal DisposeScope? Scope { get; set; }

        internal Tensor(TensorImpl impl)
        {
            this.impl = impl;
            DisposeScopeManager.Register(this);
        }

        internal TensorImpl Impl =>
            impl ?? throw new InvalidOperationException("The tensor was disposed: it can be used no more.");

        internal bool RequiresGrad => Impl.RequiresGrad;

        /// <summary>A new tensor whose memory is not initialized.</summary>
        internal static Tensor Allocate(ReadOnlySpan<long> sizes, ScalarType dtype) =>
            Allocate(sizes.ToArray(), Shapes.Contiguous(sizes), dtype);

        internal static Tensor Allocate(long[] sizes, long[] strides, ScalarType dtype)
        {
            foreach (var size in sizes)
                if (size < 0)
                    throw new TorchException(
                        $"a tensor cannot have the negative dimension {size} (shape {Shapes.Text(sizes)})"
                    );
            if (Shapes.Numel(sizes) > LargestTensor / dtype.Size())
                throw TooLarge(sizes, dtype);
            var extent = Layout.Extent(sizes, strides);
            if (sizes.Length > 1 && strides[0] == 1 && strides[^1] > 1)
                extent = Math.Max(extent, Shapes.Numel(sizes.AsSpan(1)) * Layout.PaddedBatch(sizes[0]));
            TensorStorage storage;
            try
            {
                storage = new TensorStorage(extent * dtype.Size());
            }
            catch (OutOfMemoryException)
            {
                throw TooLarge(sizes, dtype);
            }
            return new Tensor(new TensorImpl(storage, 0, sizes, strides, dtype));
        }

        /// <summary>In bytes: no processor addresses more, and with lanes filled up it still fits a long.</summary>
        private const long LargestTensor = 1L << 57;

        private static TorchException TooLarge(long[] sizes, ScalarType dtype)
        {
            var bytes = (UInt128)Shapes.Numel(sizes) * (UInt128)dtype.Size();
            return new TorchException(
                $"not enough memory for a tensor of shape {Shapes.Text(sizes)} and dtype {dtype}: it takes {bytes} bytes "
                    + $"({(double)bytes / (1L << 30):N1} GiB)"
            );
        }

        internal static Tensor AllocateBatchInnermost(long[] sizes, ScalarType dtype) =>
            Allocate(sizes, Layout.LaneMajor(sizes), dtype);

        /// <summary>A new tensor with the layout of this one.</summary>
        internal Tensor AllocateLike(ScalarType? dtype = null) =>
            Allocate(Impl.Sizes, Layout.Like(Impl), dtype ?? this.dtype);

        /// <summary>Another window on the same memory.</summary>
        internal Tensor AsStrided(long[] sizes, long[] strides, long offset)
        {
            var window = new TensorImpl(Impl.Storage, offset, sizes, strides, Impl.Dtype) { Base = Impl.Base ?? Impl };
            Impl.Storage.AddReference(); // once nothing can fail any more
            return new Tensor(window);
        }

        /// <summary>Another handle of the same tensor.</summary>
        internal Tensor NewHandle()
        {
            Impl.AddReference();
            return new Tensor(Impl);
        }

        internal unsafe T* Data<T>()
            where T : unmanaged => Impl.Data<T>();

        public ScalarType dtype => Impl.Dtype;

        public Device device => CPU;

        public DeviceType device_type => DeviceType.CPU;

        public int device_index => -1;

        public long[] shape => (long[])Impl.Sizes.Clone();

        public long[] size() => shape;

        public long size(int dim) => Impl.Sizes[Shapes.Dim(dim, Impl.Sizes.Length, "size")];

        public long[] stride() => (long[])Impl.Strides.Clone();

        public long stride(int dim) => Impl.Strides[Shapes.Dim(dim, Impl.Sizes.Length, "stride")];

        public long storage_offset() => Impl.Offset;

        public long ndim => Impl.Sizes.Length;

        public long Dimensions => Impl.Sizes.Length;

        public long dim() => Impl.Sizes.Length;

        public long numel() => Impl.Numel;

        public long NumberOfElements => Impl.Numel;

        public long element_size() => dtype.Size();

        public long ElementSize => dtype.Size();

        public bool is_contiguous() => Impl.IsContiguous;

        public bool is_floating_point() => dtype.IsFloat();

        public bool is_integral() => !dtype.IsFloat();

        public bool is_complex() => false;

        public bool is_cpu() => true;

        public bool is_cuda => false;

        public bool IsInvalid => impl is null;

        public string name { get; set; } = null!;

        public bool is_nonzero() => ToScalar().Double != 0;

        /// <summary>The single element as a number.</summary>
        public unsafe Scalar ToScalar()
        {
            if (numel() != 1)
                throw new TorchException(
                    $"item: a tensor with {numel()} elements (shape {Shapes.Text(Impl.Sizes)}) cannot be converted to a scalar"
                );
            Scalar result = dtype switch
            {
                ScalarType.Float32 => *Data<float>(),
                ScalarType.Float64 => *Data<double>(),
                ScalarType.Int64 => *Data<long>(),
                ScalarType.Int32 => *Data<int>(),
                ScalarType.Int16 => *Data<short>(),
                ScalarType.Int8 => *Data<sbyte>(),
                ScalarType.Byte => *Data<byte>(),
                _ => *Data<byte>() != 0,
            };
            GC.KeepAlive(this);
            return result;
        }

        /// <summary>The single element; T must be the tensor's own element type.</summary>
        public unsafe T item<T>()
            where T : unmanaged
        {
            CheckType<T>("item");
            if (numel() != 1)
                throw new TorchException(
                    $"item: a tensor with {numel()} elements (shape {Shapes.Text(Impl.Sizes)}) cannot be converted to a scalar"
                );
            var value = *Data<T>();
            GC.KeepAlive(this);
            return value;
        }

        /// <summary>The elements in row-major order, to read or write; T must be the tensor's own element type.</summary>
        public TorchSharp.Utils.TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            CheckType<T>("data");
            return new TorchSharp.Utils.TensorAccessor<T>(this);
        }

        private void CheckType<T>(string operation)
        {
            if (ScalarTypes.Of<T>() != dtype)
                throw new ArgumentException(
                    $"{operation}<{typeof(T).Name}>: the tensor's elements are {dtype}, which is {dtype.Type().Name} in C#; "
                        + $"use {operation}<{dtype.Type().Name}>() or convert with .to(ScalarType.{ScalarTypes.Of<T>()})"
                );
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (impl is { } held)
            {
                impl = null;
                Scope?.MarkAsDisposed(this);
                Scope = null;
                held.Release();
            }
        }

        public override bool Equals(object? obj) => obj is Tensor other && ReferenceEquals(impl, other.impl);

        public override int GetHashCode() =>
            impl is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(impl);
    }
}
