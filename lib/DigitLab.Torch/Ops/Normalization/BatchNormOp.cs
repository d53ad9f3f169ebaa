using System.Numerics;
using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>
/// The positions of the elements of each channel of [N, C, …]: runs of adjacent elements, grouped in lines. In the
/// batch-innermost layout a run is one pixel of all images and a line a row of pixels, in the row-major one a run is all pixels
/// of one image.
/// </summary>
internal readonly record struct ChannelRuns(
    long Channels,
    long ChannelStride,
    long Lines,
    long LineStride,
    long RunsOfLine,
    long RunStride,
    int Length
)
{
    public static ChannelRuns? Of(TensorImpl x)
    {
        var (n, channels) = (x.Sizes[0], x.Sizes[1]);
        var pixels = Shapes.Numel(x.Sizes.AsSpan(2));
        if (x.IsContiguous)
            return new ChannelRuns(channels, pixels, 1, 0, n, channels * pixels, checked((int)pixels));
        if (!x.IsBatchInnermost)
            return null;
        var (lanes, length) = (Layout.PaddedBatch(n), checked((int)n));
        return x.Sizes is [_, _, var height, var width]
            ? new ChannelRuns(channels, width * lanes, height, channels * width * lanes, width, lanes, length)
            : new ChannelRuns(channels, pixels * lanes, 1, 0, pixels, lanes, length);
    }

    public long Count => Lines * RunsOfLine * Length;

    /// <summary>Goes from the channel's first element to the first of each run.</summary>
    public Enumerator GetEnumerator() => new(this);

    public struct Enumerator(ChannelRuns runs)
    {
        private long line;
        private long run = -1;

        public readonly long Current => line * runs.LineStride + run * runs.RunStride;

        public bool MoveNext()
        {
            if (++run < runs.RunsOfLine)
                return line < runs.Lines;
            run = 0;
            return ++line < runs.Lines;
        }
    }
}

/// <summary>Batch normalisation (Ioffe and Szegedy, 2015).</summary>
internal static unsafe class BatchNormOp
{
    /// <summary>Normalises each channel of [N, C, …] by its own mean and variance.</summary>
    /// <returns>The output, and each channel's mean and (biased) variance.</returns>
    public static (torch.Tensor Output, torch.Tensor Mean, torch.Tensor Variance) Train(
        torch.Tensor x,
        torch.Tensor? weight,
        torch.Tensor? bias,
        double eps
    )
    {
        using var input = Dense(x);
        var channels = x.Impl.Sizes[1];
        using var scale = (weight ?? torch.ones(channels, x.dtype)).contiguous();
        using var shift = (bias ?? torch.zeros(channels, x.dtype)).contiguous();
        var output = input.AllocateLike();
        var mean = torch.Tensor.Allocate([channels], torch.ScalarType.Float64);
        var variance = torch.Tensor.Allocate([channels], torch.ScalarType.Float64);
        if (x.dtype == torch.ScalarType.Float32)
            Run(new Forward<float>(input, scale, shift, output, mean, variance, eps));
        else
            Run(new Forward<double>(input, scale, shift, output, mean, variance, eps));
        if (Autograd.ShouldRecord(x, weight, bias))
            Autograd.Record(
                "batch_norm",
                output,
                [x, .. Given(weight), .. Given(bias)],
                [x, mean, variance, .. Given(weight)],
                (grad, saved, need) =>
                {
                    var (savedInput, savedMean, savedVariance) = saved;
                    var savedWeight = weight is null ? null : saved[3];
                    var (gx, gw, gb) = GradMode.Enabled
                        ? Composed(grad, savedInput, savedWeight, eps)
                        : Backward(grad, savedInput, savedMean, savedVariance, savedWeight, eps);
                    return (weight, bias) switch
                    {
                        (null, null) => [gx],
                        (_, null) => [gx, gw],
                        (null, _) => [gx, gb],
                        _ => [gx, gw, gb],
                    };
                }
            );
        return (output, mean, variance);
    }

    private static torch.Tensor[] Given(torch.Tensor? tensor) => tensor is null ? [] : [tensor];

    private static torch.Tensor Dense(torch.Tensor x) =>
        ChannelRuns.Of(x.Impl) is null ? x.contiguous_copy() : x.NewHandle();

