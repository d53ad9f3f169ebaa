namespace TorchSharp;

/// <summary>An operation on the bits of each pair of whole numbers.</summary>
internal interface IBitwise
{
    static abstract long Apply(long a, long b);
    static abstract string Operation { get; }
}

internal static unsafe class BitwiseOps
{
    internal readonly struct And : IBitwise
    {
        public static long Apply(long a, long b) => a & b;

        public static string Operation => "bitwise_and";
    }

    internal readonly struct Or : IBitwise
    {
        public static long Apply(long a, long b) => a | b;

        public static string Operation => "bitwise_or";
    }

    internal readonly struct Xor : IBitwise
    {
        public static long Apply(long a, long b) => a ^ b;

        public static string Operation => "bitwise_xor";
    }

    internal readonly struct LeftShift : IBitwise
    {
        public static long Apply(long a, long b) => b is < 0 or > 63 ? 0 : a << (int)b;

        public static string Operation => "bitwise_left_shift";
    }

    internal readonly struct RightShift : IBitwise
    {
        public static long Apply(long a, long b) => a >> (int)Math.Clamp(b, 0, 63);

        public static string Operation => "bitwise_right_shift";
    }

    public static torch.Tensor Run<TOp>(torch.Tensor left, torch.Tensor right)
        where TOp : IBitwise
    {
        var type = Pointwise.ResultType(left, right);
        if (type.IsFloat())
            throw new TorchException(
                $"{TOp.Operation}: expects whole numbers or booleans, got {left.dtype} and {right.dtype}"
            );
        using var a = left.to_type(torch.ScalarType.Int64);
        using var b = right.to_type(torch.ScalarType.Int64);
        using var y = torch.Tensor.Allocate(
            Shapes.Broadcast(a.Impl.Sizes, b.Impl.Sizes, TOp.Operation),
            torch.ScalarType.Int64
        );
        var walk = new StridedWalk(y.Impl, a.Impl, b.Impl);
        if (!walk.IsEmpty)
            do
            {
                long* ry = y.Data<long>() + walk.Offset(0);
                long* ra = a.Data<long>() + walk.Offset(1);
                long* rb = b.Data<long>() + walk.Offset(2);
                for (long i = 0; i < walk.InnerSize; i++)
                    ry[i * walk.InnerStride(0)] = TOp.Apply(ra[i * walk.InnerStride(1)], rb[i * walk.InnerStride(2)]);
            } while (walk.Next());
        return y.to_type(type);
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor bitwise_and(Tensor other) => BitwiseOps.Run<BitwiseOps.And>(this, other);

        public Tensor bitwise_or(Tensor other) => BitwiseOps.Run<BitwiseOps.Or>(this, other);

        public Tensor bitwise_xor(Tensor other) => BitwiseOps.Run<BitwiseOps.Xor>(this, other);

        public Tensor bitwise_left_shift(Tensor other) => BitwiseOps.Run<BitwiseOps.LeftShift>(this, other);

        public Tensor bitwise_right_shift(Tensor other) => BitwiseOps.Run<BitwiseOps.RightShift>(this, other);

        /// <summary>All bits turned; true and false exchanged.</summary>
        public Tensor bitwise_not()
        {
            if (dtype.IsFloat())
                throw new TorchException($"bitwise_not: expects whole numbers or booleans, got {dtype}");
            return dtype == ScalarType.Bool ? logical_not() : bitwise_xor(tensor(-1L).to_type(dtype));
        }

        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);

        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);

        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);

        public static Tensor operator ~(Tensor left) => left.bitwise_not();
    }
}
