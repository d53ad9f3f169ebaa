using System.Text.Json.Nodes;

namespace DigitLab.Host.Documents;

/// <summary>
/// The languages of cells: names and aliases, and how a notebook's metadata declares them (<c>kernelInfo</c>).
/// </summary>
internal static class NotebookLanguages
{
    public const string CSharp = "csharp";
    public const string Markdown = "markdown";

    /// <summary>
    /// The language of raw cells in .dib, which has none of its own; declared in <c>#!meta</c> where it is used.
    /// </summary>
    public const string Raw = "raw";

    /// <summary>A language: its kernel's name, its display name and its aliases.</summary>
    public sealed record Language(string Name, string? DisplayName, params string[] Aliases);

    /// <summary>Languages that every .NET notebook may use without declaring them.</summary>
    public static readonly IReadOnlyList<Language> Known =
    [
        new(CSharp, "C#", "c#", "cs"),
        new("fsharp", "F#", "f#", "fs"),
        new("html", "HTML"),
        new("http", "HTTP"),
        new("javascript", "JavaScript", "js"),
        new("mermaid", "Mermaid"),
        new("pwsh", "PowerShell", "powershell"),
        new("value", null),
    ];

    /// <summary>The name of the known language with this name or alias; otherwise the argument.</summary>
    public static string NameOf(string nameOrAlias) =>
        nameOrAlias == "md"
            ? Markdown
            : Known.FirstOrDefault(kernel => kernel.Aliases.Contains(nameOrAlias))?.Name ?? nameOrAlias;

    /// <summary>
    /// Maps names and aliases to names: of known languages, markdown and those that <paramref name="metadata"/>
    /// declares.
    /// </summary>
    /// <exception cref="DocumentException">
    /// A name or alias is declared twice, or the declaration is malformed.
    /// </exception>
    public static Dictionary<string, string> Names(JsonObject metadata)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var declared = Declared(metadata);
        foreach (var kernel in declared)
        {
            foreach (var name in kernel.Aliases.Prepend(kernel.Name))
            {
                if (!names.TryAdd(name, kernel.Name) && names[name] != kernel.Name)
                {
                    throw new DocumentException($"#!meta declares the kernel name or alias '{name}' twice.");
                }
            }
        }
        foreach (var kernel in Known.Append(new Language(Markdown, null, "md")))
        {
            if (declared.Any(other => other.Name == kernel.Name))
            {
                // A declaration without aliases keeps the well-known ones, but must not clash with them.
                foreach (var alias in kernel.Aliases)
                {
                    if (names.TryGetValue(alias, out var owner) && owner != kernel.Name)
                    {
                        throw new DocumentException(
                            $"#!meta declares the kernel name or alias '{alias}', which is {kernel.Name}'s."
                        );
                    }
                }
            }
            foreach (var name in kernel.Aliases.Prepend(kernel.Name))
            {
                names.TryAdd(name, kernel.Name);
            }
        }
        return names;
    }

    /// <summary>The languages that <c>kernelInfo</c> (in .ipynb also <c>polyglot_notebook</c>) lists.</summary>
    public static IReadOnlyList<Language> Declared(JsonObject metadata)
    {
        var items = (metadata["kernelInfo"] ?? metadata["polyglot_notebook"]) is JsonObject info ? info["items"] : null;
        if (items is null)
        {
            return [];
        }
        if (items is not JsonArray list)
        {
            throw new DocumentException($"kernelInfo.items must be an array, but is {items.Kind()}.");
        }
        return
        [
            .. list.Select(item => new Language(
                item.Text("name") ?? throw new DocumentException("An item of kernelInfo.items has no name."),
                item.Text("languageName"),
                ((item as JsonObject)?["aliases"] as JsonArray ?? [])
                    .Select(alias => alias is JsonValue value && value.TryGetValue(out string? text) ? text : null)
                    .OfType<string>()
                    .ToArray()
            )),
        ];
    }

    /// <summary>The <c>kernelInfo</c> of a notebook: the declared languages and <paramref name="others"/>.</summary>
    public static JsonObject ToKernelInfo(JsonObject metadata, IEnumerable<Language> others)
    {
        var declared = Declared(metadata);
        var items = declared.Concat(others.Where(kernel => declared.All(other => other.Name != kernel.Name)));
        return new JsonObject
        {
            ["defaultKernelName"] = metadata["kernelInfo"].Text("defaultKernelName"),
            ["items"] = new JsonArray([.. items.Select(ToJson)]),
        };
    }

    /// <summary>The language of a Jupyter kernelspec; null if it cannot be determined.</summary>
    public static string? FromKernelspec(JsonNode? kernelspec, JsonNode? languageInfo)
    {
        var language = kernelspec.Text("language") ?? languageInfo.Text("name");
        if (kernelspec.Text("name") is { } name && name.StartsWith(".net-", StringComparison.Ordinal))
        {
            language ??= name[".net-".Length..];
        }
        if (language is null)
        {
            return null;
        }
        var known = Known.FirstOrDefault(kernel =>
            kernel
                .Aliases.Append(kernel.Name)
                .Append(kernel.DisplayName ?? "")
                .Contains(language, StringComparer.OrdinalIgnoreCase)
        );
        return known?.Name ?? language;
    }

    private static JsonNode ToJson(Language kernel)
    {
        var item = new JsonObject { ["name"] = kernel.Name };
        if (kernel.DisplayName is not null)
        {
            item["languageName"] = kernel.DisplayName;
        }
        if (kernel.Aliases.Length > 0)
        {
            item["aliases"] = new JsonArray([.. kernel.Aliases.Select(alias => (JsonNode)alias)]);
        }
        return item;
    }
}
