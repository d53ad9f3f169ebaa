using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions, printing and files of tensors.</summary>
public static class TensorExtensionMethods
{
    /// <summary>The tensor as something to train, with the same values.</summary>
    public static Modules.Parameter AsParameter(this Tensor tensor) => new(tensor);

    /// <summary>The elements of a shape.</summary>
    public static long TotalSize(this IEnumerable<long> shape) => Shapes.Numel(shape.ToArray());

    /// <summary>Bytes of one element.</summary>
    public static int ElementSize(this ScalarType type) => type.Size();

    public static bool ToBoolean(this Tensor value) => value.ToScalar().ToBoolean();

    public static byte ToByte(this Tensor value) => value.ToScalar().ToByte();

    public static sbyte ToSByte(this Tensor value) => value.ToScalar().ToSByte();

    public static short ToInt16(this Tensor value) => value.ToScalar().ToInt16();

    public static int ToInt32(this Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this Tensor value) => value.ToScalar().ToInt64();

    public static float ToSingle(this Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this Tensor value) => value.ToScalar().ToDouble();

    /// <summary>An array's values under a shape.</summary>
    public static Tensor ToTensor<T>(
        this T[] rawArray,
        long[] dimensions,
        bool doCopy = false,
        bool requires_grad = false
    )
        where T : unmanaged => Factories.FromSpan<T>(rawArray, dimensions, null, requires_grad);

    /// <summary>A number as a tensor of no dimensions.</summary>
    public static Tensor ToTensor<T>(this T scalar, Device? device = null, bool requires_grad = false)
        where T : unmanaged => Factories.FromSpan<T>([scalar], [], null, requires_grad);

    /// <summary>The values as text, in the style that set_printoptions chose.</summary>
    public static string str(
        this Tensor tensor,
        string? fltFormat = null,
        int? width = null,
        string? newLine = null,
        CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default
    ) => tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    /// <summary>The values as Julia prints them.</summary>
    public static string jlstr(
        this Tensor tensor,
        string? fltFormat = null,
        int? width = null,
        string? newLine = null,
        CultureInfo? cultureInfo = null
    ) => tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    /// <summary>The values as NumPy prints them.</summary>
    public static string npstr(
        this Tensor tensor,
        string? fltFormat = "g5",
        int? width = 100,
        string? newLine = null,
        CultureInfo? cultureInfo = null
    ) => tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    /// <summary>The values as C# writes arrays.</summary>
    public static string cstr(
        this Tensor tensor,
        string? fltFormat = "g5",
        int? width = 100,
        string? newLine = null,
        CultureInfo? cultureInfo = null
    ) => tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    /// <summary>Shape, element type and device alone.</summary>
    public static string metastr(this Tensor tensor) => tensor.ToString(TensorStringStyle.Metadata);

    /// <summary>Prints to the console, and gives the tensor back.</summary>
    public static Tensor print(
        this Tensor t,
        string? fltFormat = "g5",
        int? width = 100,
        string? newLine = null,
        CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default
    )
    {
        Console.WriteLine(t.str(fltFormat, width, newLine, cultureInfo, style));
        return t;
    }

    /// <summary>Writes element type, shape and elements, in TorchSharp's own format.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer) => TensorFile.Write(writer, tensor);

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location) => tensor.save(location);

    /// <summary>Reads into a tensor of the same shape and element type.</summary>
    /// <param name="skip">Reads past the elements and leaves the tensor as it is.</param>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = TensorFile.ReadHeader(reader);
        if (!skip && (type != tensor.dtype || !shape.AsSpan().SequenceEqual(tensor.Impl.Sizes)))
            throw new ArgumentException(
                $"Load: the file holds a {type} tensor of shape {Shapes.Text(shape)}, to be read into a {tensor.dtype} tensor of "
                    + $"shape {Shapes.Text(tensor.Impl.Sizes)}"
            );
        using var values = TensorFile.ReadElements(reader, type, shape);
        if (skip)
            return;
        using var off = no_grad();
        tensor.copy_(values);
    }
}
