namespace DigitLab.Kernels;

/// <summary>
/// The order of a sample's features in the batch-innermost layout: for an image by rows, then channels; otherwise
/// unchanged.
/// </summary>
/// <param name="Channels">C; 1 where there is nothing to reorder.</param>
/// <param name="Rows">H.</param>
/// <param name="Width">W.</param>
internal readonly record struct SampleShape(int Channels, int Rows, int Width)
{
    /// <summary>Features that keep their order.</summary>
    public static implicit operator SampleShape(int features) => new(1, features, 1);

    public int Features => Channels * Rows * Width;

    /// <summary>The batch-innermost position of feature (channel * Rows + row) * Width + column.</summary>
    public long Place(int feature)
    {
        (int line, int column) = Math.DivRem(feature, Width);
        (int channel, int row) = Math.DivRem(line, Rows);
        return ((long)row * Channels + channel) * Width + column;
    }
}
