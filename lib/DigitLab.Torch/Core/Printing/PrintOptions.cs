using System.Globalization;

namespace TorchSharp;

/// <summary>The styles in which tensors are printed.</summary>
public enum TensorStringStyle
{
    Metadata = 0,
    Julia = 1,
    Numpy = 2,
    CSharp = 3,
    Default = 4,
}

/// <summary>How tensors are printed where nothing else is asked for.</summary>
internal static class PrintOptions
{
    public static string FloatFormat { get; set; } = "g5";
    public static int Width { get; set; } = 100;
    public static string NewLine { get; set; } = Environment.NewLine;

    /// <summary>More rows, or more elements of a row, are shortened to the first and last three.</summary>
    public static int MaxRows { get; set; } = 6;
    public static int MaxColumns { get; set; } = 6;
}

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    private static TensorStringStyle printStyle = TensorStringStyle.Julia;

    /// <summary>The style in which tensors are printed where none is named.</summary>
    public static TensorStringStyle TensorStringStyle
    {
        get => printStyle;
        set => printStyle = value == TensorStringStyle.Default ? TensorStringStyle.Julia : value;
    }

    /// <summary>Sets how tensors are printed; arguments left out do not change.</summary>
    /// <param name="floatFormat">A .NET format for floating-point numbers.</param>
    /// <param name="linewidth">Columns of a line in Julia's style.</param>
    /// <param name="maxRows">More rows are shortened to the first and last three.</param>
    /// <param name="maxColumns">More elements of a row are, too (in NumPy's and C#'s style).</param>
    public static void set_printoptions(
        TensorStringStyle? style = null,
        string? floatFormat = null,
        int? linewidth = null,
        string? newLine = null,
        int? maxRows = null,
        int? maxColumns = null
    )
    {
        TensorStringStyle = style ?? TensorStringStyle;
        PrintOptions.FloatFormat = floatFormat ?? PrintOptions.FloatFormat;
        PrintOptions.Width = linewidth ?? PrintOptions.Width;
        PrintOptions.NewLine = newLine ?? PrintOptions.NewLine;
        PrintOptions.MaxRows = maxRows ?? PrintOptions.MaxRows;
        PrintOptions.MaxColumns = maxColumns ?? PrintOptions.MaxColumns;
    }

    /// <summary>The same with a number of decimals.</summary>
    /// <param name="sci_mode">Whether numbers are written with an exponent.</param>
    public static void set_printoptions(
        int precision,
        int? linewidth = null,
        string? newLine = null,
        bool sci_mode = false,
        int? maxRows = null,
        int? maxColumns = null
    ) => set_printoptions(null, $"{(sci_mode ? 'E' : 'F')}{precision}", linewidth, newLine, maxRows, maxColumns);

    public partial class Tensor
    {
        /// <summary>Shape, element type and device: <c>[2x3], type = Float32, device = cpu</c>.</summary>
        public override string ToString() => IsInvalid ? "(disposed tensor)" : TensorPrinter.Metadata(this);

        /// <summary>The values as text.</summary>
        /// <param name="fltFormat">A .NET format for floating-point numbers, "g5" where not given.</param>
        /// <param name="width">Columns of a line in Julia's style; longer rows end in "...".</param>
        public string ToString(
            TensorStringStyle style,
            string? fltFormat = null,
            int? width = null,
            CultureInfo? cultureInfo = null,
            string? newLine = null
        )
        {
            var printer = new TensorPrinter(
                this,
                fltFormat ?? PrintOptions.FloatFormat,
                width ?? PrintOptions.Width,
                cultureInfo ?? CultureInfo.CurrentCulture,
                newLine ?? PrintOptions.NewLine
            );
            return printer.Print(style == TensorStringStyle.Default ? TensorStringStyle : style);
        }

        /// <param name="disamb">Tells this overload from ToString(): the values in the style that set_printoptions chose.</param>
        public string ToString(
            bool disamb,
            string? fltFormat = null,
            int? width = null,
            CultureInfo? cultureInfo = null,
            string? newLine = null
        ) => ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine);
    }
}
