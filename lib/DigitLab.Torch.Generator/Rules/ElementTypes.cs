using System.Collections.Generic;
using System.Linq;

namespace DigitLab.Torch.Generation.Rules;

/// <summary><c>tensor</c> and <c>as_tensor</c> of each element type, from what <c>Factories</c> does for any.</summary>
internal sealed class ElementTypes : IRule
{
    private static readonly HashSet<string> Elements =
    [
        "bool",
        "byte",
        "sbyte",
        "short",
        "int",
        "long",
        "float",
        "double",
    ];

    public Forward? Apply(string type, ListedMember member, Engine engine)
    {
        if (type != "torch" || member.Name is not ("tensor" or "as_tensor") || member.Parameters.Count == 0)
            return null;
        var source = member.Parameters[0];
        var element = source.Type.Split('[').First().Split('<').Last().TrimEnd('>');
        if (!Elements.Contains(element) || member.Parameters.Any(parameter => parameter.Name == "imaginary"))
            return null;
        if (Body(member, source, element) is not { } body)
            return null;
        var called = body.Substring("Factories.".Length).Split('<', '(')[0];
        return new Forward(body, engine.Methods("Factories", called).FirstOrDefault());
    }

    private static string? Body(ListedMember member, ListedParameter source, string element)
    {
        var dtype = member.Parameters.Any(parameter => parameter.Name == "dtype") ? "dtype" : "null";
        var values = source.Type.StartsWith("IList<") ? $"{source.Name}.ToArray()" : source.Name;
        if (member.Name == "as_tensor")
            return source.Type == element ? null : $"Factories.FromArray({values}, {dtype}, false)";
        if (source.Type == element)
            return $"Factories.FromScalar({values}, {(dtype == "null" ? "" : "dtype ?? ")}ScalarTypes.Of<{element}>(), requires_grad)";
        if (source.Type.Contains("[,"))
            return $"Factories.FromArray<{element}>({values}, {dtype}, requires_grad)";
        if (source.Type.StartsWith("Memory<"))
            values += ".Span";
        return $"Factories.FromSpan<{element}>({values}, {Shape(member, source)}, {dtype}, requires_grad)";
    }

    private static string Shape(ListedMember member, ListedParameter source)
    {
        if (member.Parameters.Any(parameter => parameter.Name == "dimensions"))
            return "dimensions";
        var sizes = member.Parameters.Skip(1).Where(parameter => parameter.Type == "long").ToList();
        var count = source.Type.StartsWith("IList<") ? "Count" : "Length";
        return sizes.Count > 0 ? $"[{Forward.Arguments(sizes)}]" : $"[{source.Name}.{count}]";
    }
}
