using System.Collections.Concurrent;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Writes <paramref name="value"/>; returns false to let the next formatter try.</summary>
public delegate bool FormatDelegate<in T>(T value, FormatContext context);

/// <summary>The output of a formatter.</summary>
public sealed class FormatContext(TextWriter writer)
{
    public TextWriter Writer { get; } = writer;
}

/// <summary>Formats values of a type in one MIME type.</summary>
public interface ITypeFormatter
{
    string MimeType { get; }

    Type Type { get; }

    /// <summary>Writes <paramref name="instance"/>; returns false to let the next formatter try.</summary>
    bool Format(object instance, FormatContext context);
}

/// <summary>Creates the formatters of types with a <see cref="TypeFormatterSourceAttribute"/>.</summary>
public interface ITypeFormatterSource
{
    IEnumerable<ITypeFormatter> CreateTypeFormatters();
}

/// <summary>Names the type that creates formatters for the attributed type.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The MIME types of displayed values; null: all that there are formatters for.</summary>
    public string[]? PreferredMimeTypes { get; set; }
}

/// <summary>Formats values, and registers formatters for types.</summary>
/// <remarks>
/// Order: registered formatters, the latest first and those of the type itself before those of its base types; those
/// of the type's <c>TypeFormatterSourceAttribute</c>; the built-in ones.
/// </remarks>
public static class Formatter
{
    private sealed record Registration(Type Type, string MimeType, FormatDelegate<object> Format);

    private static readonly ConcurrentStack<Registration> Registered = new();
    private static readonly ConcurrentDictionary<Type, string[]> Preferred = new();

    /// <summary>How many items of a sequence are shown. Default: 20.</summary>
    public static int ListExpansionLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 20;

    /// <summary>How many levels of nested values are shown. Default: 6.</summary>
    public static int RecursionLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 6;

    /// <summary>The text for null. Default: <c>&lt;null&gt;</c>.</summary>
    public static string NullString { get; set; } = "<null>";

