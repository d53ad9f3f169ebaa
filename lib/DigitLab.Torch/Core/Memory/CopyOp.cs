using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>CopyOp elements between tensors of any layout and type.</summary>
internal static unsafe class CopyOp
{
    /// <summary>Fills <paramref name="to"/> with the elements of <paramref name="from"/>, broadcast to its shape.</summary>
    public static void Copy(torch.Tensor from, torch.Tensor to)
    {
        switch (from.dtype)
        {
            case torch.ScalarType.Float32:
                From<float>(from, to);
                break;
            case torch.ScalarType.Float64:
                From<double>(from, to);
                break;
            case torch.ScalarType.Int64:
                From<long>(from, to);
                break;
            case torch.ScalarType.Int32:
                From<int>(from, to);
                break;
            case torch.ScalarType.Int16:
                From<short>(from, to);
                break;
            case torch.ScalarType.Int8:
                From<sbyte>(from, to);
                break;
            default:
                From<byte>(from, to);
                break;
        }
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }

    private static void From<TFrom>(torch.Tensor from, torch.Tensor to)
        where TFrom : unmanaged, INumber<TFrom>
    {
        switch (to.dtype)
        {
            case torch.ScalarType.Float32:
                Walk<TFrom, float>(from, to);
                break;
            case torch.ScalarType.Float64:
                Walk<TFrom, double>(from, to);
                break;
            case torch.ScalarType.Int64:
                Walk<TFrom, long>(from, to);
                break;
            case torch.ScalarType.Int32:
                Walk<TFrom, int>(from, to);
                break;
            case torch.ScalarType.Int16:
                Walk<TFrom, short>(from, to);
                break;
            case torch.ScalarType.Int8:
                Walk<TFrom, sbyte>(from, to);
                break;
            case torch.ScalarType.Bool:
                WalkBool<TFrom>(from, to);
                break;
            default:
                Walk<TFrom, byte>(from, to);
                break;
        }
    }

    private static void Walk<TFrom, TTo>(torch.Tensor from, torch.Tensor to)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        TFrom* source = from.Data<TFrom>();
        TTo* target = to.Data<TTo>();
        var walk = new StridedWalk(to.Impl, from.Impl);
        if (walk.IsEmpty)
            return;
        var (n, ts, ss) = (walk.InnerSize, walk.InnerStride(0), walk.InnerStride(1));
        do
        {
            TFrom* x = source + walk.Offset(1);
            TTo* y = target + walk.Offset(0);
            if (ts == 1 && ss == 1 && typeof(TFrom) == typeof(TTo))
                Buffer.MemoryCopy(x, y, n * sizeof(TTo), n * sizeof(TTo));
            else if (typeof(TFrom) == typeof(TTo))
                for (long i = 0; i < n; i++)
                    y[i * ts] = (TTo)(object)x[i * ss];
            else
                for (long i = 0; i < n; i++)
                    y[i * ts] = TTo.CreateTruncating(x[i * ss]);
        } while (walk.Next());
    }

    private static void WalkBool<TFrom>(torch.Tensor from, torch.Tensor to)
        where TFrom : unmanaged, INumber<TFrom>
    {
        TFrom* source = from.Data<TFrom>();
        byte* target = to.Data<byte>();
        var walk = new StridedWalk(to.Impl, from.Impl);
        if (walk.IsEmpty)
            return;
        do
        {
            TFrom* x = source + walk.Offset(1);
            byte* y = target + walk.Offset(0);
            for (long i = 0; i < walk.InnerSize; i++)
                y[i * walk.InnerStride(0)] = x[i * walk.InnerStride(1)] == TFrom.Zero ? (byte)0 : (byte)1;
        } while (walk.Next());
    }

    /// <summary>The elements in row-major order.</summary>
    public static T[] ToArray<T>(torch.Tensor tensor)
        where T : unmanaged
    {
        var result = new T[tensor.numel()];
        using var contiguous = tensor.contiguous_copy();
        new ReadOnlySpan<T>(contiguous.Data<T>(), result.Length).CopyTo(result);
        return result;
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A dense copy without history, in the order of this tensor's strides.</summary>
        internal Tensor DenseCopy()
        {
            var result = AllocateLike();
            CopyOp.Copy(this, result);
            return result;
        }

        /// <summary>A row-major copy without history.</summary>
        internal Tensor contiguous_copy()
        {
            var result = Allocate(Impl.Sizes, dtype);
            if (Impl is { IsBatchInnermost: true, IsContiguous: false } && dtype == ScalarType.Float32)
                BatchInnermost.ToRowMajor(this, result);
            else
                CopyOp.Copy(this, result);
            return result;
        }

        /// <summary>The same values in row-major order: this tensor if it already is.</summary>
        public Tensor contiguous()
        {
            if (Impl.IsContiguous)
                return NewHandle();
            var result = contiguous_copy();
            return Autograd.ShouldRecord(this)
                ? Autograd.Record("contiguous", result, [this], [], static (grad, _, _) => [grad])
                : result;
        }

        public Tensor clone()
        {
            var result = DenseCopy();
            return Autograd.ShouldRecord(this)
                ? Autograd.Record("clone", result, [this], [], static (grad, _, _) => [grad])
                : result;
        }

        /// <summary>CopyOp <paramref name="source"/>, broadcast and converted, into this tensor.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            var shape = Shapes.Broadcast(Impl.Sizes, source.Impl.Sizes, "copy_");
            if (!shape.AsSpan().SequenceEqual(Impl.Sizes))
                throw new TorchException(
                    $"copy_: shape {Shapes.Text(source.Impl.Sizes)} cannot be copied into shape {Shapes.Text(Impl.Sizes)}"
                );
            return InPlace.Change(
                this,
                "copy_",
                [source],
                [],
                target => CopyOp.Copy(source, target),
                static (grad, _, _) => [null, grad]
            );
        }

        /// <summary>The same values as elements of another type; this tensor where it has that type already.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            if (type == dtype && !copy)
                return disposeAfter ? this : NewHandle();
            var result = Allocate(Impl.Sizes, Layout.Like(Impl), type);
            CopyOp.Copy(this, result);
            var original = dtype;
            if (Autograd.ShouldRecord(this) && type.IsFloat())
                Autograd.Record("to", result, [this], [], (grad, _, _) => [grad.to_type(original)]);
            if (disposeAfter)
                Dispose();
            return result;
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(
            ScalarType type,
            Device device,
            bool copy = false,
            bool disposeAfter = false,
            bool non_blocking = false
        ) => to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            copy ? clone() : NewHandle();

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(
            DeviceType deviceType,
            int deviceIndex = -1,
            bool copy = false,
            bool disposeAfter = false,
            bool non_blocking = false
        ) => to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => to_type(other.dtype);

        public Tensor type(ScalarType dtype) => to_type(dtype);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor cpu() => NewHandle();

        /// <exception cref="System.Runtime.InteropServices.ExternalException">This backend runs on the CPU; with a device
        /// that is the CPU it does nothing.</exception>
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA);

        /// <inheritdoc cref="cuda"/>
        public Tensor mps(bool non_blocking = false) => to(MPS);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @short() => to_type(ScalarType.Int16);

        public Tensor @char() => to_type(ScalarType.Int8);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @bool() => to_type(ScalarType.Bool);
    }
}
