namespace DigitLab.Images;

/// <summary>One component of a JPEG picture: luminance, or one of the colours.</summary>
internal sealed class JpegComponent
{
    private readonly short[]? coefficients;
    private readonly byte[] plane = [];
    private readonly int stride;
    private readonly InverseDct? dct;
    private float[]? steps;

    /// <param name="frame">Its size and sampling are known.</param>
    /// <param name="header">The component's three bytes in the frame header.</param>
    /// <param name="isNeeded">Whether the component contributes to the luminance.</param>
    /// <param name="isProgressive">Whether its coefficients come in several scans.</param>
    public JpegComponent(JpegFrame frame, ReadOnlySpan<byte> header, bool isNeeded, bool isProgressive)
    {
        (Id, Horizontal, Vertical, QuantizationTable) = (header[0], header[1] >> 4, header[1] & 15, header[2]);
        IsNeeded = isNeeded;
        BlocksAcross = BlocksOf(frame.Width, Horizontal, frame.MostHorizontal);
        BlocksDown = BlocksOf(frame.Height, Vertical, frame.MostVertical);
        if (!isNeeded)
            return;
        stride = frame.UnitsAcross * Horizontal;
        var blocks = stride * frame.UnitsDown * Vertical;
        plane = new byte[blocks * 64];
        dct = new InverseDct();
        if (isProgressive)
        {
            coefficients = new short[blocks * 64];
            Missing = new sbyte[64];
            Missing.AsSpan().Fill(-1);
        }
    }

    public int Id { get; }
    public int Horizontal { get; }
    public int Vertical { get; }
    public int QuantizationTable { get; }
    public bool IsNeeded { get; }

    /// <summary>Blocks that hold pixels of the picture: what a scan of this component alone contains.</summary>
    public int BlocksAcross { get; }

    /// <inheritdoc cref="BlocksAcross"/>
    public int BlocksDown { get; }

    /// <summary>The last DC coefficient: the next is coded as a difference.</summary>
    public int Prediction;

    /// <summary>The number of low bits of a progressive picture's coefficients that are still missing; -1 if all are.</summary>
    public sbyte[]? Missing { get; }

    /// <summary>Whether its coefficients have been read, or some of them.</summary>
    public bool IsStarted => steps is not null;

    /// <summary>Takes the quantization table as it is now: the file may put another in its place later.</summary>
    public void Start(JpegTables tables) => steps ??= InverseDct.Scaled(tables.Quantization(QuantizationTable));

    /// <summary>The coefficients of a progressive picture's block.</summary>
    public Span<short> Block(int column, int row) => coefficients.AsSpan((row * stride + column) * 64, 64);

    /// <summary>Turns a block's coefficients into its levels.</summary>
    public void Finish(int column, int row, ReadOnlySpan<short> block) =>
        dct!.Run(block, steps!, plane.AsSpan((row * 8 * stride + column) * 8), stride * 8);

    /// <summary>Turns all blocks of a progressive picture into levels.</summary>
    public void FinishAll()
    {
        if (coefficients is null)
            return;
        for (var row = 0; row < BlocksDown; row++)
        for (var column = 0; column < BlocksAcross; column++)
            Finish(column, row, Block(column, row));
    }

    /// <summary>The levels of a row of the picture, each repeated as often as the component is coarser.</summary>
    public void Line(JpegFrame frame, int y, Span<byte> levels)
    {
        var line = plane.AsSpan(y * Vertical / frame.MostVertical * stride * 8, stride * 8);
        if (Horizontal == frame.MostHorizontal)
            line[..levels.Length].CopyTo(levels);
        else
            for (var x = 0; x < levels.Length; x++)
                levels[x] = line[x * Horizontal / frame.MostHorizontal];
    }

    private static int BlocksOf(int size, int sampling, int most) => ((size * sampling + most - 1) / most + 7) / 8;
}

/// <summary>A JPEG picture under way.</summary>
internal sealed class JpegFrame
{
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="isProgressive">Whether coefficients come in several scans.</param>
    /// <param name="isRgb">Whether three components are red, green and blue; else the first is the luminance.</param>
    /// <param name="components">Three bytes for each component.</param>
    public JpegFrame(int width, int height, bool isProgressive, bool isRgb, ReadOnlySpan<byte> components)
    {
        (Width, Height, IsProgressive) = (width, height, isProgressive);
        for (var i = 0; i < components.Length; i += 3)
        {
            var (horizontal, vertical) = (components[i + 1] >> 4, components[i + 1] & 15);
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4)
                throw new InvalidDataException(
                    $"a component is sampled {horizontal} x {vertical}, expected 1 to 4 each."
                );
            MostHorizontal = Math.Max(MostHorizontal, horizontal);
            MostVertical = Math.Max(MostVertical, vertical);
        }
        UnitsAcross = (width + 8 * MostHorizontal - 1) / (8 * MostHorizontal);
        UnitsDown = (height + 8 * MostVertical - 1) / (8 * MostVertical);
        Components = new JpegComponent[components.Length / 3];
        for (var i = 0; i < Components.Length; i++)
        {
            var component = new JpegComponent(this, components.Slice(3 * i, 3), i == 0 || isRgb, isProgressive);
            if (Components.Any(other => other?.Id == component.Id))
                throw new InvalidDataException($"two components are numbered {component.Id}.");
            Components[i] = component;
        }
    }

    public int Width { get; }
    public int Height { get; }
    public bool IsProgressive { get; }
    public JpegComponent[] Components { get; }

    /// <summary>How finely the finest component is sampled.</summary>
    public int MostHorizontal { get; } = 1;

    /// <inheritdoc cref="MostHorizontal"/>
    public int MostVertical { get; } = 1;

    /// <summary>Units (T.81's MCU: the blocks of all components that cover one place) in the picture.</summary>
    public int UnitsAcross { get; }

    /// <inheritdoc cref="UnitsAcross"/>
    public int UnitsDown { get; }

    /// <summary>The luminance, when all scans have been read.</summary>
    public GreyImage ToImage()
    {
        JpegComponent[] needed = [.. Components.Where(component => component.IsNeeded)];
        if (needed.Any(component => !component.IsStarted))
            throw new InvalidDataException("truncated: it ends before its luminance comes.");
        foreach (var component in needed)
            component.FinishAll();
        var image = new GreyImage(Width, Height, new byte[Width * Height]);
        var (green, blue) = (new byte[Width], new byte[Width]);
        for (var y = 0; y < Height; y++)
        {
            var line = image.Levels.AsSpan(y * Width, Width);
            needed[0].Line(this, y, line);
            if (needed.Length == 1)
                continue;
            needed[1].Line(this, y, green);
            needed[2].Line(this, y, blue);
            for (var x = 0; x < Width; x++)
                line[x] = Luma.Of(line[x], green[x], blue[x]);
        }
        return image;
    }
}
