using System.Globalization;
using System.Text;

namespace TorchSharp;

public enum TensorStringStyle
{
    Metadata = 0,
    Julia = 1,
    Numpy = 2,
    CSharp = 3,
    Default = 4,
}

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    /// <summary>The style in which tensors are printed where none is named.</summary>
    public static TensorStringStyle TensorStringStyle { get; set; } = TensorStringStyle.Julia;

    public partial class Tensor
    {
        /// <summary>Shape, element type and device: <c>[2x3], type = Float32, device = cpu</c>.</summary>
        public override string ToString() =>
            IsInvalid ? "(disposed tensor)" : $"[{string.Join("x", Impl.Sizes)}], type = {dtype}, device = {device}";

        /// <summary>The values as text.</summary>
        /// <param name="fltFormat">A .NET format for floating-point numbers, "g5" where not given.</param>
        /// <param name="width">Columns of a line; longer rows are shortened with "…".</param>
        public string ToString(
            TensorStringStyle style,
            string? fltFormat = null,
            int? width = null,
            CultureInfo? cultureInfo = null,
            string? newLine = null
        )
        {
            var chosen = style == TensorStringStyle.Default ? torch.TensorStringStyle : style;
            if (chosen == TensorStringStyle.Metadata)
                return ToString();
            var text = TensorPrinter.Print(
                this,
                chosen,
                fltFormat ?? "g5",
                width ?? 100,
                cultureInfo ?? CultureInfo.InvariantCulture
            );
            return newLine is null || newLine == "\n" ? text : text.Replace("\n", newLine);
        }
    }
}

/// <summary>Prints tensors as Julia, NumPy and C# write their arrays.</summary>
internal static class TensorPrinter
{
    private const int EdgeItems = 3;
    private const int LongestRow = 1000;

    public static string Print(
        torch.Tensor tensor,
        TensorStringStyle style,
        string format,
        int width,
        CultureInfo culture
    )
    {
        var sizes = tensor.Impl.Sizes;
        var values = Texts(tensor, format, culture);
        var text = new StringBuilder();
        if (style == TensorStringStyle.Julia)
        {
            text.Append($"[{string.Join("x", sizes)}], type = {tensor.dtype}, device = {tensor.device}");
            if (sizes.Length == 0)
                return text.Append($", value = {values[0]}").ToString();
            Julia(text, sizes, values, width);
            return text.ToString();
        }
        var (open, close) = style == TensorStringStyle.Numpy ? ('[', ']') : ('{', '}');
        if (style == TensorStringStyle.CSharp)
            text.Append($"[{string.Join("x", sizes)}], type = {tensor.dtype}, device = {tensor.device}, value = ");
        if (sizes.Length == 0)
            text.Append(values[0]);
        else
            Nested(
                text,
                sizes,
                values,
                0,
                0,
                open,
                close,
                style == TensorStringStyle.Numpy ? " " : ", ",
                Pad(values, sizes)
            );
        return text.ToString();
    }

    private static string[] Texts(torch.Tensor tensor, string format, CultureInfo culture)
    {
        string Float(double value) =>
            double.IsNaN(value) ? "nan"
            : double.IsPositiveInfinity(value) ? "inf"
            : double.IsNegativeInfinity(value) ? "-inf"
            : value.ToString(format, culture);

        if (tensor.dtype == torch.ScalarType.Bool)
            return Array.ConvertAll(Copies.ToArray<byte>(tensor), v => v != 0 ? "true" : "false");
        if (tensor.dtype.IsFloat())
        {
            using var wide = tensor.to_type(torch.ScalarType.Float64);
            return Array.ConvertAll(Copies.ToArray<double>(wide), Float);
        }
        using var whole = tensor.to_type(torch.ScalarType.Int64);
        return Array.ConvertAll(Copies.ToArray<long>(whole), v => v.ToString(culture));
    }

    private static int Pad(string[] values, long[] sizes) =>
        sizes.Length < 2 ? 0
        : values.Length == 0 ? 0
        : values.Max(v => v.Length);

    /// <summary>Matrix by matrix, each under its leading indices.</summary>
    private static void Julia(StringBuilder text, long[] sizes, string[] values, int width)
    {
        if (sizes.Length == 1)
        {
            text.Append('\n');
            Row(text, values, 0, sizes[0], 0, width);
            return;
        }
        var (rows, columns) = (sizes[^2], sizes[^1]);
        var pad = Pad(values, sizes);
        for (long start = 0; start < values.Length; start += rows * columns)
        {
            if (sizes.Length > 2)
                text.Append($"\n[{string.Join(",", Leading(sizes, start / (rows * columns)))},..,..] =");
            for (long row = 0; row < rows; row++)
            {
                if (Skips(row, rows))
                {
                    if (row == EdgeItems)
                        text.Append("\n ⋮");
                    continue;
                }
                text.Append('\n');
                Row(text, values, start + row * columns, columns, pad, width);
            }
        }
    }

    private static IEnumerable<long> Leading(long[] sizes, long number)
    {
        var leading = new long[sizes.Length - 2];
        for (var d = leading.Length - 1; d >= 0; d--)
        {
            leading[d] = number % sizes[d];
            number /= sizes[d];
        }
        return leading;
    }

    private static bool Skips(long index, long size) =>
        size > LongestRow && index >= EdgeItems && index < size - EdgeItems;

    private static void Row(StringBuilder text, string[] values, long start, long count, int pad, int width)
    {
        var used = 0;
        for (long i = 0; i < count; i++)
        {
            var value = values[start + i].PadLeft(pad);
            if (used + value.Length + 1 > width - 3 && i < count - 1)
            {
                text.Append(" ...");
                return;
            }
            text.Append(' ').Append(value);
            used += value.Length + 1;
        }
    }

    private static void Nested(
        StringBuilder text,
        long[] sizes,
        string[] values,
        int dim,
        long start,
        char open,
        char close,
        string separator,
        int pad
    )
    {
        text.Append(open);
        var inner = Shapes.Numel(sizes.AsSpan(dim + 1));
        for (long i = 0; i < sizes[dim]; i++)
        {
            if (Skips(i, sizes[dim]))
            {
                if (i == EdgeItems)
                    text.Append(separator).Append("...");
                continue;
            }
            if (i > 0)
                text.Append(
                    dim == sizes.Length - 1 ? separator : separator.TrimEnd() + "\n" + new string(' ', dim + 1)
                );
            if (dim == sizes.Length - 1)
                text.Append(values[start + i].PadLeft(pad));
            else
                Nested(text, sizes, values, dim + 1, start + i * inner, open, close, separator, pad);
        }
        text.Append(close);
    }
}
