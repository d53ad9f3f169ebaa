using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>Converts batches to the batch-innermost layout of the kernels (see <see cref="Layout"/>), and back.</summary>
internal static unsafe class BatchInnermost
{
    /// <summary>The batch in batch-innermost layout: another handle if it already is, otherwise a copy.</summary>
    public static torch.Tensor From(torch.Tensor x)
    {
        if (x.Impl.IsBatchInnermost)
            return x.NewHandle();
        var result = torch.Tensor.AllocateBatchInnermost(x.Impl.Sizes, x.dtype);
        if (x.numel() == 0)
            return result;
        if (x.dtype == torch.ScalarType.Float32 && RowStride(x.Impl) is { } stride)
            BatchTranspose.ToBatchInnermost(
                x.Data<float>(),
                stride,
                Batch(x),
                Sample(x),
                result.Data<float>(),
                PaddedBatch(x)
            );
        else if (x.dtype == torch.ScalarType.Float32 && LiesAsFeatures(x.Impl))
            FlattenRows.FromFeatures(Sample(x), PaddedBatch(x), x.Data<float>(), result.Data<float>());
        else
            CopyOp.Copy(x, result);
        GC.KeepAlive(x);
        return result;
    }

    /// <summary>
    /// Batch-innermost images as batch-innermost features [N, C·H·W], in the order of a row-major tensor: what a layer that is fully
    /// connected sees.
    /// </summary>
    private static torch.Tensor Flatten(torch.Tensor images)
    {
        var features = torch.Tensor.AllocateBatchInnermost([images.Impl.Sizes[0], Features(images)], images.dtype);
        if (images.dtype == torch.ScalarType.Float32)
            FlattenRows.ToFeatures(Sample(images), PaddedBatch(images), images.Data<float>(), features.Data<float>());
        else
        {
            var sizes = images.Impl.Sizes;
            using var view = features.AsStrided(
                sizes,
                Shapes.View(features.Impl.Sizes, features.Impl.Strides, sizes)!,
                0
            );
            CopyOp.Copy(images, view);
        }
        GC.KeepAlive(images);
        return features;
    }

    /// <summary>Batch-innermost images in another shape of as many samples: a view of their features.</summary>
    public static torch.Tensor Reshape(torch.Tensor images, long[] sizes)
    {
        var original = images.Impl.Sizes;
        var features = Flatten(images);
        if (Autograd.ShouldRecord(images))
            Autograd.Record("flatten", features, [images], [], (grad, _, _) => [grad.reshape(original)]);
        return sizes.Length == 2
            ? features
            : features.ViewAs(sizes, Shapes.View(features.Impl.Sizes, features.Impl.Strides, sizes)!);
    }

    /// <summary>Whether images are a view of features as <see cref="Flatten"/> gives them.</summary>
    private static bool LiesAsFeatures(TensorImpl x) =>
        x is { Sizes: [var n, var c, var h, var w], Offset: var offset }
        && n >= Layout.SmallestBatch
        && offset % Layout.BatchAlignment == 0
        && Layout.PaddedBatch(n) is var l
        && x.Strides.AsSpan().SequenceEqual([1, h * w * l, w * l, l]);

    /// <summary>From the start of one sample to the next, where each sample's elements are neighbours in order.</summary>
    private static long? RowStride(TensorImpl x) =>
        Shapes.IsContiguous(x.Sizes.AsSpan(1), x.Strides.AsSpan(1)) ? x.Strides[0] : null;

    /// <summary>CopyOp a batch-innermost batch into a row-major tensor of its shape.</summary>
    public static void ToRowMajor(torch.Tensor lanes, torch.Tensor rows)
    {
        BatchTranspose.ToRowMajor(
            lanes.Data<float>(),
            PaddedBatch(lanes),
            Batch(lanes),
            Sample(lanes),
            rows.Data<float>(),
            Features(lanes)
        );
        GC.KeepAlive(lanes);
        GC.KeepAlive(rows);
    }

    /// <summary>The result of a kernel, in the layout for its batch size.</summary>
    public static torch.Tensor ToPreferredLayout(torch.Tensor lanes)
    {
        if (lanes.Impl.Sizes[0] >= Layout.SmallestBatch)
            return lanes;
        var rows = torch.Tensor.Allocate(lanes.Impl.Sizes, lanes.dtype);
        CopyOp.Copy(lanes, rows);
        lanes.Dispose();
        return rows;
    }

    /// <summary>Whether a batch is so small that most lanes would be padding: special kernels infer from it in row-major layout.</summary>
    public static bool IsSmallBatch(torch.Tensor x) =>
        x.dtype == torch.ScalarType.Float32 && x.Impl.Sizes[0] is > 0 and < Layout.SmallestBatch;

    public static int Batch(torch.Tensor x) => checked((int)x.Impl.Sizes[0]);

    public static int Features(torch.Tensor x) => checked((int)Shapes.Numel(x.Impl.Sizes.AsSpan(1)));

    /// <summary>The order of a sample's features in batch-innermost layout.</summary>
    public static SampleShape Sample(torch.Tensor x) =>
        x.Impl.Sizes is [_, > 1 and var c, > 1 and var h, var w]
            ? new SampleShape((int)c, (int)h, (int)w)
            : Features(x);

    public static int PaddedBatch(torch.Tensor x) => (int)Layout.PaddedBatch(x.Impl.Sizes[0]);

    /// <summary>A gradient in the layout of the tensor that it belongs to, so that both can be traversed as one run.</summary>
    public static torch.Tensor WithLayoutOf(torch.Tensor gradient, torch.Tensor like)
    {
        if (Pointwise.SameLayout(gradient.Impl, like.Impl) && gradient.dtype == like.dtype)
            return gradient.NewHandle();
        if (like.Impl is { IsBatchInnermost: true, IsContiguous: false })
            return From(gradient);
        var result = like.AllocateLike(gradient.dtype);
        CopyOp.Copy(gradient, result);
        return result;
    }
}
