using System.Numerics;

namespace TorchSharp;

/// <summary>Running sums and products.</summary>
internal static unsafe class CumulativeOps
{
    public static torch.Tensor Run(torch.Tensor x, int dim, bool product)
    {
        using var off = GradMode.Set(false);
        if (x.Impl.Sizes.Length == 0)
            return x.clone();
        using var moved = x.transpose(dim, -1);
        using var rows = moved.contiguous_copy();
        switch (x.dtype)
        {
            case torch.ScalarType.Float32:
                Rows<float>(rows, product);
                break;
            case torch.ScalarType.Float64:
                Rows<double>(rows, product);
                break;
            default:
                Rows<long>(rows, product);
                break;
        }
        return rows.transpose(dim, -1).contiguous();
    }

    /// <summary>The logarithm of the running sum of exp.</summary>
    public static torch.Tensor LogSumExp(torch.Tensor x, int dim)
    {
        using var off = GradMode.Set(false);
        if (x.Impl.Sizes.Length == 0)
            return x.clone();
        using var wide = x.to_type(torch.ScalarType.Float64);
        using var moved = wide.transpose(dim, -1);
        using var rows = moved.contiguous_copy();
        var length = rows.Impl.Sizes[^1];
        var data = rows.Data<double>();
        for (long i = 0; i < rows.numel(); i++)
            if (i % length != 0)
                data[i] = LogAddExp(data[i - 1], data[i]);
        using var back = rows.transpose(dim, -1);
        return back.contiguous().to_type(x.dtype);
    }

    private static double LogAddExp(double a, double b) =>
        a == b && double.IsInfinity(a) ? a : Math.Max(a, b) + SmallArguments.Log1p(Math.Exp(-Math.Abs(a - b)));

    private static void Rows<T>(torch.Tensor rows, bool product)
        where T : unmanaged, INumber<T>
    {
        var length = rows.Impl.Sizes[^1];
        var data = rows.Data<T>();
        for (long i = 0; i < rows.numel(); i++)
            if (i % length != 0)
                data[i] = product ? data[i] * data[i - 1] : data[i] + data[i - 1];
        GC.KeepAlive(rows);
    }

    /// <summary>Along a dimension, the product of all elements but the one at each place.</summary>
    public static torch.Tensor ProductOfOthers(torch.Tensor x, int dim)
    {
        var parts = x.unbind(dim);
        var one = torch.ones_like(parts[0]);
        var before = new torch.Tensor[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            before[i] = i == 0 ? one : before[i - 1] * parts[i - 1];
        var after = one;
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            before[i] = before[i] * after;
            after = after * parts[i];
        }
        return torch.stack(before, dim);
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        private Tensor ForSums(ScalarType? type) => to_type(type ?? (dtype.IsFloat() ? dtype : ScalarType.Int64));

        /// <summary>At each place the sum up to it, along a dimension.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null)
        {
            using var x = ForSums(type);
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "cumsum");
            var y = CumulativeOps.Run(x, d, false);
            return Autograd.ShouldRecord(x)
                ? Autograd.Record(
                    "cumsum",
                    y,
                    [x],
                    [],
                    (grad, _, _) => [grad.ndim == 0 ? grad : grad.flip(d).cumsum(d).flip(d)]
                )
                : y;
        }

