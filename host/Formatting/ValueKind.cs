using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace DigitLab.Host.Formatting;

/// <summary>How a value is displayed: as a scalar, a sequence or an object with members.</summary>
internal static class ValueKind
{
    /// <summary>Whether a value is shown as a single word or number.</summary>
    public static bool IsScalar(Type type) =>
        type.IsPrimitive
        || type.IsEnum
        || type == typeof(string)
        || type == typeof(decimal)
        || type == typeof(DateTime)
        || type == typeof(DateTimeOffset)
        || type == typeof(DateOnly)
        || type == typeof(TimeOnly)
        || type == typeof(TimeSpan)
        || type == typeof(Guid)
        || type == typeof(Half)
        || type == typeof(Int128)
        || type == typeof(UInt128)
        || type == typeof(System.Numerics.BigInteger)
        || type == typeof(System.Numerics.Complex)
        || type == typeof(Uri)
        || type == typeof(Version)
        || typeof(Type).IsAssignableFrom(type)
        || typeof(Delegate).IsAssignableFrom(type)
        || typeof(MemberInfo).IsAssignableFrom(type)
        || type.IsPointer;

    public static string ScalarText(object value) =>
        value switch
        {
            Type type => TypeName(type),
            DateTime date => date.ToString("u", CultureInfo.InvariantCulture),
            DateTimeOffset date => date.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
            Delegate method => $"{TypeName(method.GetType())} {method.Method.Name}",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    /// <summary>A type's name in C#, with namespaces.</summary>
    public static string TypeName(Type type)
    {
        if (type.IsArray)
        {
            return $"{TypeName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }
        if (type.IsGenericParameter)
        {
            return type.Name;
        }
        var name = type.IsNested
            ? $"{TypeName(type.DeclaringType!)}.{type.Name}"
            : $"{type.Namespace}.{type.Name}".TrimStart('.');
        if (type.DeclaringType?.Name.StartsWith("Submission#", StringComparison.Ordinal) == true)
        {
            // Types that a cell declares have no namespace in its source.
            name = type.Name;
        }
        if (!type.IsGenericType)
        {
            return name;
        }
        var own = name.Split('`')[0];
        return $"{own}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
    }

    /// <summary>Public properties and fields in declaration order, base classes' last.</summary>
    public static IReadOnlyList<MemberInfo> Members(Type type)
    {
        const BindingFlags flags = BindingFlags.Instance | BindingFlags.Public;
        return
        [
            .. type.GetMembers(flags)
                .Where(member =>
                    member is FieldInfo
                    || (
                        member is PropertyInfo { CanRead: true } property
                        && property.GetIndexParameters().Length == 0
                        && property.GetMethod!.IsPublic
                        && !property.PropertyType.IsByRefLike
                        && !property.PropertyType.IsPointer
                    )
                )
                .Where(member => member.Name is not "EqualityContract"),
        ];
    }

    /// <summary>The value of a member, or the exception that it throws.</summary>
    public static object? Get(MemberInfo member, object target)
    {
        try
        {
            return member is FieldInfo field ? field.GetValue(target) : ((PropertyInfo)member).GetValue(target);
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException;
        }
        catch (Exception e) when (e is NotSupportedException or NotImplementedException or InvalidOperationException)
        {
            return e;
        }
    }

    /// <summary>Whether a record's generated ToString would never end because the record contains itself.</summary>
    public static bool IsCircular(object value) => LeadsToItself(value, []);

    private static bool LeadsToItself(object value, List<object> path)
    {
        const int deep = 50;
        var type = value.GetType();
        if (type.IsValueType || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is null)
        {
            return false;
        }
        if (path.Count > deep || path.Exists(outer => ReferenceEquals(outer, value)))
        {
            return true;
        }
        path.Add(value);
        var found = Members(type)
            .Select(member => Get(member, value))
            .OfType<object>()
            .Any(inner => LeadsToItself(inner, path));
        path.RemoveAt(path.Count - 1);
        return found;
    }

    /// <summary>The value as a sequence if it is a collection or memory, but not a string.</summary>
    public static IEnumerable? AsSequence(object value)
    {
        if (value is string)
        {
            return null;
        }
        if (value is IEnumerable sequence)
        {
            return sequence;
        }
        var type = value.GetType();
        return
            type.IsGenericType
            && (
                type.GetGenericTypeDefinition() == typeof(Memory<>)
                || type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>)
            )
            ? (IEnumerable)type.GetMethod("ToArray")!.Invoke(value, null)!
            : null;
    }

    /// <summary>
    /// The first items of a sequence and the total count; null if counting would take too long, since a sequence may be
    /// infinite.
    /// </summary>
    public static (List<object?> Items, int? Count) Take(IEnumerable sequence, int limit)
    {
        var items = new List<object?>();
        var count = (sequence as ICollection)?.Count ?? CountProperty(sequence);
        const int maxCounted = 10_000;
        var seen = 0;
        try
        {
            foreach (var item in sequence)
            {
                if (seen < limit)
                {
                    items.Add(item);
                }
                seen++;
                if (seen > limit && (count is not null || seen >= maxCounted))
                {
                    return (items, count);
                }
            }
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
        }
        return (items, seen);
    }

    private static int? CountProperty(object sequence) =>
        sequence.GetType().GetInterfaces().FirstOrDefault(IsCollection) is { } collection
            ? (int)collection.GetProperty("Count")!.GetValue(sequence)!
            : null;

    private static bool IsCollection(Type type) =>
        type.IsGenericType
        && (
            type.GetGenericTypeDefinition() == typeof(ICollection<>)
            || type.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)
        );
}
