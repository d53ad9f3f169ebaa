using System;
using System.Collections.Generic;
using System.Linq;

namespace DigitLab.Torch.Generation;

/// <summary>A type of torchsharp-api.txt with its methods and constructors.</summary>
internal sealed class ListedType(string name, List<ListedMember> members)
{
    /// <summary>Without the namespace: <c>torch.nn.functional</c>.</summary>
    public string Name { get; } = name;

    public List<ListedMember> Members { get; } = members;

    public IEnumerable<ListedMember> Constructors => Members.Where(member => member.Name == ".ctor");
}

/// <summary>The listing's text, taken apart.</summary>
internal static class Listing
{
    public static IEnumerable<ListedType> Parse(string text)
    {
        foreach (var block in text.Replace("\r", "").Split(["\n\n"], StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Trim('\n').Split('\n');
            var members = lines.Skip(1).Select(line => ListedMember.Parse(line.Trim())).Where(m => m is not null);
            yield return new ListedType(Name(lines[0]), [.. members.Select(member => member!)]);
        }
    }

    /// <summary>
    /// <c>static class TorchSharp:torch.nn.functional : Base</c> is <c>torch.nn.functional</c>; base and namespace go.
    /// </summary>
    private static string Name(string header)
    {
        var name = header.Substring(header.IndexOf(':') + 1);
        var parents = name.IndexOf(" : ", StringComparison.Ordinal);
        return parents < 0 ? name : name.Substring(0, parents);
    }

    /// <summary>Splits at the commas that stand in no brackets.</summary>
    public static IEnumerable<string> Split(string list)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] is '(' or '[' or '<')
                depth++;
            else if (list[i] is ')' or ']' or '>')
                depth--;
            else if (list[i] == ',' && depth == 0)
            {
                yield return list.Substring(start, i - start).Trim();
                start = i + 1;
            }
        }
        if (list.Length > start)
            yield return list.Substring(start).Trim();
    }
}
