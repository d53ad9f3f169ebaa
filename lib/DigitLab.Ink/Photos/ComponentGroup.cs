namespace DigitLab.Ink.Photos;

/// <summary>The connected components of ink that make up one digit.</summary>
internal sealed class ComponentGroup(Component first)
{
    private readonly List<Component> parts = [first];

    public IReadOnlyList<Component> Parts => parts;
    public int Left { get; private set; } = first.Left;
    public int Top { get; private set; } = first.Top;
    public int Right { get; private set; } = first.Right;
    public int Bottom { get; private set; } = first.Bottom;
    public int Width => Right - Left + 1;
    public int Height => Bottom - Top + 1;
    public int Size => Math.Max(Width, Height);
    public double CentreX => (Left + Right + 1) / 2.0;
    public double CentreY => (Top + Bottom + 1) / 2.0;

    public void Add(ComponentGroup other)
    {
        parts.AddRange(other.parts);
        (Left, Top) = (Math.Min(Left, other.Left), Math.Min(Top, other.Top));
        (Right, Bottom) = (Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
    }

    /// <summary>The smallest gap to another digit in pixels; above <paramref name="limit"/> it is not exact.</summary>
    public double DistanceTo(ComponentGroup other, double limit) =>
        parts.Min(part => other.parts.Min(second => Distance(part, second, limit)));

    private static double Distance(Component a, Component b, double limit)
    {
        var gapX = Math.Max(a.Left, b.Left) - Math.Min(a.Right, b.Right);
        var gapY = Math.Max(a.Top, b.Top) - Math.Min(a.Bottom, b.Bottom);
        if (gapX > limit || gapY > limit)
            return double.MaxValue;
        // The outermost pixels of each row and column are enough, and few.
        var (rimA, rimB) = (a.Rim, b.Rim);
        var nearest = long.MaxValue;
        foreach (var (ax, ay) in rimA)
        foreach (var (bx, by) in rimB)
        {
            long dx = ax - bx,
                dy = ay - by;
            nearest = Math.Min(nearest, dx * dx + dy * dy);
        }
        return Math.Max(0, Math.Sqrt(nearest) - 1);
    }
}