    private static (torch.Tensor X, torch.Tensor Weight, torch.Tensor Bias) Backward(
        torch.Tensor grad,
        torch.Tensor x,
        torch.Tensor mean,
        torch.Tensor variance,
        torch.Tensor? weight,
        double eps
    )
    {
        using var input = Dense(x);
        using var g = BatchInnermost.WithLayoutOf(grad, input);
        var channels = x.Impl.Sizes[1];
        using var scale = (weight ?? torch.ones(channels, x.dtype)).contiguous();
        var gradInput = input.AllocateLike();
        var gradWeight = torch.Tensor.Allocate([channels], x.dtype);
        var gradBias = torch.Tensor.Allocate([channels], x.dtype);
        if (x.dtype == torch.ScalarType.Float32)
            Run(new BackwardJob<float>(input, g, scale, mean, variance, gradInput, gradWeight, gradBias, eps));
        else
            Run(new BackwardJob<double>(input, g, scale, mean, variance, gradInput, gradWeight, gradBias, eps));
        GC.KeepAlive(mean);
        GC.KeepAlive(variance);
        return (gradInput, gradWeight, gradBias);
    }

    /// <summary>The same gradients, from operations that can be differentiated again.</summary>
    private static (torch.Tensor X, torch.Tensor Weight, torch.Tensor Bias) Composed(
        torch.Tensor grad,
        torch.Tensor x,
        torch.Tensor? weight,
        double eps
    )
    {
        var dims = Enumerable.Range(0, x.Impl.Sizes.Length).Where(d => d != 1).Select(d => (long)d).ToArray();
        var centred = x - x.mean(dims, keepdim: true);
        var inverse = (centred.square().mean(dims, keepdim: true) + eps).rsqrt();
        var normal = centred * inverse;
        var weighted = weight is null ? grad : grad * weight.reshape([-1, .. dims[1..].Select(_ => 1L)]);
        var gx =
            (weighted - weighted.mean(dims, keepdim: true) - normal * (weighted * normal).mean(dims, keepdim: true))
            * inverse;
        return (gx, (grad * normal).sum(dims), grad.sum(dims));
    }

    private interface IChannelJob : IJob
    {
        ChannelRuns Runs { get; }
    }

    private static void Run<TJob>(TJob job)
        where TJob : struct, IChannelJob =>
        KernelThreadPool.For((int)job.Runs.Channels, 3 * job.Runs.Channels * job.Runs.Count, job);

    private readonly struct Forward<T>(
        torch.Tensor x,
        torch.Tensor scale,
        torch.Tensor shift,
        torch.Tensor y,
        torch.Tensor mean,
        torch.Tensor variance,
        double eps
    ) : IChannelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ChannelRuns Runs { get; } = ChannelRuns.Of(x.Impl)!.Value;

        public void Run(int channel)
        {
            var from = x.Data<T>() + channel * Runs.ChannelStride;
            var to = y.Data<T>() + channel * Runs.ChannelStride;
            double sum = 0;
            foreach (var at in Runs)
                sum += Sums.Of(from + at, Runs.Length);
            var m = sum / Runs.Count;
            double squares = 0;
            foreach (var at in Runs)
                squares += Sums.OfSquares(from + at, Runs.Length, T.CreateTruncating(m));
            var v = squares / Runs.Count;
            (mean.Data<double>()[channel], variance.Data<double>()[channel]) = (m, v);
            var factor = double.CreateTruncating(scale.Data<T>()[channel]) / Math.Sqrt(v + eps);
            var offset = double.CreateTruncating(shift.Data<T>()[channel]) - m * factor;
            foreach (var at in Runs)
                Sums.Line(from + at, T.CreateTruncating(factor), T.CreateTruncating(offset), to + at, Runs.Length);
            GC.KeepAlive(x);
        }
    }

    private readonly struct BackwardJob<T>(
        torch.Tensor x,
        torch.Tensor g,
        torch.Tensor scale,
        torch.Tensor mean,
        torch.Tensor variance,
        torch.Tensor gradInput,
        torch.Tensor gradWeight,
        torch.Tensor gradBias,
        double eps
    ) : IChannelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ChannelRuns Runs { get; } = ChannelRuns.Of(x.Impl)!.Value;

        public void Run(int channel)
        {
            var start = channel * Runs.ChannelStride;
            var px = x.Data<T>() + start;
            var pg = g.Data<T>() + start;
            var to = gradInput.Data<T>() + start;
            var m = mean.Data<double>()[channel];
            var inverse = 1 / Math.Sqrt(variance.Data<double>()[channel] + eps);
            var (sum, product) = (0.0, 0.0);
            foreach (var at in Runs)
            {
                sum += Sums.Of(pg + at, Runs.Length);
                product += Sums.OfProducts(pg + at, px + at, Runs.Length, T.CreateTruncating(m));
            }
            gradBias.Data<T>()[channel] = T.CreateTruncating(sum);
            gradWeight.Data<T>()[channel] = T.CreateTruncating(product * inverse);
            // w·inverse·(g - mean g - (x - m)·inverse²·mean(g·(x - m))) as a·g + b·x + c.
            var a = double.CreateTruncating(scale.Data<T>()[channel]) * inverse;
            var b = -a * inverse * inverse * product / Runs.Count;
            var c = -a * sum / Runs.Count - b * m;
            foreach (var at in Runs)
                Sums.Plane(
                    pg + at,
                    px + at,
                    T.CreateTruncating(a),
                    T.CreateTruncating(b),
                    T.CreateTruncating(c),
                    to + at,
                    Runs.Length
                );
            GC.KeepAlive(g);
        }
    }
}

