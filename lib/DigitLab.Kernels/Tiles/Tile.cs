namespace DigitLab.Kernels;

/// <summary>A number that the JIT knows: it removes branches on it.</summary>
internal interface IConstant
{
    static abstract int Value { get; }
}

internal readonly struct Const1 : IConstant
{
    public static int Value => 1;
}

internal readonly struct Const2 : IConstant
{
    public static int Value => 2;
}

internal readonly struct Const3 : IConstant
{
    public static int Value => 3;
}

internal readonly struct Const4 : IConstant
{
    public static int Value => 4;
}

internal readonly struct Const5 : IConstant
{
    public static int Value => 5;
}

internal readonly struct Const6 : IConstant
{
    public static int Value => 6;
}

/// <summary>
/// A loop over accumulators that stay in registers: M rows of N registers, compiled for each size in use.
/// </summary>
internal interface ITile
{
    void Run<S, V, M, N>()
        where S : struct, ISimd<V>
        where V : struct
        where M : struct, IConstant
        where N : struct, IConstant;
}

internal static class Tile
{
    public const int MaximumRows = 6;

    /// <param name="tile">The loop.</param>
    /// <param name="rows">1 to 6.</param>
    /// <param name="columns">1 to S.TileColumns, which is at most 4.</param>
    public static void Run<TTile, S, V>(ref TTile tile, int rows, int columns)
        where TTile : struct, ITile
        where S : struct, ISimd<V>
        where V : struct
    {
        switch (columns)
        {
            case 1:
                Run<TTile, S, V, Const1>(ref tile, rows);
                break;
            case 2:
                Run<TTile, S, V, Const2>(ref tile, rows);
                break;
            case 3:
                Run<TTile, S, V, Const3>(ref tile, rows);
                break;
            default:
                Run<TTile, S, V, Const4>(ref tile, rows);
                break;
        }
    }

    private static void Run<TTile, S, V, N>(ref TTile tile, int rows)
        where TTile : struct, ITile
        where S : struct, ISimd<V>
        where V : struct
        where N : struct, IConstant
    {
        switch (rows)
        {
            case 1:
                tile.Run<S, V, Const1, N>();
                break;
            case 2:
                tile.Run<S, V, Const2, N>();
                break;
            case 3:
                tile.Run<S, V, Const3, N>();
                break;
            case 4:
                tile.Run<S, V, Const4, N>();
                break;
            case 5:
                tile.Run<S, V, Const5, N>();
                break;
            default:
                tile.Run<S, V, Const6, N>();
                break;
        }
    }

    /// <summary>The number of blocks of at most <paramref name="maximum"/> for a number of outputs.</summary>
    public static int Blocks(int outputs, int maximum = MaximumRows) => (outputs + maximum - 1) / maximum;

    /// <summary>Where part <paramref name="index"/> of <paramref name="parts"/> nearly equal parts begins.</summary>
    public static int Begin(int total, int parts, int index) => (int)((long)total * index / parts);
}
