using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Formatting;

/// <summary>
/// Formatters that a library defines for its own types without referencing a host: an attribute named
/// <c>TypeFormatterSourceAttribute</c> has a property <c>FormatterSourceType</c>; an instance of that type has a method
/// <c>CreateTypeFormatters()</c>; each object in its result has a property <c>MimeType</c> and a method <c>bool
/// Format(object, TextWriter)</c>. Accessibility does not matter.
/// </summary>
internal static class ConventionFormatters
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<Type, Source> Sources = new();

    public sealed record ConventionFormatter(string MimeType, Func<object, TextWriter, bool> Format);

    private sealed record Source(
        IReadOnlyList<ConventionFormatter> Formatters,
        IReadOnlyList<string> PreferredMimeTypes
    );

    /// <summary>The formatters of <paramref name="type"/> or a base type.</summary>
    public static IReadOnlyList<ConventionFormatter> Of(Type type) => Find(type).Formatters;

    /// <summary>The formats that the attribute's optional <c>PreferredMimeTypes</c> lists.</summary>
    public static IReadOnlyList<string> PreferredMimeTypes(Type type) => Find(type).PreferredMimeTypes;

    private static Source Find(Type type) => Sources.GetOrAdd(type, Create);

    private static Source Create(Type type)
    {
        if (PlotlyCharts.IsChart(type))
        {
            return new Source(PlotlyCharts.Formatters, []);
        }
        var formatters = new List<ConventionFormatter>();
        var preferred = new List<string>();
        foreach (var attribute in type.GetCustomAttributes(inherit: true))
        {
            if (
                attribute.GetType().Name != "TypeFormatterSourceAttribute"
                || Get(attribute, "FormatterSourceType") is not Type sourceType
            )
            {
                continue;
            }
            preferred.AddRange(Get(attribute, "PreferredMimeTypes") as string[] ?? []);
            var source = Activator.CreateInstance(sourceType, nonPublic: true)!;
            if (sourceType.GetMethod("CreateTypeFormatters", Any)?.Invoke(source, null) is IEnumerable created)
            {
                formatters.AddRange(created.Cast<object>().Select(ToFormatter).OfType<ConventionFormatter>());
            }
        }
        return new Source(formatters, preferred);
    }

    private static ConventionFormatter? ToFormatter(object formatter)
    {
        if (formatter is ITypeFormatter interactive)
        {
            return new ConventionFormatter(
                interactive.MimeType,
                (value, writer) => interactive.Format(value, new FormatContext(writer))
            );
        }
        var format = formatter.GetType().GetMethod("Format", Any, [typeof(object), typeof(TextWriter)]);
        return format?.ReturnType == typeof(bool) && Get(formatter, "MimeType") is string mimeType
            ? new ConventionFormatter(mimeType, format.CreateDelegate<Func<object, TextWriter, bool>>(formatter))
            : null;
    }

    private static object? Get(object target, string property) =>
        target.GetType().GetProperty(property, Any)?.GetValue(target);
}
