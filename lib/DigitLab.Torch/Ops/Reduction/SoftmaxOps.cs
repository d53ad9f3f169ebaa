using System.Numerics.Tensors;
using DigitLab.Kernels;

namespace TorchSharp;

internal static unsafe class SoftmaxOp
{
    public static torch.Tensor Forward(torch.Tensor input, long dim, bool log)
    {
        var name = log ? "log_softmax" : "softmax";
        using var x = input.to_type(ScalarTypes.ToFloat(input.dtype));
        var d = Shapes.Dim(dim, x.Impl.Sizes.Length, name);
        var y = OverFeatures(x, d) ? Features(x, log) : Rows(x, d, log);
        if (!Autograd.ShouldRecord(x))
            return y;
        return Autograd.Record(name, y, [x], [y], (grad, saved, _) => [Backward(grad, saved[0], d, log)]);
    }

    /// <summary>Whether the kernels for batches of features apply.</summary>
    private static bool OverFeatures(torch.Tensor x, int d) =>
        x.dtype == torch.ScalarType.Float32 && d == 1 && x.Impl.Sizes is [>= Layout.SmallestBatch, > 0];

    private static torch.Tensor Features(torch.Tensor x, bool log)
    {
        using var lanes = BatchInnermost.From(x);
        var y = torch.Tensor.AllocateBatchInnermost(x.Impl.Sizes, x.dtype);
        Softmax.Forward(
            BatchInnermost.Batch(x),
            BatchInnermost.PaddedBatch(x),
            BatchInnermost.Features(x),
            lanes.Data<float>(),
            y.Data<float>(),
            log
        );
        return y;
    }

    private static torch.Tensor Backward(torch.Tensor grad, torch.Tensor y, int d, bool log)
    {
        if (GradMode.Enabled || !OverFeatures(y, d) || !y.Impl.IsBatchInnermost)
            return log ? grad - y.exp() * grad.sum(d, keepdim: true) : y * (grad - (grad * y).sum(d, keepdim: true));
        using var g = BatchInnermost.From(grad);
        var result = torch.Tensor.AllocateBatchInnermost(y.Impl.Sizes, y.dtype);
        Softmax.Backward(
            BatchInnermost.Batch(y),
            BatchInnermost.PaddedBatch(y),
            BatchInnermost.Features(y),
            g.Data<float>(),
            y.Data<float>(),
            result.Data<float>(),
            log
        );
        GC.KeepAlive(y);
        return result;
    }

    private static torch.Tensor Rows(torch.Tensor x, int d, bool log)
    {
        using var off = GradMode.Set(false);
        using var moved = x.transpose(d, -1);
        var y = moved.contiguous_copy();
        if (y.numel() > 0)
        {
            var length = (int)y.Impl.Sizes.LastOrDefault(1);
            for (long start = 0; start < y.numel(); start += length)
            {
                if (x.dtype == torch.ScalarType.Float32)
                    Row(new Span<float>(y.Data<float>() + start, length), log);
                else
                    Row(new Span<double>(y.Data<double>() + start, length), log);
            }
        }
        return x.Impl.Sizes.Length == 0 ? y : y.transpose(d, -1);
    }

    private static void Row<T>(Span<T> row, bool log)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(row, TensorPrimitives.Max<T>(row), row);
        if (log)
        {
            double sum = 0;
            foreach (var value in row)
                sum += Math.Exp(double.CreateTruncating(value));
            TensorPrimitives.Subtract(row, T.CreateTruncating(Math.Log(sum)), row);
            return;
        }
        TensorPrimitives.Exp(row, row);
        TensorPrimitives.Divide(row, TensorPrimitives.Sum<T>(row), row);
    }
}

public static partial class torch
{
    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    public static partial class special
    {
        public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

        public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) =>
            input.log_softmax(dim, dtype);
    }

    public partial class Tensor
    {
        /// <summary>exp(x) / Σ exp(x) along a dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null)
        {
            using var x = to_type(dtype ?? this.dtype);
            return SoftmaxOp.Forward(x, dim, log: false);
        }

        /// <summary>The logarithm of softmax, without its underflow.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null)
        {
            using var x = to_type(dtype ?? this.dtype);
            return SoftmaxOp.Forward(x, dim, log: true);
        }
    }

    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor softmin(Tensor x, long dim) => (-x).softmax(dim);
        }
    }
}
