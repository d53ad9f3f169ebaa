using System.Buffers.Binary;
using DigitLab.Files;

namespace DigitLab.TensorBoard;

/// <summary>A picture as TensorBoard takes it (tensorflow/core/framework/summary.proto: Summary.Image).</summary>
/// <param name="height">In pixels.</param>
/// <param name="width">In pixels.</param>
/// <param name="channels">1 for grey, 3 for RGB, 4 for RGBA.</param>
/// <param name="encoded">The whole file: PNG, JPEG or GIF.</param>
internal sealed class ImageSummary(int height, int width, int channels, byte[] encoded)
{
    private const int ImagesInARow = 8;

    /// <summary>One image, or a grid of several, eight in a row.</summary>
    /// <param name="values">[count, height, width, channels], row-major; what lies outside of 0 to 255 is clipped.</param>
    public static ImageSummary Of(ReadOnlySpan<float> values, int count, int height, int width, int channels)
    {
        var columns = Math.Min(count, ImagesInARow);
        var rows = (count + columns - 1) / columns;
        var (line, lines) = (columns * width * channels, rows * height);
        var pixels = new byte[lines * line];
        for (var i = 0; i < values.Length; i++)
        {
            var (y, x) = Math.DivRem(i, width * channels);
            var (image, row) = Math.DivRem(y, height);
            var target = (image / columns * height + row) * line + image % columns * width * channels + x;
            pixels[target] = (byte)Math.Clamp(values[i], 0, 255);
        }
        return new(lines, columns * width, channels, PngEncoder.Encode(pixels, columns * width, channels));
    }

    /// <summary>The file as it is; its size is read from its header.</summary>
    public static ImageSummary OfFile(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (width, height) = Size(bytes);
        if (width <= 0 || height <= 0)
            throw new InvalidDataException($"add_img: '{path}' is not a PNG, JPEG or GIF image");
        return new(height, width, 4, bytes);
    }

    private static (int Width, int Height) Size(ReadOnlySpan<byte> file)
    {
        if (file.Length >= 24 && file.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]))
            return (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
        if (file.Length >= 10 && file.StartsWith("GIF8"u8))
            return (
                BinaryPrimitives.ReadUInt16LittleEndian(file[6..]),
                BinaryPrimitives.ReadUInt16LittleEndian(file[8..])
            );
        return file.StartsWith<byte>([0xff, 0xd8]) ? JpegSize(file) : default;
    }

    /// <summary>The size stands in the frame header: FF C0 to FF CF, but for C4, C8 and CC.</summary>
    private static (int Width, int Height) JpegSize(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 9 <= file.Length && file[at] == 0xff; )
        {
            if (file[at + 1] is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return (
                    BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..])
                );
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }
        return default;
    }

    /// <summary>Writes the fields of a Summary.Image.</summary>
    public void Write(ProtobufWriter message)
    {
        message.Int64(1, height);
        message.Int64(2, width);
        message.Int64(3, channels);
        message.Bytes(4, encoded);
    }
}
