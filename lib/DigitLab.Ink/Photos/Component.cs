namespace DigitLab.Ink.Photos;

/// <summary>Pixels that hang together.</summary>
internal sealed class Component
{
    private readonly int width;
    private (int X, int Y)[]? rim;

    private Component(List<int> pixels, int width)
    {
        (Pixels, this.width) = (pixels, width);
        (Left, Top, Right, Bottom) = (int.MaxValue, int.MaxValue, -1, -1);
        foreach (var pixel in pixels)
        {
            var (x, y) = (pixel % width, pixel / width);
            (Left, Right) = (Math.Min(Left, x), Math.Max(Right, x));
            (Top, Bottom) = (Math.Min(Top, y), Math.Max(Bottom, y));
        }
    }

    /// <summary>Their positions, row by row: y * width + x.</summary>
    public List<int> Pixels { get; }
    public int Left { get; }
    public int Top { get; }
    public int Right { get; }
    public int Bottom { get; }
    public int Width => Right - Left + 1;
    public int Height => Bottom - Top + 1;
    public int Size => Math.Max(Width, Height);

    /// <summary>The outermost pixels of each row and column: the nearest to another component is among them.</summary>
    public (int X, int Y)[] Rim => rim ??= FindRim();

    private (int X, int Y)[] FindRim()
    {
        var rows = new (int Low, int High)[Height];
        var columns = new (int Low, int High)[Width];
        Array.Fill(rows, (int.MaxValue, -1));
        Array.Fill(columns, (int.MaxValue, -1));
        foreach (var pixel in Pixels)
        {
            var (x, y) = (pixel % width, pixel / width);
            ref var row = ref rows[y - Top];
            row = (Math.Min(row.Low, x), Math.Max(row.High, x));
            ref var column = ref columns[x - Left];
            column = (Math.Min(column.Low, y), Math.Max(column.High, y));
        }
        return
        [
            .. rows.SelectMany((row, y) => new[] { (row.Low, Top + y), (row.High, Top + y) }),
            .. columns.SelectMany((column, x) => new[] { (Left + x, column.Low), (Left + x, column.High) }),
        ];
    }

    /// <summary>The components of a mask, from top to bottom.</summary>
    /// <param name="mask">Row by row.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="diagonally">Whether pixels hang together that share a corner only.</param>
    public static List<Component> In(bool[] mask, int width, bool diagonally)
    {
        var components = new List<Component>();
        var seen = new bool[mask.Length];
        var open = new Stack<int>();
        for (var start = 0; start < mask.Length; start++)
        {
            if (!mask[start] || seen[start])
                continue;
            var pixels = new List<int>();
            seen[start] = true;
            open.Push(start);
            while (open.TryPop(out var pixel))
            {
                pixels.Add(pixel);
                var x = pixel % width;
                for (var dy = -1; dy <= 1; dy++)
                for (var dx = -1; dx <= 1; dx++)
                {
                    var next = pixel + dy * width + dx;
                    if (
                        (diagonally || dx == 0 || dy == 0)
                        && x + dx >= 0
                        && x + dx < width
                        && next >= 0
                        && next < mask.Length
                        && mask[next]
                        && !seen[next]
                    )
                    {
                        seen[next] = true;
                        open.Push(next);
                    }
                }
            }
            components.Add(new(pixels, width));
        }
        return components;
    }
}
