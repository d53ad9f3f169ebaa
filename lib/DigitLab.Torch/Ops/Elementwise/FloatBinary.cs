using System.Numerics;

namespace TorchSharp;

/// <summary>An operation on each pair of floating-point elements.</summary>
internal interface IFloatBinary
{
    static abstract T Apply<T>(T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Runs operations on pairs of floating-point elements, broadcast, and records them.</summary>
internal static unsafe class FloatBinary
{
    /// <param name="gradients">From the output's gradient and both inputs, the gradients of both inputs.</param>
    public static torch.Tensor Apply<TOp>(
        string name,
        torch.Tensor left,
        torch.Tensor right,
        Func<torch.Tensor, torch.Tensor, torch.Tensor, (torch.Tensor, torch.Tensor)> gradients
    )
        where TOp : IFloatBinary
    {
        var type = ScalarTypes.ToFloat(Pointwise.ResultType(left, right));
        using var a = left.to_type(type);
        using var b = right.to_type(type);
        var y = torch.Tensor.Allocate(Shapes.Broadcast(a.Impl.Sizes, b.Impl.Sizes, name), type);
        if (type == torch.ScalarType.Float32)
            Walk<TOp, float>(a, b, y);
        else
            Walk<TOp, double>(a, b, y);
        return Autograd.ShouldRecord(a, b)
            ? Autograd.Record(
                name,
                y,
                [a, b],
                [a, b],
                (grad, saved, _) =>
                {
                    var (first, second) = gradients(grad, saved[0], saved[1]);
                    return [first, second];
                }
            )
            : y;
    }

    private static void Walk<TOp, T>(torch.Tensor a, torch.Tensor b, torch.Tensor y)
        where TOp : IFloatBinary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var walk = new StridedWalk(y.Impl, a.Impl, b.Impl);
        if (walk.IsEmpty)
            return;
        var (sy, sa, sb) = (walk.InnerStride(0), walk.InnerStride(1), walk.InnerStride(2));
        do
        {
            var (ry, ra, rb) = (
                (nint)(y.Data<T>() + walk.Offset(0)),
                (nint)(a.Data<T>() + walk.Offset(1)),
                (nint)(b.Data<T>() + walk.Offset(2))
            );
            for (long i = 0; i < walk.InnerSize; i++)
                ((T*)ry)[i * sy] = TOp.Apply(((T*)ra)[i * sa], ((T*)rb)[i * sb]);
        } while (walk.Next());
        GC.KeepAlive(a);
        GC.KeepAlive(b);
    }
}
