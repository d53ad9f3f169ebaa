using System.Net;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;

namespace DigitLab.Host.Tests.Labs;

/// <summary>Relative links of notebooks, READMEs and pages lead to files and headings that exist.</summary>
public partial class LinkTests
{
    [Fact]
    public void Links_in_notebooks_and_readmes_lead_somewhere()
    {
        var repository = Course.Repository();
        var options = new EnumerationOptions { RecurseSubdirectories = true };
        var texts = Directory
            .EnumerateFiles(repository, "*.md", options)
            .Concat(Directory.EnumerateFiles(Course.Notebooks()).Where(NotebookFile.IsNotebook))
            .Where(path => !Ignored().IsMatch(Path.GetRelativePath(repository, path)))
            .ToArray();
        texts.Length.ShouldBeGreaterThan(5);

        var broken = texts.SelectMany(path => Broken(path)).ToArray();
        broken.ShouldBeEmpty(string.Join('\n', broken));
    }

    [Fact]
    public void Links_on_pages_lead_somewhere()
    {
        // Beside the repository's folders, where `digitlab render` puts pages.
        var output = Path.Combine(Course.Repository(), "rendered");
        var labs = Course.Labs();
        var options = new PageOptions { Folder = output, Documents = LinkedDocuments.Find(labs) };
        var pages = labs.ToDictionary(
            lab => lab.Name + ".html",
            lab => HtmlPage.Render(lab.Notebook!, lab.Path, options, out _)
        );
        foreach (var document in options.Documents)
        {
            pages[Path.GetFileNameWithoutExtension(document) + ".html"] = HtmlPage.Render(
                LinkedDocuments.Load(document),
                document,
                options,
                out _
            );
        }
        pages["index.html"] = IndexPage.Render(
            "Labs",
            [.. labs.Select(lab => new IndexEntry(lab.Notebook!, lab.Path, lab.Name + ".html", IndexState.Done))]
        );
        var broken = new List<string>();
        foreach (var (name, html) in pages)
        {
            foreach (Match match in Target().Matches(html))
            {
                var address = WebUtility.HtmlDecode(match.Groups[1].Value);
                var parts = address.Split('#', 2);
                var file = Uri.UnescapeDataString(parts[0]);
                if (address.Contains(':'))
                {
                    continue;
                }
                var isPage = pages.TryGetValue(file.Length > 0 ? file : name, out var page);
                var exists = isPage || Path.Exists(Path.GetFullPath(file, output));
                if (!exists || (isPage && parts.Length > 1 && !page!.Contains($"id=\"{parts[1]}\"")))
                {
                    broken.Add($"{name}: {address}");
                }
            }
        }
        broken.ShouldBeEmpty(string.Join('\n', broken));
    }

    [Fact]
    public void Broken_links_are_found()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.md", "# Some heading\n");
        folder.Write("c.dib", "#!markdown\n# One\n#!markdown\n## Two more\n");
        var text = folder.Write(
            "a.md",
            "# A\n[1](b.md#some-heading) [2](b.md#other) [3](none.md) [4](c.dib#two-more) [5](c.dib#three) [6](#a) [7](#b) "
                + "<a href='gone.png'>8</a> `[9](code.md)` [10](https://example.org/x) [11]\n\n[11]: nowhere.md\n"
        );
        Broken(text)
            .Select(line => line.Split(": ")[1])
            .ShouldBe(["b.md#other", "none.md", "c.dib#three", "#b", "gone.png", "nowhere.md"]);
    }

    private static IEnumerable<string> Broken(string path)
    {
        foreach (var address in Markdown(path).SelectMany(MarkdownLinks.Find))
        {
            var link = address.StartsWith('#') ? new RelativeLink("", address) : RelativeLink.Parse(address);
            if (link is not { } near)
            {
                continue;
            }
            var target = near.Path.Length == 0 ? path : Path.GetFullPath(near.Path, Path.GetDirectoryName(path)!);
            if (!Path.Exists(target) || !HasAnchor(target, near.Rest))
            {
                yield return $"{path}: {address}";
            }
        }
    }

    private static bool HasAnchor(string path, string anchor)
    {
        if (!anchor.StartsWith('#') || !(NotebookFile.IsNotebook(path) || Path.GetExtension(path) == ".md"))
        {
            return true;
        }
        var renderer = new MarkdownRenderer(Path.GetDirectoryName(path)!);
        foreach (var text in Markdown(path))
        {
            renderer.ToHtml(text);
        }
        return renderer.Headings.Any(heading => heading.Id == Uri.UnescapeDataString(anchor[1..]));
    }

    private static IEnumerable<string> Markdown(string path) =>
        NotebookFile.IsNotebook(path)
            ? NotebookFile.Load(path).Cells.Where(cell => cell.Type == CellType.Markdown).Select(cell => cell.Source)
            : [File.ReadAllText(path)];

    /// <summary>What builds and tests leave behind, and what others wrote for other places.</summary>
    [GeneratedRegex(
        @"(^|[/\\])(bin|obj|node_modules|TestResults|rendered|student|solutions|Reference)[/\\]|(^|[/\\])\."
    )]
    private static partial Regex Ignored();

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Target();
}
