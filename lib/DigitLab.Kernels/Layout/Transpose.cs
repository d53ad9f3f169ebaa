using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DigitLab.Kernels;

/// <summary>Transposes float32 matrices, in squares of 8 x 8 or 4 x 4 that stay in registers.</summary>
internal static unsafe class Transpose
{
    /// <summary>destination[c, r] = source[r, c].</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="sourceStride">Floats from row to row of the source.</param>
    /// <param name="destination">[columns, rows].</param>
    /// <param name="destinationStride">Floats from row to row of the destination.</param>
    public static void Run(
        float* source,
        long sourceStride,
        int rows,
        int columns,
        float* destination,
        long destinationStride
    )
    {
        float** pointers = stackalloc float*[16];
        int row = 0;
        while (row <= rows - 8)
        {
            int count = row <= rows - 16 ? 16 : 8;
            for (int i = 0; i < count; i++)
                pointers[i] = source + (row + i) * sourceStride;
            if (count == 16)
                SixteenRows(pointers, columns, destination + row, destinationStride);
            else
                EightRows(pointers, 0, columns, destination + row, destinationStride);
            row += count;
        }
        for (; row < rows; row++)
        {
            float* from = source + row * sourceStride;
            for (int column = 0; column < columns; column++)
                destination[column * destinationStride + row] = from[column];
        }
    }

    /// <summary>
    /// Sixteen rows, at any addresses, become sixteen columns: destination[c, 0..15] = rows[0..15][c].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SixteenRows(float** rows, int columns, float* destination, long destinationStride)
    {
        int column = 0;
        if (Avx.IsSupported)
            for (; column <= columns - 8; column += 8)
            {
                float* to = destination + column * destinationStride;
                Square8(rows, column, to, destinationStride);
                Square8(rows + 8, column, to + 8, destinationStride);
            }
        EightRows(rows, column, columns, destination, destinationStride);
        EightRows(rows + 8, column, columns, destination + 8, destinationStride);
    }

    /// <summary>Eight rows become eight columns, from the given column on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(float** rows, int column, int columns, float* destination, long destinationStride)
    {
        if (Avx.IsSupported)
            for (; column <= columns - 8; column += 8)
                Square8(rows, column, destination + column * destinationStride, destinationStride);
        if (Vector128.IsHardwareAccelerated)
            for (; column <= columns - 4; column += 4)
            {
                Square4(rows, column, destination + column * destinationStride, destinationStride);
                Square4(rows + 4, column, destination + column * destinationStride + 4, destinationStride);
            }
        for (; column < columns; column++)
        for (int i = 0; i < 8; i++)
            destination[column * destinationStride + i] = rows[i][column];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square8(float** rows, int column, float* to, long stride)
    {
        // The upper halves of rows 4 to 7 are put beside rows 0 to 3, so that the rest happens within halves.
        var a0 = Beside(rows[0] + column, rows[4] + column);
        var a1 = Beside(rows[1] + column, rows[5] + column);
        var a2 = Beside(rows[2] + column, rows[6] + column);
        var a3 = Beside(rows[3] + column, rows[7] + column);
        var a4 = Beside(rows[0] + column + 4, rows[4] + column + 4);
        var a5 = Beside(rows[1] + column + 4, rows[5] + column + 4);
        var a6 = Beside(rows[2] + column + 4, rows[6] + column + 4);
        var a7 = Beside(rows[3] + column + 4, rows[7] + column + 4);
        Store4(a0, a1, a2, a3, to, stride);
        Store4(a4, a5, a6, a7, to + 4 * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Beside(float* low, float* high) =>
        Avx.InsertVector128(Vector256.Create(Vector128.Load(low), default), Vector128.Load(high), 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store4(
        Vector256<float> a0,
        Vector256<float> a1,
        Vector256<float> a2,
        Vector256<float> a3,
        float* to,
        long stride
    )
    {
        var low01 = Avx.UnpackLow(a0, a1).AsDouble();
        var high01 = Avx.UnpackHigh(a0, a1).AsDouble();
        var low23 = Avx.UnpackLow(a2, a3).AsDouble();
        var high23 = Avx.UnpackHigh(a2, a3).AsDouble();
        Avx.UnpackLow(low01, low23).AsSingle().Store(to);
        Avx.UnpackHigh(low01, low23).AsSingle().Store(to + stride);
        Avx.UnpackLow(high01, high23).AsSingle().Store(to + 2 * stride);
        Avx.UnpackHigh(high01, high23).AsSingle().Store(to + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square4(float** rows, int column, float* to, long stride)
    {
        var a0 = Vector128.Load(rows[0] + column);
        var a1 = Vector128.Load(rows[1] + column);
        var a2 = Vector128.Load(rows[2] + column);
        var a3 = Vector128.Load(rows[3] + column);
        var low01 = Pairs.ZipLow(a0, a1);
        var high01 = Pairs.ZipHigh(a0, a1);
        var low23 = Pairs.ZipLow(a2, a3);
        var high23 = Pairs.ZipHigh(a2, a3);
        Pairs.LowHalves(low01, low23).Store(to);
        Pairs.HighHalves(low01, low23).Store(to + stride);
        Pairs.LowHalves(high01, high23).Store(to + 2 * stride);
        Pairs.HighHalves(high01, high23).Store(to + 3 * stride);
    }
}
