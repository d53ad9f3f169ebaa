using System.Collections.Concurrent;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Writes <paramref name="value"/>; false leaves it to the next formatter.</summary>
public delegate bool FormatDelegate<in T>(T value, FormatContext context);

/// <summary>Where a formatter writes to.</summary>
public sealed class FormatContext(TextWriter writer)
{
    public TextWriter Writer { get; } = writer;
}

/// <summary>Writes values of a type in one format.</summary>
public interface ITypeFormatter
{
    string MimeType { get; }

    Type Type { get; }

    /// <summary>Writes <paramref name="instance"/>; false leaves it to the next formatter.</summary>
    bool Format(object instance, FormatContext context);
}

/// <summary>What a <see cref="TypeFormatterSourceAttribute"/> names.</summary>
public interface ITypeFormatterSource
{
    IEnumerable<ITypeFormatter> CreateTypeFormatters();
}

/// <summary>Names the type that says how values of the attributed type are shown.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The formats that values are shown in; none: all that there are formatters for.</summary>
    public string[]? PreferredMimeTypes { get; set; }
}

/// <summary>How values are shown: which formats a type has, and who writes them.</summary>
/// <remarks>
/// Asked in this order: formatters registered here, the latest first and the type itself before its bases; those
/// that the type names by a <c>TypeFormatterSourceAttribute</c>; the built-in ones.
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

    /// <summary>How deep values inside values are shown. Default: 6.</summary>
    public static int RecursionLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 6;

    /// <summary>What null looks like. Default: <c>&lt;null&gt;</c>.</summary>
    public static string NullString { get; set; } = "<null>";

    /// <summary>
    /// The format of values that have none of their own. Default: <c>text/html</c>, with <c>text/plain</c> beside it;
    /// another one is shown alone.
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

    /// <summary>Registers a formatter for <typeparamref name="T"/> and what derives from it.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = MimeTypes.PlainText) =>
        Add(typeof(T), mimeType, (value, context) => Done(() => context.Writer.Write(formatter((T)value))));

    /// <inheritdoc cref="Register{T}(Func{T, string}, string)"/>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = MimeTypes.PlainText) =>
        Add(typeof(T), mimeType, (value, context) => Done(() => formatter((T)value, context.Writer)));

    /// <inheritdoc cref="Register{T}(Func{T, string}, string)"/>
    public static void Register<T>(FormatDelegate<T> formatter, string mimeType = MimeTypes.PlainText) =>
        Add(typeof(T), mimeType, (value, context) => formatter((T)value, context));

    /// <summary>Registers a formatter for a type, which may be an open generic one such as <c>typeof(List&lt;&gt;)</c>.</summary>
    public static void Register(
        Type type,
        Action<object, TextWriter> formatter,
        string mimeType = MimeTypes.PlainText
    ) => Add(type, mimeType, (value, context) => Done(() => formatter(value, context.Writer)));

    /// <inheritdoc cref="Register(Type, Action{object, TextWriter}, string)"/>
    public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = MimeTypes.PlainText) =>
        Add(type, mimeType, formatter);

    /// <summary>Sets the formats that values of the type are shown in when none is asked for.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfZero(preferredMimeTypes.Length, nameof(preferredMimeTypes));
        Preferred[type] = preferredMimeTypes;
    }

    /// <summary>The formats that values of the type are shown in when none is asked for.</summary>
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

    /// <summary>Forgets what was registered and sets the limits back.</summary>
    public static void ResetToDefault()
    {
        Registered.Clear();
        Preferred.Clear();
        (ListExpansionLimit, RecursionLimit, NullString, DefaultMimeType) = (20, 6, "<null>", MimeTypes.Html);
    }

    /// <summary>Writes a value in one format.</summary>
    /// <exception cref="ArgumentException">The type has no formatter for <paramref name="mimeType"/>.</exception>
    public static void FormatTo<T>(this T value, FormatContext context, string mimeType = MimeTypes.PlainText) =>
        context.Writer.Write(value.ToDisplayString(mimeType));

    internal static IReadOnlyList<FormattedValue> FormatMany(object? value, string[] mimeTypes)
    {
        IReadOnlyCollection<string> formats =
            mimeTypes.Length > 0 ? mimeTypes : GetPreferredMimeTypesFor(value?.GetType());
        return [.. formats.Select(mimeType => new FormattedValue(mimeType, value.ToDisplayString(mimeType)))];
    }

    /// <summary>Lets registered formatters and those of the type itself try in their order.</summary>
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

    /// <summary>Whether somebody registered how the type looks in HTML.</summary>
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

    /// <summary>How many steps of inheritance lie between; an interface is further away than any base class but object.</summary>
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
