using System.Collections.Immutable;
using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Tags;

namespace DigitLab.Host.Language;

/// <summary>Completions of a word.</summary>
/// <param name="Start">Where the word starts.</param>
/// <param name="End">Where it ends: an item replaces the range.</param>
/// <param name="Items">The completions.</param>
internal sealed record CompletionAnswer(int Start, int End, IReadOnlyList<CompletionEntry> Items);

/// <param name="Label">The displayed text.</param>
/// <param name="Kind">Its kind, as Jupyter names it: function, class, property.</param>
/// <param name="InsertText">The text that replaces the word.</param>
/// <param name="FilterText">The text that the word is matched against.</param>
/// <param name="SortText">The sort key.</param>
/// <param name="Detail">A short addition; usually empty.</param>
/// <param name="Source">Roslyn's item; null for magic commands.</param>
internal sealed record CompletionEntry(
    string Label,
    string Kind,
    string InsertText,
    string FilterText,
    string SortText,
    string Detail,
    CompletionItem? Source
);

/// <summary>Completions from Roslyn's service, and of magic commands.</summary>
internal static class CompletionHelp
{
    public static CompletionAnswer Complete(OpenCell cell, int offset, CancellationToken cancel)
    {
        var text = cell.Context.Text;
        var start = offset;
        while (
            start > 0 && (SyntaxFacts.IsIdentifierPartCharacter(text.Text[start - 1]) || text.Text[start - 1] == '@')
        )
        {
            start--;
        }
        var typed = text.Text[start..offset];
        var before = text.LineBefore(offset);
        if (before.StartsWith("#!"))
        {
            // After the command's name come arguments.
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
        // In a directive, for example, the range is larger than the word.
        start = found.Span.Start;
        typed = text.Text[start..Math.Max(start, offset)];
        var afterDot = start > 0 && text.Text[start - 1] == '.';
        return new(
            start,
            offset,
            [
                .. found
                    .ItemsList
                    // Items that change more than the word: usings of other namespaces, whole members.
                    .Where(item => !item.IsComplexTextEdit && IsSubsequence(typed, item.FilterText))
                    .Select(item => Entry(item, afterDot)),
            ]
        );
    }

    /// <summary>The documentation of an item, as markdown.</summary>
    public static string Describe(Document document, CompletionEntry entry, CancellationToken cancel) =>
        entry.Source is { } item
            ? Markdown.FromDescription(Parts(document, item, cancel))
            : MagicCommands.Help(entry.InsertText) ?? "";

    /// <summary>An item's declaration: the first line of its description.</summary>
    public static string Sign(Document document, CompletionEntry entry, CancellationToken cancel) =>
        entry.Source is { } item
            ? string.Concat(
                Parts(document, item, cancel)
                    .TakeWhile(part => part.Tag != TextTags.LineBreak)
                    .Select(part => part.Text)
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
                    // A cell's variables are fields to the compiler; the user sees variables.
                    return afterDot ? "field" : "variable";
                case WellKnownTags.Keyword or WellKnownTags.Intrinsic:
                    return "keyword";
            }
        }
        return "text";
    }

    /// <summary>Whether the letters occur in a text in order, ignoring case, as front ends filter.</summary>
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
