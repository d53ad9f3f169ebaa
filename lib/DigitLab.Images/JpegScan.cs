namespace DigitLab.Images;

/// <summary>One pass over a JPEG picture: all of a baseline one's coefficients, or a part of a progressive one's.</summary>
internal sealed class JpegScan
{
    private readonly JpegFrame frame;
    private readonly List<(JpegComponent Component, int Tables)> components = [];
    private readonly JpegTables tables;
    private readonly JpegBlocks blocks;

    /// <param name="frame">The picture.</param>
    /// <param name="tables">As they are now.</param>
    /// <param name="header">The scan header.</param>
    public JpegScan(JpegFrame frame, JpegTables tables, ReadOnlySpan<byte> header)
    {
        (this.frame, this.tables) = (frame, tables);
        if (header.Length < 1 || header[0] is < 1 or > 4 || header.Length != 4 + 2 * header[0])
            throw new InvalidDataException("a scan header is damaged.");
        for (var i = 0; i < header[0]; i++)
        {
            var id = header[1 + 2 * i];
            var component =
                frame.Components.FirstOrDefault(component => component.Id == id)
                ?? throw new InvalidDataException($"a scan is of component {id}, which the picture does not have.");
            if (components.Any(other => other.Component == component))
                throw new InvalidDataException($"a scan names component {id} twice.");
            components.Add((component, header[2 + 2 * i]));
        }
        IsNeeded = components.Any(one => one.Component.IsNeeded);
        var band = header[^3..];
        blocks = new JpegBlocks(frame.IsProgressive, band[0], band[1], band[2] >> 4, band[2] & 15);
        if (frame.IsProgressive)
            blocks.Check(components.Count);
    }

    /// <summary>Whether it says something of the luminance.</summary>
    public bool IsNeeded { get; }

    public static InvalidDataException Ends() => new("truncated: its data end before the picture does.");

    public static InvalidDataException Damaged() => new("its data are damaged: bits that stand for nothing.");

    /// <summary>Reads the scan's data.</summary>
    /// <returns>Where the next marker is to be looked for.</returns>
    public int Decode(ReadOnlySpan<byte> file, int start)
    {
        foreach (var (component, _) in components.Where(one => one.Component.IsNeeded))
        {
            if (!frame.IsProgressive && component.IsStarted)
                throw new InvalidDataException($"component {component.Id} comes twice: it is damaged.");
            component.Start(tables);
            if (frame.IsProgressive)
                blocks.Advance(component.Missing);
        }
        var bits = new JpegBits(file, start);
        Restart();
        var units = components is [var (only, _)]
            ? (Across: only.BlocksAcross, Down: only.BlocksDown)
            : (Across: frame.UnitsAcross, Down: frame.UnitsDown);
        var (untilRestart, restarts) = (tables.RestartInterval, 0);
        for (var y = 0; y < units.Down; y++)
        for (var x = 0; x < units.Across; x++)
        {
            if (tables.RestartInterval > 0 && untilRestart-- == 0)
            {
                bits.Restart(RestartMarker(file, bits.Position, restarts++));
                Restart();
                untilRestart = tables.RestartInterval - 1;
            }
            if (components.Count == 1)
                DecodeBlock(ref bits, components[0], x, y);
            else
                foreach (var one in components)
                    for (var row = 0; row < one.Component.Vertical; row++)
                    for (var column = 0; column < one.Component.Horizontal; column++)
                        DecodeBlock(
                            ref bits,
                            one,
                            x * one.Component.Horizontal + column,
                            y * one.Component.Vertical + row
                        );
            if (bits.IsOverrun)
                throw Ends();
        }
        return bits.Position;
    }

    private void Restart()
    {
        blocks.Restart();
        foreach (var (component, _) in components)
            component.Prediction = 0;
    }

    private void DecodeBlock(ref JpegBits bits, (JpegComponent Component, int Tables) one, int column, int row)
    {
        var component = one.Component;
        if (frame.IsProgressive)
            blocks.DecodePart(
                ref bits,
                component,
                component.IsNeeded ? component.Block(column, row) : default,
                tables,
                one.Tables
            );
        else if (
            blocks.DecodeWhole(ref bits, component, tables.Dc(one.Tables >> 4), tables.Ac(one.Tables & 15)) is var whole
            && component.IsNeeded
        )
            component.Finish(column, row, whole);
    }

    private static int RestartMarker(ReadOnlySpan<byte> file, int position, int number)
    {
        // Bits of the last byte that were not used have been read already: the marker is next, or after further FFs.
        while (position + 1 < file.Length && file[position] == 0xff && file[position + 1] == 0xff)
            position++;
        if (position + 1 >= file.Length)
            throw Ends();
        if (file[position] != 0xff || file[position + 1] != 0xd0 + number % 8)
            throw new InvalidDataException(
                $"its data are damaged: restart marker {number % 8} is not where it should be."
            );
        return position + 2;
    }
}
