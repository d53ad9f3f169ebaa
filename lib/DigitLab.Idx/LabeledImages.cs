namespace DigitLab.Idx;

/// <summary>Grey-level images with their labels, as bytes: what MNIST's files hold.</summary>
/// <param name="Pixels">Count x Height x Width grey levels, row by row; 0 is paper, 255 is ink.</param>
/// <param name="Labels">Count classes.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
public sealed record LabeledImages(byte[] Pixels, byte[] Labels, int Height = 28, int Width = 28)
{
    /// <summary>How many images there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The grey levels of one image, row by row.</summary>
    public ReadOnlySpan<byte> this[int index] => Pixels.AsSpan(index * Height * Width, Height * Width);
}
