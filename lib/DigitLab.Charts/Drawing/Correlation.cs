namespace DigitLab.Charts.Drawing;

/// <summary>What a convolution layer computes for one input and one output channel (PyTorch's <c>conv2d</c>): it does not flip the kernel.</summary>
internal sealed class Correlation
{
    private readonly float[,] image;
    private readonly int stride,
        padding;

    public Correlation(float[,] image, float[,] kernel, float bias, int stride, int padding)
    {
        if (stride < 1 || padding < 0)
            throw new ArgumentException(
                $"A stride is at least 1 and a padding at least 0, not {stride} and {padding}."
            );
        (this.image, Kernel, this.stride, this.padding) = (image, kernel, stride, padding);
        Rows = (image.GetLength(0) + 2 * padding - kernel.GetLength(0)) / stride + 1;
        Columns = (image.GetLength(1) + 2 * padding - kernel.GetLength(1)) / stride + 1;
        if (
            kernel.Length == 0
            || image.GetLength(0) + 2 * padding < kernel.GetLength(0)
            || image.GetLength(1) + 2 * padding < kernel.GetLength(1)
        )
            throw new ArgumentException(
                $"A kernel of {kernel.GetLength(0)}x{kernel.GetLength(1)} does not fit an image of {image.GetLength(0)}x{image.GetLength(1)} with padding {padding}."
            );
        Output = Map(Rows, Columns, (row, column) => Products(row, column).Cast<float>().Sum() + bias);
    }

    public float[,] Kernel { get; }

    /// <summary>The feature map and its size.</summary>
    public float[,] Output { get; }

    /// <inheritdoc cref="Output"/>
    public int Rows { get; }

    /// <inheritdoc cref="Output"/>
    public int Columns { get; }

    /// <summary>The image's first row and column under the kernel for a pixel of the map; below 0 in the padding.</summary>
    public (int Row, int Column) Corner(int row, int column) => (row * stride - padding, column * stride - padding);

    /// <summary>The part of the image under the kernel; zeros in the padding.</summary>
    public float[,] Patch(int row, int column)
    {
        var (top, left) = Corner(row, column);
        return Map(
            Kernel.GetLength(0),
            Kernel.GetLength(1),
            (i, j) =>
                top + i >= 0 && top + i < image.GetLength(0) && left + j >= 0 && left + j < image.GetLength(1)
                    ? image[top + i, left + j]
                    : 0
        );
    }

    /// <summary>Patch times kernel, number by number.</summary>
    public float[,] Products(int row, int column)
    {
        var patch = Patch(row, column);
        return Map(Kernel.GetLength(0), Kernel.GetLength(1), (i, j) => patch[i, j] * Kernel[i, j]);
    }

    private static float[,] Map(int rows, int columns, Func<int, int, float> value)
    {
        var map = new float[rows, columns];
        for (var row = 0; row < rows; row++)
        for (var column = 0; column < columns; column++)
            map[row, column] = value(row, column);
        return map;
    }
}
