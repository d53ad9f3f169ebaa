namespace DigitLab.Kernels;

/// <summary>
/// The order in which lanes hold a sample's features: those of an image by rows, each with all its channels; any others
/// as they are.
/// </summary>
/// <param name="Channels">C; 1 where there is nothing to reorder.</param>
/// <param name="Rows">H.</param>
/// <param name="Width">W.</param>
internal readonly record struct SampleShape(int Channels, int Rows, int Width)
{
    /// <summary>Features in the order in which they are.</summary>
    public static implicit operator SampleShape(int features) => new(1, features, 1);

    public int Features => Channels * Rows * Width;

    /// <summary>Where feature (channel * Rows + row) * Width + column lies in the lanes.</summary>
    public long Place(int feature)
    {
        (int line, int column) = Math.DivRem(feature, Width);
        (int channel, int row) = Math.DivRem(line, Rows);
        return ((long)row * Channels + channel) * Width + column;
    }
}
