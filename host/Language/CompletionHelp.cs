using System.Collections.Immutable;
using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Tags;

namespace DigitLab.Host.Language;

/// <summary>How a word may go on.</summary>
/// <param name="Start">Where the word starts.</param>
/// <param name="End">Where it ends: an item replaces it.</param>
/// <param name="Items">What it may become.</param>
internal sealed record CompletionAnswer(int Start, int End, IReadOnlyList<CompletionEntry> Items);

/// <param name="Label">What is shown.</param>
/// <param name="Kind">What it is, in Jupyter's words: function, class, property.</param>
/// <param name="InsertText">What is put in the place of the word.</param>
/// <param name="FilterText">What is compared with the word.</param>
/// <param name="SortText">What the items are ordered by.</param>
/// <param name="Detail">A word more on it; empty mostly.</param>
/// <param name="Source">What Roslyn says of it; null for magic commands.</param>
internal sealed record CompletionEntry(
    string Label,
    string Kind,
    string InsertText,
    string FilterText,
    string SortText,
    string Detail,
    CompletionItem? Source
);

/// <summary>Completion by Roslyn's service, and of magic commands.</summary>
internal static class CompletionHelp
{
    public static CompletionAnswer Complete(OpenCell cell, int offset, CancellationToken cancel)
    {
        var text = cell.Context.Text;
        var start = offset;
        while (start > 0 && (SyntaxFacts.IsIdentifierPartCharacter(text.Text[start - 1]) || text.Text[start - 1] == '@'))
        {
            start--;
        }
        var typed = text.Text[start..offset];
        var before = text.LineBefore(offset);
        if (before.StartsWith("#!"))
        {
            // Behind the command's name come its arguments.
            return new(start, offset, before.ContainsAny(' ', '\t') ? [] : Commands(typed));
        }
        if (!text.IsCSharp(offset))
        {
            return new(start, offset, []);
        }
        var service = CompletionService.GetService(cell.Document)!;
        var found = service
            .GetCompletionsAsync(cell.Document, offset, cancellationToken: cancel)
            .GetAwaiter()
            .GetResult();
        if (found.ItemsList.Count == 0)
        {
            return new(start, offset, []);
        }
        // In a directive, say, more than a word is replaced.
        start = found.Span.Start;
        typed = text.Text[start..Math.Max(start, offset)];
        var afterDot = start > 0 && text.Text[start - 1] == '.';
        return new(
            start,
            offset,
            [
                .. found
                    .ItemsList
                    // Those that change more than the word: usings of other namespaces, whole members.
                    .Where(item => !item.IsComplexTextEdit && IsSubsequence(typed, item.FilterText))
                    .Select(item => Entry(item, afterDot)),
            ]
        );
    }

    /// <summary>What there is to say of an item, as markdown.</summary>
    public static string Describe(Document document, CompletionEntry entry, CancellationToken cancel) =>
        entry.Source is { } item
            ? Markdown.FromDescription(Parts(document, item, cancel))
            : MagicCommands.Help(entry.InsertText) ?? "";

    /// <summary>How an item is declared: the first line of what there is to say.</summary>
    public static string Sign(Document document, CompletionEntry entry, CancellationToken cancel) =>
        entry.Source is { } item
            ? string.Concat(
                Parts(document, item, cancel).TakeWhile(part => part.Tag != TextTags.LineBreak).Select(part => part.Text)
            )
            : "";

    private static ImmutableArray<TaggedText> Parts(Document document, CompletionItem item, CancellationToken cancel) =>
        CompletionService
            .GetService(document)!
            .GetDescriptionAsync(document, item, cancel)
            .GetAwaiter()
            .GetResult()
            ?.TaggedParts
        ?? [];

    private static IReadOnlyList<CompletionEntry> Commands(string typed) =>
        [
            .. MagicCommands
                .Names.Where(name => IsSubsequence(typed, name))
                .Select(name => new CompletionEntry("#!" + name, "keyword", name, name, name, "", null)),
        ];

    private static CompletionEntry Entry(CompletionItem item, bool afterDot) =>
        new(
            item.DisplayTextPrefix + item.DisplayText + item.DisplayTextSuffix,
            KindOf(item.Tags, afterDot),
            item.Properties.GetValueOrDefault("InsertionText") ?? item.DisplayText,
            item.FilterText,
            item.SortText,
            item.InlineDescription,
            item
        );

    private static string KindOf(ImmutableArray<string> tags, bool afterDot)
    {
        foreach (var tag in tags)
        {
            switch (tag)
            {
                case WellKnownTags.Namespace or WellKnownTags.Module or WellKnownTags.Assembly:
                    return "module";
                case WellKnownTags.Interface:
                    return "interface";
                case WellKnownTags.Enum:
                    return "enum";
                case WellKnownTags.Structure:
                    return "struct";
                case WellKnownTags.Class or WellKnownTags.Delegate or WellKnownTags.TypeParameter:
                    return "class";
                case WellKnownTags.Method or WellKnownTags.ExtensionMethod:
                    return "function";
                case WellKnownTags.Property:
                    return "property";
                case WellKnownTags.Event:
                    return "event";
                case WellKnownTags.Local or WellKnownTags.Parameter or WellKnownTags.RangeVariable:
                    return "variable";
                case WellKnownTags.Constant or WellKnownTags.EnumMember:
                    return "constant";
                case WellKnownTags.Field:
                    // The variables of a cell are fields for the compiler, and for nobody else.
                    return afterDot ? "field" : "variable";
                case WellKnownTags.Keyword or WellKnownTags.Intrinsic:
                    return "keyword";
            }
        }
        return "text";
    }

    /// <summary>Whether the letters stand in a text in their order, in whatever case: what front ends filter by.</summary>
    private static bool IsSubsequence(string letters, string text)
    {
        var at = 0;
        foreach (var letter in text)
        {
            if (at < letters.Length && char.ToLowerInvariant(letter) == char.ToLowerInvariant(letters[at]))
            {
                at++;
            }
        }
        return at == letters.Length;
    }
}
