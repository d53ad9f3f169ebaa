using System.Numerics;
using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>An operation on each element of a tensor, over a run of adjacent elements.</summary>
internal interface IUnary
{
    static abstract void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, INumber<T>;
}

/// <summary>An operation on each element that is defined for floating-point numbers alone.</summary>
internal interface IFloatUnary
{
    static abstract void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>An operation on each pair of elements.</summary>
internal interface IBinary
{
    static abstract void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T>;
    static abstract void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, INumber<T>;
    static abstract void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T>;
}

/// <summary>A comparison of each pair of elements, giving 1 or 0.</summary>
internal interface IComparison
{
    static abstract bool Apply<T>(T a, T b)
        where T : unmanaged, INumber<T>;
}

/// <summary>
/// Runs elementwise operations over tensors. Operands in the same dense order are one long run (padding
/// lanes included, whose values are not read); others are processed row by row, along the result's innermost dimension.
/// </summary>
internal static unsafe class Pointwise
{
    public static torch.Tensor Unary<TOp>(torch.Tensor x)
        where TOp : IUnary
    {
        var dense = Dense(x);
        var y = dense.AllocateLike();
        UnaryInto<TOp>(dense, y);
        if (!ReferenceEquals(dense, x))
            dense.Dispose();
        return y;
    }

    public static void UnaryInto<TOp>(torch.Tensor x, torch.Tensor y)
        where TOp : IUnary
    {
        switch (x.dtype)
        {
            case torch.ScalarType.Float32:
                Flat<float>(x, y, static (a, b) => TOp.Apply(a, b));
                break;
            case torch.ScalarType.Float64:
                Flat<double>(x, y, static (a, b) => TOp.Apply(a, b));
                break;
            case torch.ScalarType.Int64:
                Flat<long>(x, y, static (a, b) => TOp.Apply(a, b));
                break;
            case torch.ScalarType.Int32:
                Flat<int>(x, y, static (a, b) => TOp.Apply(a, b));
                break;
            case torch.ScalarType.Int16:
                Flat<short>(x, y, static (a, b) => TOp.Apply(a, b));
                break;
            case torch.ScalarType.Int8:
                Flat<sbyte>(x, y, static (a, b) => TOp.Apply(a, b));
                break;
            default:
                Flat<byte>(x, y, static (a, b) => TOp.Apply(a, b));
                break;
        }
    }

    public static torch.Tensor FloatUnary<TOp>(torch.Tensor x)
        where TOp : IFloatUnary
    {
        using var converted = x.dtype.IsFloat() ? null : x.to_type(ScalarTypes.ToFloat(x.dtype));
        var source = converted ?? x;
        var dense = Dense(source);
        var y = dense.AllocateLike();
        if (dense.dtype == torch.ScalarType.Float32)
            Flat<float>(dense, y, static (a, b) => TOp.Apply(a, b));
        else
            Flat<double>(dense, y, static (a, b) => TOp.Apply(a, b));
        if (!ReferenceEquals(dense, source))
            dense.Dispose();
        return y;
    }

    private delegate void Run<T>(ReadOnlySpan<T> x, Span<T> y);

    private static void Flat<T>(torch.Tensor x, torch.Tensor y, Run<T> run)
        where T : unmanaged
    {
        var n = DenseExtent(x.Impl);
        T* from = x.Data<T>();
        T* to = y.Data<T>();
        if (n < DenseChunks.ParallelExtent)
            run(new ReadOnlySpan<T>(from, (int)n), new Span<T>(to, (int)n));
        else
            InPieces(
                n,
                (start, length) => run(new ReadOnlySpan<T>(from + start, length), new Span<T>(to + start, length))
            );
        GC.KeepAlive(x);
        GC.KeepAlive(y);
    }

    private static void InPieces(long n, Action<long, int> run)
    {
        var pieces = new DenseChunks(n);
        var job = new PieceJob(pieces, run);
        KernelThreadPool.For(pieces.Count, ref job);
    }

    private readonly struct PieceJob(DenseChunks pieces, Action<long, int> run) : IJob
    {
        public void Run(int piece)
        {
            var (start, length) = pieces[piece];
            run(start, (int)length);
        }
    }

    /// <summary>A tensor whose elements fill its memory, lane padding aside: itself or a copy.</summary>
    public static torch.Tensor Dense(torch.Tensor x) => IsDense(x.Impl) ? x : x.DenseCopy();

    public static bool IsDense(TensorImpl x) =>
        x.IsContiguous || x.IsBatchInnermost || Layout.Like(x).AsSpan().SequenceEqual(x.Strides);

