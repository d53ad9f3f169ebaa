using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Charts;

/// <summary>Tensors as the plain arrays that are drawn.</summary>
internal static class TensorConversions
{
    /// <summary>All values in row-major order.</summary>
    public static float[] ToFloats(this Tensor tensor)
    {
        using var values = tensor.detach().to_type(ScalarType.Float32).cpu();
        return values.data<float>().ToArray();
    }

    /// <summary>Class numbers from a tensor of any integer type.</summary>
    public static int[] ToClasses(this Tensor tensor) => [.. tensor.ToFloats().Select(value => (int)value)];

    /// <summary>[…, rows, columns] as that many images.</summary>
    public static IReadOnlyList<float[,]> ToImages(this Tensor tensor) => ToImages(tensor.ToFloats(), tensor.shape);

    /// <inheritdoc cref="ToImages(Tensor)"/>
    public static IReadOnlyList<float[,]> ToImages(float[] values, long[] shape)
    {
        if (shape.Length < 2)
            throw new ArgumentException($"An image needs rows and columns; the shape is [{string.Join(", ", shape)}].");
        var (rows, columns) = ((int)shape[^2], (int)shape[^1]);
        var images = new float[rows * columns == 0 ? 0 : values.Length / (rows * columns)][,];
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = new float[rows, columns];
            Buffer.BlockCopy(values, i * rows * columns * sizeof(float), images[i], 0, rows * columns * sizeof(float));
        }
        return images;
    }

    /// <summary>[rows, columns], or […, rows, columns] with nothing but ones before them, as one image.</summary>
    public static float[,] ToImage(this Tensor tensor) =>
        tensor.ToImages() is [var image]
            ? image
            : throw new ArgumentException($"One image is wanted; the shape is [{string.Join(", ", tensor.shape)}].");
}
