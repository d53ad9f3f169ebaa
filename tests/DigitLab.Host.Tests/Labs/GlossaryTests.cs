using System.Globalization;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;

namespace DigitLab.Host.Tests.Labs;

/// <summary>Each term of the glossary names the first lab that links to it.</summary>
public partial class GlossaryTests
{
    [Fact]
    public void Each_term_names_the_lab_that_introduces_it()
    {
        var labs = Course
            .Labs()
            .Select(lab =>
                (
                    Number: int.Parse(lab.Name[..2], CultureInfo.InvariantCulture),
                    Links: lab.Notebook!.Cells.Where(cell => cell.Type == CellType.Markdown)
                        .SelectMany(cell => MarkdownLinks.Find(cell.Source))
                        .ToHashSet()
                )
            )
            .ToArray();
        var glossary = File.ReadAllText(Path.Combine(Course.Notebooks(), "glossary.md"));
        var renderer = new MarkdownRenderer(Course.Notebooks());
        renderer.ToHtml(glossary);
        var terms = Term().Matches(glossary);
        terms.Count.ShouldBeGreaterThan(50);

        var wrong = new List<string>();
        foreach (Match term in terms)
        {
            var id = renderer.Headings.First(heading => heading.Text == term.Groups["name"].Value).Id;
            var first = labs.FirstOrDefault(lab => lab.Links.Contains($"glossary.md#{id}")).Number;
            if (Introduced().Match(term.Value).Groups[1].Value != $"{first}")
            {
                wrong.Add($"{term.Groups["name"].Value}: {(first == 0 ? "no lab links to it" : $"lab {first}")}");
            }
        }
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    [GeneratedRegex(@"^### (?<name>.+)\n(?:(?!##).*(?:\n|$))*", RegexOptions.Multiline)]
    private static partial Regex Term();

    [GeneratedRegex(@"Introduced\s+in\s+lab\s+\[(\d+)\]")]
    private static partial Regex Introduced();
}