/// <summary>Loops over runs of neighbours that normalisations need, by the widest vectors.</summary>
internal static unsafe class Sums
{
    public static double Of<T>(T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Two sums: an addition need not wait for the one before.
        var (lanes, others) = (Vector<T>.Zero, Vector<T>.Zero);
        var i = 0;
        for (; i + 2 * Vector<T>.Count <= n; i += 2 * Vector<T>.Count)
        {
            lanes += *(Vector<T>*)(x + i);
            others += *(Vector<T>*)(x + i + Vector<T>.Count);
        }
        lanes += others;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
            lanes += *(Vector<T>*)(x + i);
        var sum = double.CreateTruncating(Vector.Sum(lanes));
        for (; i < n; i++)
            sum += double.CreateTruncating(x[i]);
        return sum;
    }

    /// <summary>Σ (x - centre)².</summary>
    public static double OfSquares<T>(T* x, int n, T centre)
        where T : unmanaged, IFloatingPointIeee754<T> => OfProducts(x, x, n, centre, centre);

    /// <summary>Σ a·(x - centre).</summary>
    public static double OfProducts<T>(T* a, T* x, int n, T centre)
        where T : unmanaged, IFloatingPointIeee754<T> => OfProducts(a, x, n, T.Zero, centre);

    private static double OfProducts<T>(T* a, T* x, int n, T centreA, T centreX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (ca, cx) = (new Vector<T>(centreA), new Vector<T>(centreX));
        var (lanes, others) = (Vector<T>.Zero, Vector<T>.Zero);
        var i = 0;
        for (; i + 2 * Vector<T>.Count <= n; i += 2 * Vector<T>.Count)
        {
            lanes += (*(Vector<T>*)(a + i) - ca) * (*(Vector<T>*)(x + i) - cx);
            others += (*(Vector<T>*)(a + i + Vector<T>.Count) - ca) * (*(Vector<T>*)(x + i + Vector<T>.Count) - cx);
        }
        lanes += others;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
            lanes += (*(Vector<T>*)(a + i) - ca) * (*(Vector<T>*)(x + i) - cx);
        var sum = double.CreateTruncating(Vector.Sum(lanes));
        for (; i < n; i++)
            sum += double.CreateTruncating((a[i] - centreA) * (x[i] - centreX));
        return sum;
    }

    /// <summary>y = a·x + b.</summary>
    public static void Line<T>(T* x, T a, T b, T* y, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (va, vb) = (new Vector<T>(a), new Vector<T>(b));
        var i = 0;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
            *(Vector<T>*)(y + i) = *(Vector<T>*)(x + i) * va + vb;
        for (; i < n; i++)
            y[i] = x[i] * a + b;
    }

    /// <summary>y = a·u + b·x + c.</summary>
    public static void Plane<T>(T* u, T* x, T a, T b, T c, T* y, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (va, vb, vc) = (new Vector<T>(a), new Vector<T>(b), new Vector<T>(c));
        var i = 0;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
            *(Vector<T>*)(y + i) = *(Vector<T>*)(u + i) * va + *(Vector<T>*)(x + i) * vb + vc;
        for (; i < n; i++)
            y[i] = u[i] * a + x[i] * b + c;
    }
}
