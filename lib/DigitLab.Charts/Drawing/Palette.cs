namespace DigitLab.Charts.Drawing;

/// <summary>
/// The colours of all figures. Okabe and Ito's set, distinguishable with any kind of colour vision and legible on white
/// and on black. ("Color Universal Design", 2008: their yellow is left out, since on white it is not seen.)
/// </summary>
internal static class Palette
{
    public const string Blue = "#0072b2";
    public const string Vermillion = "#d55e00";
    public const string Green = "#009e73";
    public const string Purple = "#cc79a7";
    public const string Sky = "#56b4e9";
    public const string Orange = "#e69f00";
    public const string Grey = "#808080";

    /// <summary>Right and wrong: never distinguished by colour alone.</summary>
    public const string Right = Green;

    /// <inheritdoc cref="Right"/>
    public const string Wrong = Vermillion;

    /// <summary>What the reader is to look at: apart from ink and from both ends of the diverging scale.</summary>
    public const string Focus = "#b5179e";

    private static readonly string[] Colors = [Blue, Vermillion, Green, Purple, Sky, Orange, Grey];

    /// <summary>Dashes tell apart what the colours do not (print, the eighth series).</summary>
    private static readonly string?[] Dashes = [null, "7 4", "2 3", "10 3 2 3"];

    public static string Color(int index) => Colors[index % Colors.Length];

    public static string? Dash(int index) =>
        Dashes[index < 4 ? index : (index + index / Colors.Length) % Dashes.Length];
}
