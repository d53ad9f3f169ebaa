using DigitLab.TensorBoard;
using TorchSharp.Utils.tensorboard.Enums;

namespace TorchSharp.Utils.tensorboard;

/// <summary>Tensors as the summaries that TensorBoard shows.</summary>
internal static class Summaries
{
    /// <summary>The distribution of a tensor's values.</summary>
    /// <exception cref="ArgumentException">There is no value to count.</exception>
    public static HistogramSummary Histogram(torch.Tensor tensor, HistogramBinSelector bins, long? maxBins)
    {
        using var off = torch.no_grad();
        using var values = tensor.to_type(torch.ScalarType.Float64);
        var source = $"the tensor of shape {Shapes.Text(tensor.Impl.Sizes)}";
        return HistogramSummary.Of(CopyOp.ToArray<double>(values), bins, maxBins, source);
    }

    /// <summary>One image, or a grid of those along the axis N.</summary>
    /// <param name="axes">What each axis of the tensor is: H, W, and C or N where there are such.</param>
    /// <exception cref="ArgumentException">The shape does not fit the axes.</exception>
    public static ImageSummary Image(torch.Tensor tensor, string axes)
    {
        axes = axes.ToUpperInvariant();
        if (axes.Length != tensor.ndim || axes.Distinct().Count() != axes.Length || !IsComplete(axes))
            throw Unfit(tensor, axes, "dataformats names each axis once: H, W, and C or N where there are such");

        using var off = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var missing = "NC".Where(axis => !axes.Contains(axis)).ToArray();
        var whole = missing.Aggregate(tensor, (t, _) => t.unsqueeze(-1));
        var order = axes + new string(missing);
        var images = whole.permute([.. "NHWC".Select(axis => (long)order.IndexOf(axis))]);
        if (images.shape is not [_, _, _, 1 or 3 or 4] || images.numel() == 0)
            throw Unfit(tensor, axes, "an image has 1, 3 or 4 channels and at least one pixel");

        var scale = tensor.dtype is torch.ScalarType.Byte or torch.ScalarType.Int8 ? 1 : 255;
        var values = CopyOp.ToArray<float>((images.to_type(torch.ScalarType.Float32) * scale).contiguous());
        var shape = Array.ConvertAll(images.shape, size => (int)size);
        return ImageSummary.Of(values, shape[0], shape[1], shape[2], shape[3]);
    }

    private static bool IsComplete(string axes) =>
        axes.Contains('H') && axes.Contains('W') && axes.All(axis => "NCHW".Contains(axis));

    private static ArgumentException Unfit(torch.Tensor tensor, string axes, string rule) =>
        new($"add_img: a tensor of shape {Shapes.Text(tensor.Impl.Sizes)} with dataformats '{axes}': {rule}");
}
