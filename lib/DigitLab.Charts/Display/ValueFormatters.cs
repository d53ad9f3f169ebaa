using System.Globalization;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Display;

/// <summary>
/// How notebooks show TorchSharp's types: a tensor with its shape, type and values, a module with its layers. The
/// types cannot be attributed here, so a notebook registers these formatters with its host once.
/// </summary>
/// <example><code>
/// foreach (var (type, mimeType, write) in ValueFormatters.All)
///     Formatter.Register(type, write, mimeType);
/// </code></example>
public static class ValueFormatters
{
    /// <summary>The number of rows of a tensor that are shown.</summary>
    private const int MaxRows = 60;

    /// <summary>The number of layers of a module that are shown.</summary>
    private const int MaxLayers = 200;

    /// <summary>For each type and format, what writes a value.</summary>
    public static IReadOnlyList<(Type Type, string MimeType, Action<object, TextWriter> Write)> All { get; } =
    [
        .. Both(typeof(Tensor), value => Text((Tensor)value)),
        .. Both(typeof(nn.Module), value => Text((nn.Module)value)),
    ];

    /// <summary>The types in <see cref="All"/>, and the formats they are shown in.</summary>
    public static IReadOnlyList<(Type Type, string[] MimeTypes)> Preferred { get; } =
    [.. All.GroupBy(entry => entry.Type).Select(group => (group.Key, group.Select(entry => entry.MimeType).ToArray()))];

    private static IEnumerable<(Type, string, Action<object, TextWriter>)> Both(Type type, Func<object, string> text) =>
        [
            (
                type,
                "text/html",
                (value, writer) =>
                    writer.Write($"<div class=\"dni-plaintext\"><pre>{Html.Escape(text(value))}</pre></div>")
            ),
            (type, "text/plain", (value, writer) => writer.Write(text(value))),
        ];

    /// <summary>The tensor as TorchSharp prints it, up to a screen of rows.</summary>
    internal static string Text(Tensor tensor)
    {
        var rows = tensor.dim() < 2 ? 1 : tensor.shape[..^1].Aggregate(1L, (product, size) => product * size);
        if (rows <= MaxRows || tensor.numel() == 0)
        {
            return tensor.ToString(TorchSharp.TensorStringStyle.Default, newLine: "\n").TrimEnd('\n');
        }
        // Truncated before printing: all pixels of a dataset would make gigabytes of text.
        using var scope = NewDisposeScope();
        var part = tensor.detach();
        var shown = 1L;
        for (var dimension = part.dim() - 2; dimension >= 0; dimension--)
        {
            var kept = Math.Min(part.shape[dimension], Math.Max(1, MaxRows / shown));
            part = part.narrow(dimension, 0, kept);
            shown *= kept;
        }
        var text = part.ToString(TorchSharp.TensorStringStyle.Default, newLine: "\n").TrimEnd('\n');
        var own = $"[{string.Join('x', part.shape)}]";
        return $"[{string.Join('x', tensor.shape)}]{text[own.Length..]}\n... ({Number(rows - shown)} more rows)";
    }

    /// <summary>The module's layers, as PyTorch prints them, with the shapes of their parameters.</summary>
    internal static string Text(nn.Module module)
    {
        var text = new StringBuilder(module.GetType().Name);
        var lines = Lines(module, "  ").Take(MaxLayers + 1).ToArray();
        if (lines.Length > 0)
        {
            text.Append("(\n").AppendJoin('\n', lines.Take(MaxLayers));
            text.Append(lines.Length > MaxLayers ? "\n  ...\n)" : "\n)");
        }
        else
        {
            text.Append(Shapes(module) is { Length: > 0 } shapes ? $" {shapes}" : "");
        }
        var parameters = module.parameters().Sum(parameter => parameter.numel());
        return text.Append($"\n{Number(parameters)} parameters").ToString();
    }

    private static IEnumerable<string> Lines(nn.Module module, string indent)
    {
        foreach (var (name, child) in module.named_children())
        {
            yield return $"{indent}({name}): {child.GetType().Name} {Shapes(child)}".TrimEnd();
            foreach (var line in Lines(child, indent + "  "))
                yield return line;
        }
    }

    private static string Shapes(nn.Module module) =>
        string.Join(
            ", ",
            module
                .named_parameters(recurse: false)
                .Select(entry => $"{entry.name} [{string.Join('x', entry.parameter.shape)}]")
        );

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