        /// <summary>At each place the product up to it, along a dimension.</summary>
        public Tensor cumprod(long dim, ScalarType? type = null)
        {
            using var x = ForSums(type);
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "cumprod");
            if (!Autograd.ShouldRecord(x) || Impl.Sizes.Length == 0 || Impl.Sizes[d] == 0)
                return Autograd.ShouldRecord(x) ? x.clone() : CumulativeOps.Run(x, d, true);
            var parts = x.unbind(d);
            for (var i = 1; i < parts.Length; i++)
                parts[i] = parts[i] * parts[i - 1];
            return stack(parts, d);
        }

        /// <summary>The largest so far at each place, and where it stands.</summary>
        public (Tensor values, Tensor indexes) cummax(long dim) => RunningExtreme(dim, true, "cummax");

        /// <summary>The smallest so far at each place, and where it stands.</summary>
        public (Tensor values, Tensor indexes) cummin(long dim) => RunningExtreme(dim, false, "cummin");

        private (Tensor, Tensor) RunningExtreme(long dim, bool largest, string operation)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, operation);
            var at = Sorting.RunningExtreme(this, d, largest);
            return (Impl.Sizes.Length == 0 ? alias() : gather(d, at), at);
        }

        /// <summary>log of the running sum of exp, safe from overflow, of numbers far apart too.</summary>
        public Tensor logcumsumexp(long dim)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "logcumsumexp");
            using var x = to_type(ScalarTypes.ToFloat(dtype));
            var y = CumulativeOps.LogSumExp(x, d);
            return Autograd.ShouldRecord(x)
                ? Autograd.Record(
                    "logcumsumexp",
                    y,
                    [x],
                    [x, y],
                    (grad, saved, _) => [LogSumExpGradient(grad, saved[0], saved[1], d)]
                )
                : y;
        }

        /// <summary>Σ gⱼ·exp(xᵢ - yⱼ) over j >= i, from the end on: no power is above 1, since y never falls.</summary>
        private static Tensor LogSumExpGradient(Tensor grad, Tensor x, Tensor y, int d)
        {
            if (grad.ndim == 0 || grad.numel() == 0)
                return grad;
            var (gradients, inputs, sums) = (grad.unbind(d), x.unbind(d), y.unbind(d));
            var results = new Tensor[sums.Length];
            for (var (i, rest) = (sums.Length - 1, gradients[^1]); i >= 0; i--)
            {
                if (i < sums.Length - 1)
                    rest = gradients[i] + rest * Power(sums[i], sums[i + 1]);
                results[i] = rest * Power(inputs[i], sums[i]);
            }
            return stack(results, d);

            // 1 between equal infinities.
            static Tensor Power(Tensor a, Tensor b) =>
                (a - b).masked_fill(a.detach().eq(b.detach()).logical_and(a.detach().isinf()), 0).exp();
        }

        /// <summary>Differences of neighbours along a dimension, n times.</summary>
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "diff");
            if (n < 0 || Impl.Sizes.Length == 0)
                throw new TorchException($"diff: expects a tensor with dimensions and n >= 0, got n={n}");
            var x = cat(new[] { prepend, this, append }.OfType<Tensor>().ToArray(), d);
            for (; n > 0; n--)
            {
                var size = x.size(d);
                if (size == 0)
                    return x;
                var (later, earlier) = (x.narrow(d, 1, size - 1), x.narrow(d, 0, size - 1));
                x = x.dtype == ScalarType.Bool ? later.logical_xor(earlier) : later - earlier;
            }
            return x;
        }

        /// <summary>The product of all elements.</summary>
        public Tensor prod(ScalarType? type = null) => reshape(-1).prod(0L, false, type);

        /// <summary>The product along a dimension.</summary>
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null)
        {
            using var x = ForSums(type);
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "prod");
            if (Impl.Sizes.Length == 0)
                return x.alias();
            var size = Impl.Sizes[d];
            Tensor y;
            using (no_grad())
            {
                using var running = CumulativeOps.Run(x, d, true);
                y =
                    size > 0
                        ? running.narrow(d, size - 1, 1).contiguous_copy()
                        : ones([.. Impl.Sizes[..d], 1, .. Impl.Sizes[(d + 1)..]], x.dtype);
            }
            if (Autograd.ShouldRecord(x) && size > 0)
                Autograd.Record(
                    "prod",
                    y,
                    [x],
                    [x],
                    (grad, saved, _) => [grad * CumulativeOps.ProductOfOthers(saved[0], d)]
                );
            return keepdim ? y : y.squeeze(d);
        }

        /// <summary>The area under the curve through these points, by trapezoids.</summary>
        public Tensor trapezoid(double dx = 1, long dim = -1)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "trapezoid");
            var n = Impl.Sizes[d];
            return (narrow(d, 1, n - 1) + narrow(d, 0, n - 1)).sum((long)d) * (dx / 2);
        }

        public Tensor trapezoid(Tensor x, long dim = -1)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "trapezoid");
            var n = Impl.Sizes[d];
            var widths = x.diff(1, -1);
            var shape = new long[Impl.Sizes.Length];
            Array.Fill(shape, 1);
            shape[d] = -1;
            var spread = x.ndim == 1 ? widths.reshape(shape) : x.diff(1, d);
            return ((narrow(d, 1, n - 1) + narrow(d, 0, n - 1)) * spread).sum((long)d) / 2;
        }
    }
}
