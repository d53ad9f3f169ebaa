using System;
using System.Collections.Generic;
using System.Linq;

namespace DigitLab.Torch.Generation;

/// <summary>A method or constructor of the listing.</summary>
internal sealed class ListedMember(bool isStatic, string returns, string name, List<ListedParameter> parameters)
{
    public bool IsStatic { get; } = isStatic;
    public string Returns { get; } = returns;
    public string Name { get; } = name;
    public List<ListedParameter> Parameters { get; } = parameters;

    /// <summary>What tells overloads apart.</summary>
    public string Signature => Notation.Signature(Name, Parameters.Select(parameter => parameter.Type));

    /// <returns>Null for fields, properties, operators and what has type parameters: no rule makes these.</returns>
    public static ListedMember? Parse(string line)
    {
        var isStatic = Take(ref line, "static ");
        if (!line.EndsWith(")") || Take(ref line, "protected ") || Take(ref line, "abstract "))
            return null;
        Take(ref line, "virtual ");
        var open = Opening(line);
        var head = line.Substring(0, open);
        if (head.EndsWith(">"))
            return null;
        var list = Listing.Split(line.Substring(open + 1, line.Length - open - 2));
        var space = head.LastIndexOf(' ');
        return new ListedMember(
            isStatic,
            space < 0 ? "" : head.Substring(0, space),
            head.Substring(space + 1),
            [.. list.Select(ListedParameter.Parse)]
        );
    }

    private static bool Take(ref string line, string prefix)
    {
        if (!line.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        line = line.Substring(prefix.Length);
        return true;
    }

    /// <summary>The parenthesis that the last one closes.</summary>
    private static int Opening(string line)
    {
        var depth = 0;
        for (var i = line.Length - 1; ; i--)
            if (line[i] == ')')
                depth++;
            else if (line[i] == '(' && --depth == 0)
                return i;
    }
}

/// <summary><c>params long[] shape</c>, <c>bool keepdim = false</c>.</summary>
internal sealed class ListedParameter(string modifier, string type, string name, string? defaultValue)
{
    public string Modifier { get; } = modifier;
    public string Type { get; } = type;
    public string Name { get; } = Notation.Identifier(name);
    public string? Default { get; } = defaultValue;

    public static ListedParameter Parse(string text)
    {
        var equals = text.IndexOf(" = ", StringComparison.Ordinal);
        var value = equals < 0 ? null : text.Substring(equals + 3);
        if (equals >= 0)
            text = text.Substring(0, equals);
        var modifier = "";
        foreach (var word in new[] { "params ", "this ", "out ", "ref ", "in " })
            if (text.StartsWith(word, StringComparison.Ordinal))
                (modifier, text) = (word, text.Substring(word.Length));
        var space = text.LastIndexOf(' ');
        return new ListedParameter(modifier, text.Substring(0, space), text.Substring(space + 1), value);
    }

    /// <param name="nullable">Whether the target takes null here; the listing tells it of values alone.</param>
    public string Declaration(bool nullable = false)
    {
        // A span's default is none, which reflection gives as null.
        if (Type.StartsWith("ReadOnlySpan<"))
            return $"{Type} {Name}" + (Default is null ? "" : " = default");
        var mark = (nullable || Default == "null") && !Type.EndsWith("?") ? "?" : "";
        var suffix = Type == "float" && Default is not null ? "f" : "";
        return $"{Modifier}{Type}{mark} {Name}" + (Default is null ? "" : $" = {Default}{suffix}");
    }
}
