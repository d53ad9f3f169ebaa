using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>Draws batches of positions without replacement: all images in random order, then again in another order.</summary>
/// <param name="count">Images in all.</param>
/// <param name="batchSize">Images in a batch; the last batch of a pass may be smaller.</param>
internal sealed class RandomBatchSampler(long count, int batchSize) : IDisposable
{
    private Tensor? order;
    private long position;

    /// <summary>The positions of the next batch, [n], int64.</summary>
    public Tensor Next()
    {
        if (order is null || position >= count)
        {
            order?.Dispose();
            order = randperm(count).DetachFromDisposeScope();
            position = 0;
        }
        var size = Math.Min(batchSize, count - position);
        position += size;
        return order.narrow(0, position - size, size);
    }

    /// <summary>Writes the remaining images of this pass.</summary>
    public void Save(BinaryWriter writer)
    {
        var left = order is null ? 0 : count - position;
        writer.Write(left);
        if (left > 0)
            order!.narrow(0, position, left).Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        var left = reader.ReadInt64();
        if (left < 0 || left > count)
            throw new FormatException($"its pass has {left} images to come, of {count}.");
        position = count - left;
        if (left == 0)
            return;
        using var read = Tensor.Load(reader);
        if (read.dtype != ScalarType.Int64 || read.dim() != 1 || read.numel() != left)
            throw new FormatException($"its pass has {read.numel()} images to come and not {left}.");
        if (read.min().item<long>() < 0 || read.max().item<long>() >= count)
            throw new FormatException($"its pass names an image that is not among the {count}.");
        order = zeros(count, ScalarType.Int64).DetachFromDisposeScope();
        order.narrow(0, position, left).copy_(read);
    }

    public void Dispose() => order?.Dispose();
}
