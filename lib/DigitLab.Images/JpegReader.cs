using System.Buffers.Binary;

namespace DigitLab.Images;

/// <summary>
/// Reads the luminance of JPEG files (ITU-T T.81): baseline and progressive, Huffman-coded, 8 bits, grey, YCbCr or RGB,
/// any subsampling, restart markers, and EXIF's orientation. Colour is decoded only where needed to reach the next
/// luminance data.
/// </summary>
internal ref struct JpegReader
{
    public static ReadOnlySpan<byte> Signature => [0xff, 0xd8, 0xff];

    // Cameras write about ten scans; a file made to keep a reader busy could have thousands.
    private const int MostScans = 100;

    private readonly ReadOnlySpan<byte> file;
    private readonly JpegTables tables = new();
    private int position = 2;
    private int orientation = 1;
    private int? adobeTransform;
    private bool isJfif;
    private JpegFrame? frame;
    private int scans;

    private JpegReader(ReadOnlySpan<byte> file) => this.file = file;

    public static GreyImage Read(ReadOnlySpan<byte> file)
    {
        var reader = new JpegReader(file);
        while (!reader.ReadSegment()) { }
        if (reader.frame is not { } frame)
            throw new InvalidDataException("it ends without a picture.");
        return frame.ToImage().Oriented(reader.orientation);
    }

    /// <summary>Reads a marker and its segment; true at the end of the picture.</summary>
    private bool ReadSegment()
    {
        var marker = NextMarker();
        if (marker == 0xd9)
            return true;
        if (marker is 0x01 or (>= 0xd0 and <= 0xd8))
            return false; // stands alone
        if (file.Length - position < 2)
            throw Truncated();
        var length = BinaryPrimitives.ReadUInt16BigEndian(file[position..]);
        if (length < 2 || length > file.Length - position)
            throw Truncated();
        var body = file.Slice(position + 2, length - 2);
        position += length;
        switch (marker)
        {
            case 0xc0 or 0xc1 or 0xc2:
                ReadFrame(body, isProgressive: marker == 0xc2);
                break;
            case 0xc4:
                tables.ReadHuffman(body);
                break;
            case >= 0xc3 and <= 0xcf:
                throw new InvalidDataException(
                    $"its kind of JPEG (marker FF{marker:X2}: {(marker >= 0xc9 ? "arithmetic coding" : "lossless or hierarchical")}) "
                        + "is not read: save it as baseline or progressive JPEG."
                );
            case 0xda:
                ReadScan(body);
                break;
            case 0xdb:
                tables.ReadQuantization(body);
                break;
            case 0xdc:
                throw new InvalidDataException("its height is given after the picture (DNL), which is not read.");
            case 0xdd:
                tables.ReadRestartInterval(body);
                break;
            case 0xe0:
                isJfif |= body.StartsWith("JFIF\0"u8);
                break;
            case 0xe1 when body.StartsWith("Exif\0\0"u8):
                orientation = Exif.Orientation(body[6..]);
                break;
            case 0xee when body.StartsWith("Adobe"u8) && body.Length >= 12:
                adobeTransform = body[11];
                break;
        }
        return false;
    }

    private int NextMarker()
    {
        var start = file[position..].IndexOf((byte)0xff);
        if (start < 0)
            throw Truncated();
        position += start;
        while (position < file.Length && file[position] == 0xff)
            position++;
        if (position == file.Length)
            throw Truncated();
        return file[position++];
    }

    private void ReadFrame(ReadOnlySpan<byte> body, bool isProgressive)
    {
        if (frame is not null)
            throw new InvalidDataException("it has two frames, expected one picture.");
        if (body.Length < 6 || body.Length != 6 + 3 * body[5])
            throw new InvalidDataException($"its frame header has {body.Length} bytes: it is damaged.");
        if (body[0] != 8)
            throw new InvalidDataException($"{body[0]} bits a sample are not read, expected 8.");
        var (height, width) = (
            BinaryPrimitives.ReadUInt16BigEndian(body[1..]),
            BinaryPrimitives.ReadUInt16BigEndian(body[3..])
        );
        // Every block of 8 x 8 takes a bit at least.
        ImageFile.CheckSize(width, height, most: 512L * file.Length);
        if (body[5] is not (1 or 3))
            throw new InvalidDataException(
                body[5] == 4
                    ? "its colours are for print (CMYK): save it as an ordinary JPEG (RGB)."
                    : $"it has {body[5]} colour components, expected 1 (grey) or 3."
            );
        var isRgb =
            body[5] == 3
            && (adobeTransform is { } transform ? transform == 0 : !isJfif && body[6] == 'R' && body[9] == 'G');
        frame = new JpegFrame(width, height, isProgressive, isRgb, body[6..]);
    }

    private void ReadScan(ReadOnlySpan<byte> body)
    {
        if (frame is null)
            throw new InvalidDataException("its picture begins before its frame header: it is damaged.");
        if (++scans > MostScans)
            throw new InvalidDataException($"more than {MostScans} scans: no camera writes such a file.");
        var scan = new JpegScan(frame, tables, body);
        if (scan.IsNeeded)
            position = scan.Decode(file, position);
        else
            SkipData();
    }

    /// <summary>Skips the data of a scan of colours, up to the next marker that does not belong to it.</summary>
    private void SkipData()
    {
        while (true)
        {
            var marker = NextMarker();
            if (marker is not (0 or (>= 0xd0 and <= 0xd7)))
                break;
        }
        position -= 2;
    }

    private readonly InvalidDataException Truncated() =>
        new($"truncated: its {file.Length:N0} bytes end before the picture does.");
}