    /// <summary>Elements from the first to the last, lane padding included.</summary>
    public static long DenseExtent(TensorImpl x) =>
        x.Numel == 0 ? 0
        : x.IsContiguous || !x.IsBatchInnermost ? x.Numel
        : Shapes.Numel(x.Sizes.AsSpan(1)) * Layout.PaddedBatch(x.Sizes[0]);

    public static torch.Tensor Binary<TOp>(torch.Tensor a, torch.Tensor b, string operation)
        where TOp : IBinary
    {
        var type = ResultType(a, b);
        using var convertedA = a.dtype == type ? null : a.to_type(type);
        using var convertedB = b.dtype == type ? null : b.to_type(type);
        a = convertedA ?? a;
        b = convertedB ?? b;
        var sizes = Shapes.Broadcast(a.Impl.Sizes, b.Impl.Sizes, operation);
        var y = torch.Tensor.Allocate(sizes, ResultStrides(sizes, a.Impl, b.Impl), type);
        BinaryInto<TOp>(a, b, y);
        return y;
    }

    /// <summary>Zero-dimensional tensors and numbers give way to the other operand unless they are of a higher kind.</summary>
    public static torch.ScalarType ResultType(torch.Tensor a, torch.Tensor b)
    {
        if (a.dtype == b.dtype)
            return a.dtype;
        var wrappedA = a.Impl.Sizes.Length == 0 && b.Impl.Sizes.Length > 0;
        var wrappedB = b.Impl.Sizes.Length == 0 && a.Impl.Sizes.Length > 0;
        if (wrappedA && Kind(a.dtype) <= Kind(b.dtype))
            return b.dtype;
        if (wrappedB && Kind(b.dtype) <= Kind(a.dtype))
            return a.dtype;
        return ScalarTypes.Promote(a.dtype, b.dtype);

        static int Kind(torch.ScalarType type) =>
            type.IsFloat() ? 2
            : type == torch.ScalarType.Bool ? 0
            : 1;
    }

    private static long[] ResultStrides(long[] sizes, TensorImpl a, TensorImpl b)
    {
        if (a.Sizes.AsSpan().SequenceEqual(sizes) && !a.IsContiguous && IsDense(a))
            return a.Strides;
        if (b.Sizes.AsSpan().SequenceEqual(sizes) && !b.IsContiguous && IsDense(b))
            return b.Strides;
        return Shapes.Contiguous(sizes);
    }

    public static void BinaryInto<TOp>(torch.Tensor a, torch.Tensor b, torch.Tensor y)
        where TOp : IBinary
    {
        switch (y.dtype)
        {
            case torch.ScalarType.Float32:
                Binary<TOp, float>(a, b, y);
                break;
            case torch.ScalarType.Float64:
                Binary<TOp, double>(a, b, y);
                break;
            case torch.ScalarType.Int64:
                Binary<TOp, long>(a, b, y);
                break;
            case torch.ScalarType.Int32:
                Binary<TOp, int>(a, b, y);
                break;
            case torch.ScalarType.Int16:
                Binary<TOp, short>(a, b, y);
                break;
            case torch.ScalarType.Int8:
                Binary<TOp, sbyte>(a, b, y);
                break;
            default:
                Binary<TOp, byte>(a, b, y);
                break;
        }
    }

    private static void Binary<TOp, T>(torch.Tensor a, torch.Tensor b, torch.Tensor y)
        where TOp : IBinary
        where T : unmanaged, INumber<T>
    {
        var flat = SameLayout(a.Impl, y.Impl) && IsDense(y.Impl);
        if (flat && (b.Impl.Sizes.Length == 0 || SameLayout(b.Impl, y.Impl)))
        {
            var job = new FlatJob<TOp, T>(a.Data<T>(), b.Data<T>(), y.Data<T>(), b.Impl.Sizes.Length == 0);
            var n = DenseExtent(y.Impl);
            if (n < DenseChunks.ParallelExtent)
                job.Run(0, (int)n);
            else
                InPieces(n, job.Run);
        }
        else
            Rows<TOp, T>(a, b, y);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(y);
    }

    /// <summary>A run of elements side by side, the second operand possibly one number.</summary>
    private readonly struct FlatJob<TOp, T>(T* a, T* b, T* y, bool number)
        where TOp : IBinary
        where T : unmanaged, INumber<T>
    {
        private readonly T* a = a;
        private readonly T* b = b;
        private readonly T* y = y;
        private readonly T value = number ? *b : default;

        public void Run(long start, int length)
        {
            var result = new Span<T>(y + start, length);
            if (number)
                TOp.Apply(new ReadOnlySpan<T>(a + start, length), value, result);
            else
                TOp.Apply(new ReadOnlySpan<T>(a + start, length), new ReadOnlySpan<T>(b + start, length), result);
        }
    }

