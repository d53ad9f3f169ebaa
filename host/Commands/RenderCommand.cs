using System.CommandLine;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Running;
using DigitLab.Host.Session;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab render</c>: runs notebooks and writes a page for each, and one that lists them.</summary>
internal static class RenderCommand
{
    private sealed record Lab(string Path, Notebook? Notebook)
    {
        public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
    }

    public static Command Create()
    {
        var paths = new Argument<string[]>("notebooks")
        {
            Description = "Notebooks, or folders of them. Default: the folder notebooks.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string>("--out", "-o")
        {
            Description = "The folder for the pages.",
            DefaultValueFactory = _ => "rendered",
            HelpName = "folder",
        };
        var format = new Option<string>("--to")
        {
            Description = "The format of the pages.",
            DefaultValueFactory = _ => "html",
        };
        format.AcceptOnlyFromAmong("html", "ipynb", "md", "pdf");
        var jobs = RunArguments.Jobs();
        var noCode = new Option<bool>("--no-code") { Description = "Leaves the code out." };
        var contents = new Option<bool>("--toc") { Description = "Adds a table of contents." };
        var arguments = new RunArguments();
        var command = new Command("render", "Runs notebooks and writes a self-contained page for each.");
        command.Arguments.Add(paths);
        command.Options.Add(output);
        command.Options.Add(format);
        command.Options.Add(jobs);
        command.Options.Add(noCode);
        command.Options.Add(contents);
        arguments.AddTo(command);
        command.SetAction(
            async (result, _) =>
                (int)
                    await RunAsync(
                        result.GetValue(paths) is { Length: > 0 } given ? given : ["notebooks"],
                        result.GetRequiredValue(output),
                        result.GetRequiredValue(format),
                        result.GetValue(jobs),
                        arguments.Read(result),
                        new PageOptions
                        {
                            NoCode = result.GetValue(noCode),
                            TableOfContents = result.GetValue(contents),
                        }
                    )
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        IReadOnlyList<string> paths,
        string output,
        string format,
        int jobs,
        RunOptions options,
        PageOptions page
    )
    {
        if (format == "pdf" && PdfExport.FindBrowser() is null)
        {
            Console.Error.WriteLine(PdfExport.NoBrowser);
            return ExitCode.Environment;
        }
        if (!TryFind(paths, out var labs, out var problems))
        {
            problems.ForEach(Console.Error.WriteLine);
            return ExitCode.Usage;
        }
        var results = new JobResult[labs.Count];
        var warnings = new List<string>();
        await ProgressView.ShowAsync(async open =>
        {
            using var slots = new SemaphoreSlim(jobs);
            await Task.WhenAll(labs.Select((_, index) => RenderAsync(index)));

            async Task RenderAsync(int index)
            {
                await slots.WaitAsync();
                try
                {
                    var lab = labs[index];
                    var job = open(lab.Name, lab.Notebook?.Cells.Count ?? 0);
                    var result = await NotebookJob.RunAsync(lab.Path, options, job.Report);
                    results[index] = result;
                    if (result.Notebook is { } notebook)
                    {
                        var notes = Write(notebook, index);
                        lock (warnings)
                        {
                            warnings.AddRange(notes.Select(note => $"{lab.Path}: {note}"));
                        }
                    }
                    job.Finish(result);
                }
                finally
                {
                    slots.Release();
                }
            }
        });
        if (labs.Count > 1 && format == "html")
        {
            var entries = labs.Zip(results)
                .Where(pair => pair.Second.Notebook is not null)
                .Select(pair => new IndexEntry(
                    pair.Second.Notebook!,
                    pair.First.Path,
                    Url(pair.First),
                    pair.Second.Failures.Count > 0
                ));
            NotebookFile.WriteText(Path.Combine(output, "index.html"), IndexPage.Render("Labs", [.. entries]));
        }
        return Summary.Print(
            results,
            warnings,
            $"{Path.Combine(output, labs.Count > 1 && format == "html" ? "index.html" : $"{labs[0].Name}.{format}")}"
        );

        IReadOnlyList<string> Write(Notebook notebook, int index)
        {
            var target = Path.Combine(output, $"{labs[index].Name}.{format}");
            switch (format)
            {
                case "ipynb":
                    NotebookFile.Save(notebook, target);
                    return [];
                case "md":
                    NotebookFile.WriteText(target, MarkdownExport.Render(notebook, page));
                    return [];
                default:
                    var several = labs.Count > 1 && format == "html";
                    var html = HtmlPage.Render(
                        notebook,
                        labs[index].Path,
                        page,
                        out var notes,
                        several && index > 0 ? Link(labs[index - 1]) : null,
                        several && index + 1 < labs.Count ? Link(labs[index + 1]) : null,
                        several ? new PageLink("All labs", "index.html") : null
                    );
                    if (format == "pdf")
                    {
                        PdfExport.Write(html, target);
                    }
                    else
                    {
                        NotebookFile.WriteText(target, html);
                    }
                    return notes;
            }
        }
    }

    private static PageLink Link(Lab lab) =>
        new(lab.Notebook is null ? lab.Name : HtmlPage.Title(lab.Notebook, lab.Path), Url(lab));

    private static string Url(Lab lab) => Uri.EscapeDataString(lab.Name) + ".html";

    /// <summary>
    /// The notebooks that are meant. In a folder, those that others import are part of these and get no page of their own.
    /// </summary>
    private static bool TryFind(IReadOnlyList<string> paths, out List<Lab> labs, out List<string> problems)
    {
        labs = [];
        problems = [];
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                var inFolder = Directory
                    .EnumerateFiles(path)
                    .Where(NotebookFile.IsNotebook)
                    .Order(StringComparer.Ordinal)
                    .Select(Load)
                    .ToArray();
                var imported = inFolder.SelectMany(lab => Imports(lab.Notebook)).ToHashSet(StringComparer.Ordinal);
                labs.AddRange(inFolder.Where(lab => !imported.Contains(Path.GetFileName(lab.Path))));
                if (inFolder.Length == 0)
                {
                    problems.Add($"{path}: there are no notebooks (.dib or .ipynb) in this folder.");
                }
            }
            else if (!File.Exists(path))
            {
                problems.Add($"{path}: there is no such notebook or folder.");
            }
            else if (!NotebookFile.IsNotebook(path))
            {
                problems.Add($"{path}: a notebook's name ends in .dib or .ipynb.");
            }
            else
            {
                labs.Add(Load(path));
            }
        }
        foreach (var twice in labs.GroupBy(lab => lab.Name).Where(group => group.Count() > 1))
        {
            problems.Add($"{string.Join(" and ", twice.Select(lab => lab.Path))} would be written to the same page.");
        }
        return problems.Count == 0;

        static IEnumerable<string> Imports(Notebook? notebook) =>
            (notebook?.Cells ?? [])
                .Where(cell => cell.Type == CellType.Code)
                .SelectMany(cell => CellSegment.Split(Kernels.CSharp, cell.Source))
                .SelectMany(segment => segment.Commands)
                .Where(command => command.Name == "import")
                .Select(command => command.Arguments.Trim('"', ' '));

        static Lab Load(string path)
        {
            try
            {
                return new Lab(path, NotebookFile.Load(path));
            }
            catch (DocumentException)
            {
                // Reported when it is its turn to run.
                return new Lab(path, null);
            }
        }
    }
}