    /// <summary>
    /// The MIME type of values without formatters of their own. Default: <c>text/html</c>, together with
    /// <c>text/plain</c>; any other is shown alone.
    /// </summary>
    public static string DefaultMimeType
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    } = MimeTypes.Html;

    /// <summary>Registers a formatter for its type.</summary>
    public static void Register(ITypeFormatter formatter) => Add(formatter.Type, formatter.MimeType, formatter.Format);

    /// <summary>Registers a formatter for <typeparamref name="T"/> and derived types.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = MimeTypes.PlainText) =>
        Add(typeof(T), mimeType, (value, context) => Done(() => context.Writer.Write(formatter((T)value))));

    /// <inheritdoc cref="Register{T}(Func{T, string}, string)"/>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = MimeTypes.PlainText) =>
        Add(typeof(T), mimeType, (value, context) => Done(() => formatter((T)value, context.Writer)));

    /// <inheritdoc cref="Register{T}(Func{T, string}, string)"/>
    public static void Register<T>(FormatDelegate<T> formatter, string mimeType = MimeTypes.PlainText) =>
        Add(typeof(T), mimeType, (value, context) => formatter((T)value, context));

    /// <summary>
    /// Registers a formatter for a type, which may be an open generic such as <c>typeof(List&lt;&gt;)</c>.
    /// </summary>
    public static void Register(
        Type type,
        Action<object, TextWriter> formatter,
        string mimeType = MimeTypes.PlainText
    ) => Add(type, mimeType, (value, context) => Done(() => formatter(value, context.Writer)));

    /// <inheritdoc cref="Register(Type, Action{object, TextWriter}, string)"/>
    public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = MimeTypes.PlainText) =>
        Add(type, mimeType, formatter);

    /// <summary>Sets the default MIME types of a type's values.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfZero(preferredMimeTypes.Length, nameof(preferredMimeTypes));
        Preferred[type] = preferredMimeTypes;
    }

    /// <summary>The default MIME types of a type's values.</summary>
    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type? type)
    {
        if (type is null)
        {
            return Defaults;
        }
        if (
            Preferred.Where(entry => IsFor(entry.Key, type)).OrderBy(entry => Distance(entry.Key, type)).ToArray()
            is [var set, ..]
        )
        {
            return set.Value;
        }
        if (type == typeof(string))
        {
            return [MimeTypes.PlainText];
        }
        if (type == typeof(LaTeXString) || type == typeof(MathString))
        {
            return [MimeTypes.Latex, MimeTypes.PlainText];
        }
        if (ConventionFormatters.PreferredMimeTypes(type) is { Count: > 0 } named)
        {
            return named;
        }
        return [.. ConventionFormatters.Of(type).Select(formatter => formatter.MimeType).Concat(Defaults).Distinct()];
    }

    private static string[] Defaults =>
        DefaultMimeType == MimeTypes.Html ? [MimeTypes.Html, MimeTypes.PlainText] : [DefaultMimeType];

    /// <summary>Formats a value.</summary>
    /// <exception cref="ArgumentException">The type has no formatter for <paramref name="mimeType"/>.</exception>
    public static string ToDisplayString(this object? value, string mimeType = MimeTypes.PlainText)
    {
        using var writer = new StringWriter();
        new ValueWriter(writer).Write(value, mimeType);
        return writer.ToString();
    }

    /// <summary>Removes all registered formatters and resets the limits.</summary>
    public static void ResetToDefault()
    {
        Registered.Clear();
        Preferred.Clear();
        (ListExpansionLimit, RecursionLimit, NullString, DefaultMimeType) = (20, 6, "<null>", MimeTypes.Html);
    }

    /// <summary>Writes a value in one MIME type.</summary>
    /// <exception cref="ArgumentException">The type has no formatter for <paramref name="mimeType"/>.</exception>
    public static void FormatTo<T>(this T value, FormatContext context, string mimeType = MimeTypes.PlainText) =>
        context.Writer.Write(value.ToDisplayString(mimeType));

    internal static IReadOnlyList<FormattedValue> FormatMany(object? value, string[] mimeTypes)
    {
        IReadOnlyCollection<string> formats =
            mimeTypes.Length > 0 ? mimeTypes : GetPreferredMimeTypesFor(value?.GetType());
        return [.. formats.Select(mimeType => new FormattedValue(mimeType, value.ToDisplayString(mimeType)))];
    }

    /// <summary>Tries registered formatters and those of the type, in order.</summary>
    internal static bool TryFormat(object value, string mimeType, TextWriter writer)
    {
        var type = value.GetType();
        var context = new FormatContext(writer);
        return Registered
                .Where(entry => entry.MimeType == mimeType && IsFor(entry.Type, type))
                .OrderBy(entry => Distance(entry.Type, type))
                .Any(entry => entry.Format(value, context))
            || ConventionFormatters
                .Of(type)
                .Any(formatter => formatter.MimeType == mimeType && formatter.Format(value, writer));
    }

    /// <summary>Whether an HTML formatter is registered for the type.</summary>
    internal static bool HasHtml(Type type) =>
        Registered.Any(entry =>
            entry.MimeType == MimeTypes.Html && entry.Type != typeof(object) && IsFor(entry.Type, type)
        );

    private static void Add(Type type, string mimeType, FormatDelegate<object> format)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        Registered.Push(new Registration(type, mimeType, format));
    }

    private static bool Done(Action action)
    {
        action();
        return true;
    }

    private static bool IsFor(Type registered, Type actual) =>
        registered.IsAssignableFrom(actual)
        || (
            registered.IsGenericTypeDefinition
            && Bases(actual).Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == registered)
        );

    /// <summary>
    /// The number of inheritance steps between the types; interfaces rank after all base types except object.
    /// </summary>
    private static int Distance(Type registered, Type actual)
    {
        if (registered.IsInterface)
        {
            return 1000;
        }
        var distance = 0;
        for (var type = actual; type is not null && type != registered; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == registered)
            {
                break;
            }
            distance++;
        }
        return registered == typeof(object) ? 2000 : distance;
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
        foreach (var contract in type.GetInterfaces())
        {
            yield return contract;
        }
    }
}
