using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.QuickInfo;

namespace DigitLab.Host.Language;

/// <summary>Converts Roslyn's description of a symbol to markdown: a C# block with text below.</summary>
internal static partial class Markdown
{
    /// <summary>A description whose first line is code.</summary>
    public static string FromDescription(ImmutableArray<TaggedText> parts)
    {
        var end = parts.TakeWhile(part => part.Tag != TextTags.LineBreak).Count();
        return Join([
            Code(string.Concat(parts.Take(end).Select(part => part.Text))),
            Escape(string.Concat(parts.Skip(end).Select(Line))),
        ]);
    }

    public static string FromQuickInfo(QuickInfoItem item) =>
        Join([
            .. item.Sections.Select(section =>
                section.Kind == QuickInfoSectionKinds.Description
                    ? Code(Plain(section))
                    : Escape(string.Concat(section.TaggedParts.Select(Line)))
            ),
        ]);

    /// <summary>The description as plain text.</summary>
    public static string PlainText(QuickInfoItem item) => string.Join("\n\n", item.Sections.Select(Plain)).Trim();

    private static string Plain(QuickInfoSection section) => section.Text.ReplaceLineEndings("\n").Trim();

    private static string Line(TaggedText part) => part.Tag == TextTags.LineBreak ? "\n" : part.Text;

    private static string Code(string code) => code.Length == 0 ? "" : $"```csharp\n{code}\n```";

    private static string Join(IEnumerable<string> parts) =>
        string.Join("\n\n", parts.Where(part => !string.IsNullOrWhiteSpace(part)));

    /// <summary>Escapes text so that it is not markup; line breaks are kept.</summary>
    public static string Escape(string text) => Special().Replace(text.Trim(), @"\$0").Replace("\n", "  \n");

    [GeneratedRegex(@"[\\`*_{}\[\]()#+\-!|<>~$]")]
    private static partial Regex Special();
}