    private static void Rows<TOp, T>(torch.Tensor a, torch.Tensor b, torch.Tensor y)
        where TOp : IBinary
        where T : unmanaged, INumber<T>
    {
        const int Longest = 1024;
        var scratchA = stackalloc T[Longest];
        var scratchB = stackalloc T[Longest];
        var scratchY = stackalloc T[Longest];
        var walk = new StridedWalk(y.Impl, a.Impl, b.Impl);
        var (sy, sa, sb) = (walk.InnerStride(0), walk.InnerStride(1), walk.InnerStride(2));
        if (walk.IsEmpty)
            return;
        do
        {
            for (long start = 0; start < walk.InnerSize; start += Longest)
            {
                var n = (int)Math.Min(Longest, walk.InnerSize - start);
                T* rowA = a.Data<T>() + walk.Offset(1) + start * sa;
                T* rowB = b.Data<T>() + walk.Offset(2) + start * sb;
                T* rowY = y.Data<T>() + walk.Offset(0) + start * sy;
                var result = new Span<T>(sy == 1 ? rowY : scratchY, n);
                if (sb == 0 && n > 1)
                    TOp.Apply(Gather(rowA, sa, n, scratchA), *rowB, result);
                else if (sa == 0 && n > 1)
                    TOp.Apply(*rowA, Gather(rowB, sb, n, scratchB), result);
                else
                    TOp.Apply(Gather(rowA, sa, n, scratchA), Gather(rowB, sb, n, scratchB), result);
                if (sy != 1)
                    for (var i = 0; i < n; i++)
                        rowY[i * sy] = result[i];
            }
        } while (walk.Next());
    }

    /// <summary>A row as a span: in place if its elements are adjacent, otherwise copied to the scratch memory.</summary>
    private static ReadOnlySpan<T> Gather<T>(T* row, long stride, int n, T* scratch)
        where T : unmanaged
    {
        if (stride == 1)
            return new ReadOnlySpan<T>(row, n);
        for (var i = 0; i < n; i++)
            scratch[i] = row[i * stride];
        return new ReadOnlySpan<T>(scratch, n);
    }

    public static bool SameLayout(TensorImpl a, TensorImpl b)
    {
        if (!a.Sizes.AsSpan().SequenceEqual(b.Sizes))
            return false;
        for (var d = 0; d < a.Sizes.Length; d++)
            if (a.Sizes[d] != 1 && a.Strides[d] != b.Strides[d])
                return false;
        return true;
    }

    public static torch.Tensor Compare<TOp>(torch.Tensor a, torch.Tensor b, string operation)
        where TOp : IComparison
    {
        var type = ResultType(a, b);
        using var convertedA = a.dtype == type ? null : a.to_type(type);
        using var convertedB = b.dtype == type ? null : b.to_type(type);
        a = convertedA ?? a;
        b = convertedB ?? b;
        var sizes = Shapes.Broadcast(a.Impl.Sizes, b.Impl.Sizes, operation);
        var y = torch.Tensor.Allocate(sizes, torch.ScalarType.Bool);
        switch (type)
        {
            case torch.ScalarType.Float32:
                Compare<TOp, float>(a, b, y);
                break;
            case torch.ScalarType.Float64:
                Compare<TOp, double>(a, b, y);
                break;
            case torch.ScalarType.Int64:
                Compare<TOp, long>(a, b, y);
                break;
            case torch.ScalarType.Int32:
                Compare<TOp, int>(a, b, y);
                break;
            case torch.ScalarType.Int16:
                Compare<TOp, short>(a, b, y);
                break;
            case torch.ScalarType.Int8:
                Compare<TOp, sbyte>(a, b, y);
                break;
            default:
                Compare<TOp, byte>(a, b, y);
                break;
        }
        return y;
    }

    private static void Compare<TOp, T>(torch.Tensor a, torch.Tensor b, torch.Tensor y)
        where TOp : IComparison
        where T : unmanaged, INumber<T>
    {
        T* pa = a.Data<T>();
        T* pb = b.Data<T>();
        byte* py = y.Data<byte>();
        var walk = new StridedWalk(y.Impl, a.Impl, b.Impl);
        var (sy, sa, sb) = (walk.InnerStride(0), walk.InnerStride(1), walk.InnerStride(2));
        do
        {
            T* ra = pa + walk.Offset(1);
            T* rb = pb + walk.Offset(2);
            byte* ry = py + walk.Offset(0);
            for (long i = 0; i < walk.InnerSize; i++)
                ry[i * sy] = TOp.Apply(ra[i * sa], rb[i * sb]) ? (byte)1 : (byte)0;
        } while (walk.Next());
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(y);
    }
}
