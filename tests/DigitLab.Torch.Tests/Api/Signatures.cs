using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DigitLab.Torch.Tests.Api;

/// <summary>Types and members as lines of text, in the notation of torchsharp-api.txt.</summary>
internal static class Signatures
{
    private const BindingFlags Declared =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>What the type is called in the listing: namespace, colon, name.</summary>
    public static string Key(Type type)
    {
        var name = Name(type);
        return $"{type.Namespace}:{name}";
    }

    /// <summary>Kind and modifiers: <c>sealed class</c>.</summary>
    public static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    public static IEnumerable<string> Members(Type type, bool tupleNames = false)
    {
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(f => $"{f.Name}={Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        return type.GetConstructors(Declared)
            .Where(c => !c.IsStatic && IsVisible(c))
            .Select(c => $"{Access(c)}.ctor({Parameters(c)})")
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(Field))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(Property))
            .Concat(
                type.GetMethods(Declared)
                    .Where(m => IsVisible(m) && !IsAccessor(m) && !IsObjects(m))
                    .Select(m => Method(m) + (tupleNames ? TupleNames(m) : ""))
            );
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>ToString, Equals, GetHashCode: everybody's members, overridden or not.</summary>
    private static bool IsObjects(MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object);

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_");

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) =>
        Access(method)
        + (
            method.DeclaringType!.IsInterface ? ""
            : method.IsStatic ? "static "
            : method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual "
            : ""
        );

    private static string Field(FieldInfo field)
    {
        var modifier =
            field.IsLiteral ? "const "
            : field.IsStatic ? "static "
            : "";
        return $"{modifier}{Name(field.FieldType)} {field.Name};"; // the listing does not tell protected fields apart
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).ToList();
        var first = accessors.FirstOrDefault(a => a.IsPublic) ?? accessors[0];
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        // Nor a public accessor beside a protected one.
        var get = accessors.Any(a => a.ReturnType != typeof(void)) ? "get; " : "";
        var set = accessors.Any(a => a.ReturnType == typeof(void)) ? "set; " : "";
        return $"{Modifiers(first)}{Name(property.PropertyType)} {name} {{ {get}{set}}}";
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>"
            : "";
        return $"{Modifiers(method)}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    /// <summary>What a method that returns a tuple calls its elements.</summary>
    private static string TupleNames(MethodInfo method) =>
        method.ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>() is { } names
            ? $" -> ({string.Join(", ", names.TransformNames)})"
            : "";

    private static string Parameters(MethodBase method)
    {
        var list = string.Join(", ", method.GetParameters().Select(Parameter));
        return method.IsDefined(typeof(ExtensionAttribute)) ? "this " + list : list;
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var modifier =
            parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : !type.IsByRef ? ""
            : parameter.IsOut ? "out "
            : parameter.IsIn ? "in "
            : "ref ";
        var value = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{modifier}{Name(type.IsByRef ? type.GetElementType()! : type)} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter)
    {
        var value = parameter.RawDefaultValue;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            string text => $"\"{text}\"",
            _ when type.IsEnum => $"{Name(type)}.{Enum.GetName(type, value)}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    public static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsArray)
        {
            // C# writes the outermost rank first, reflection last.
            var ranks = "";
            for (; type.IsArray; type = type.GetElementType()!)
                ranks += $"[{new string(',', type.GetArrayRank() - 1)}]";
            return Name(type) + ranks;
        }
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (type.IsAssignableTo(typeof(ITuple)) && type.IsValueType && type.IsGenericType)
            return $"({string.Join(", ", type.GetGenericArguments().Select(Name))})";
        var simple = type.Name.Split('`')[0];
        if (type.DeclaringType is { } outer)
            return Bare(outer) + "." + simple + Arguments(type, outer.GetGenericArguments().Length);
        return simple + Arguments(type, 0);
    }

    private static string Bare(Type type)
    {
        var simple = type.Name.Split('`')[0];
        return type.DeclaringType is { } outer ? Bare(outer) + "." + simple : simple;
    }

    private static string Arguments(Type type, int inherited)
    {
        var own = type.GetGenericArguments().Skip(inherited).ToList();
        return own.Count == 0 ? "" : $"<{string.Join(", ", own.Select(Name))}>";
    }
}
