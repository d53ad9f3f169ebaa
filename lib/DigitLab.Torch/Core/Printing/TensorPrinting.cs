using System.Globalization;
using System.Text;

namespace TorchSharp;

/// <summary>Prints tensors as Julia, NumPy and C# write their arrays.</summary>
internal sealed class TensorPrinter(torch.Tensor tensor, string format, int width, CultureInfo culture, string newLine)
{
    private const int EdgeItems = 3;

    /// <summary>More matrices are shortened to the first and last three.</summary>
    private const int MaxMatrices = 100;

    private readonly long[] sizes = tensor.Impl.Sizes;
    private readonly StringBuilder text = new();

    public static string Metadata(torch.Tensor tensor) =>
        $"[{string.Join("x", tensor.Impl.Sizes)}], type = {tensor.dtype}, device = {tensor.device}";

    public string Print(TensorStringStyle style)
    {
        if (style != TensorStringStyle.Numpy)
            text.Append(Metadata(tensor));
        if (style == TensorStringStyle.Metadata)
            return text.ToString();
        if (sizes.Length == 0)
            return (style == TensorStringStyle.Numpy ? "" : text + ", value = ") + Value([]);
        switch (style)
        {
            case TensorStringStyle.Numpy:
                Numpy(new long[sizes.Length], 0);
                break;
            case TensorStringStyle.CSharp:
                CSharp();
                break;
            default:
                Julia();
                break;
        }
        return text.ToString();
    }

    private string Value(long[] index)
    {
        var place = tensor.Impl.Offset;
        for (var d = 0; d < index.Length; d++)
            place += index[d] * tensor.Impl.Strides[d];
        using var one = tensor.AsStrided([], [], place);
        var number = one.ToScalar();
        if (tensor.dtype == torch.ScalarType.Bool)
            return number.ToBoolean() ? "true" : "false";
        if (!tensor.dtype.IsFloat())
            return number.Long.ToString(culture);
        var value = number.Double;
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        // In the element type's own precision: 0.1f is 0.1.
        return tensor.dtype == torch.ScalarType.Float32
            ? ((float)value).ToString(format, culture)
            : value.ToString(format, culture);
    }

    /// <summary>Which places along a dimension are shown; -1 stands for those left out.</summary>
    private static IEnumerable<long> Shown(long size, long most)
    {
        for (long i = 0; i < size; i++)
        {
            if (size > most && i == EdgeItems)
            {
                yield return -1;
                i = size - EdgeItems;
            }
            yield return i;
        }
    }

    /// <summary>Matrix by matrix, each under its leading indices, each column as wide as its widest element.</summary>
    private void Julia()
    {
        text.Append(newLine);
        var leading = sizes.Length > 2 ? sizes[..^2] : [];
        var matrices = Shapes.Numel(leading);
        var first = true;
        foreach (var number in Shown(matrices, MaxMatrices))
        {
            if (!first)
                text.Append(newLine);
            first = false;
            if (number < 0)
            {
                text.Append(" ...").Append(newLine);
                continue;
            }
            var index = new long[sizes.Length];
            for (long d = leading.Length - 1, rest = number; d >= 0; d--)
            {
                index[d] = rest % leading[d];
                rest /= leading[d];
            }
            if (leading.Length > 0)
                text.Append($"[{string.Join(",", index[..^2])},..,..] =").Append(newLine);
            Matrix(index);
        }
    }

    private void Matrix(long[] index)
    {
        var (rows, columns) = (sizes.Length > 1 ? sizes[^2] : 1, sizes[^1]);
        var shown = Shown(rows, 1000).ToList();
        var cells = new List<string[]>();
        var widths = new List<int>();
        var used = 0;
        // Column by column, until the line is full.
        for (long j = 0; j < columns; j++)
        {
            index[^1] = j;
            var column = new string[shown.Count];
            for (var i = 0; i < column.Length; i++)
            {
                if (sizes.Length > 1)
                    index[^2] = Math.Max(shown[i], 0);
                column[i] = shown[i] < 0 ? "" : Value(index);
            }
            var widest = column.Length == 0 ? 0 : column.Max(cell => cell.Length);
            if (cells.Count > 0 && used + widest + 1 > width - (j < columns - 1 ? 4 : 0))
                break;
            used += widest + 1;
            cells.Add(column);
            widths.Add(widest);
        }
        for (var i = 0; i < shown.Count; i++)
        {
            if (shown[i] < 0)
                text.Append(" ...");
            else
                for (var j = 0; j < cells.Count; j++)
                    text.Append(' ').Append(cells[j][i].PadLeft(widths[j]));
            if (cells.Count < columns && shown[i] >= 0)
                text.Append(" ...");
            text.Append(newLine);
        }
    }

    private void Numpy(long[] index, int dim)
    {
        text.Append('[');
        var last = dim == sizes.Length - 1;
        var gap =
            string.Concat(Enumerable.Repeat(newLine, Math.Max(sizes.Length - 1 - dim, 0))) + new string(' ', dim + 1);
        Items(
            index,
            dim,
            last ? ", " : gap,
            () =>
            {
                if (last)
                    text.Append(Value(index));
                else
                    Numpy(index, dim + 1);
            }
        );
        text.Append(']');
    }

    /// <summary>The items of one dimension with what stands between them.</summary>
    private void Items(long[] index, int dim, string gap, Action item)
    {
        var last = dim == sizes.Length - 1;
        var before = "";
        foreach (var i in Shown(sizes[dim], last ? PrintOptions.MaxColumns : PrintOptions.MaxRows))
        {
            text.Append(before);
            if (i < 0)
            {
                text.Append("...");
                before = last ? " " : gap.TrimStart(',');
                continue;
            }
            index[dim] = i;
            item();
            before = gap;
        }
    }

    private void CSharp()
    {
        var (name, suffix) = tensor.dtype switch
        {
            torch.ScalarType.Float32 => ("float", "f"),
            torch.ScalarType.Float64 => ("double", ""),
            torch.ScalarType.Int64 => ("long", "L"),
            torch.ScalarType.Int32 => ("int", ""),
            torch.ScalarType.Int16 => ("short", ""),
            torch.ScalarType.Int8 => ("sbyte", ""),
            torch.ScalarType.Byte => ("byte", ""),
            _ => ("bool", ""),
        };
        var flat = sizes.Length == 1;
        text.Append(", value = ").Append(flat ? "" : newLine);
        text.Append($"{name} [{new string(',', sizes.Length - 1)}] ");
        Braces(new long[sizes.Length], 0, suffix);
    }

    private void Braces(long[] index, int dim, string suffix)
    {
        var outermost = dim == 0 && sizes.Length > 1;
        var last = dim == sizes.Length - 1;
        text.Append('{');
        var gap = last ? ", " : "," + newLine + new string(' ', dim + 1);
        if (outermost)
            text.Append(newLine).Append(' ');
        Items(
            index,
            dim,
            gap,
            () =>
            {
                if (last)
                    text.Append(Value(index)).Append(suffix);
                else
                    Braces(index, dim + 1, suffix);
            }
        );
        if (outermost)
            text.Append(newLine);
        text.Append('}');
    }
}
