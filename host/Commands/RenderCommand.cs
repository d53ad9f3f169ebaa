using System.CommandLine;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab render</c>: runs notebooks and writes a page for each, and one that lists them.</summary>
internal static class RenderCommand
{
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
            Description =
                "The format of the pages. ipynb: outputs as GitHub shows them (`run --out` keeps all of them).",
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
            async (result, cancel) =>
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
                            Folder = Path.GetFullPath(result.GetRequiredValue(output)),
                        },
                        cancel
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
        PageOptions page,
        CancellationToken cancel
    )
    {
        if (format == "pdf" && PdfExport.FindBrowser() is null)
        {
            Console.Error.WriteLine(PdfExport.NoBrowser);
            return ExitCode.Environment;
        }
        if (!LabFinder.TryFind(paths, out var labs, out var problems))
        {
            problems.ForEach(Console.Error.WriteLine);
            return ExitCode.Usage;
        }
        NotebookFile.EnsureWritable(output);
        var results = new JobResult[labs.Count];
        var warnings = new List<string>();
        await ProgressView.ShowAsync(async open =>
        {
            using var slots = new SemaphoreSlim(jobs);
            await Task.WhenAll(labs.Select((_, index) => RenderAsync(index)));

            async Task RenderAsync(int index)
            {
                await slots.WaitAsync(cancel);
                try
                {
                    var lab = labs[index];
                    var job = open(lab.Name, lab.Notebook?.Cells.Count ?? 0);
                    var result = await NotebookJob.RunAsync(lab.Path, options, job.Report, cancel);
                    if (result.Notebook is { } notebook)
                    {
                        try
                        {
                            var notes = Write(notebook, index);
                            lock (warnings)
                            {
                                warnings.AddRange(notes.Select(note => $"{lab.Path}: {note}"));
                            }
                        }
                        catch (Exception e)
                        {
                            // The other pages are not concerned.
                            result = result with
                            {
                                Problem = $"{lab.Path}: {Target(lab)} was not written: {e.Message}",
                            };
                        }
                    }
                    results[index] = result;
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
                .Where(pair => pair.Second.Notebook is not null && File.Exists(Target(pair.First)))
                .Select(pair => new IndexEntry(
                    pair.Second.Notebook!,
                    pair.First.Path,
                    Url(pair.First),
                    pair.Second.Failures.Count > 0
                ));
            NotebookFile.WriteText(Path.Combine(output, "index.html"), IndexPage.Render("Labs", [.. entries]));
        }
        if (format == "ipynb")
        {
            foreach (var file in labs.Select(Target).Where(File.Exists))
            {
                Console.WriteLine($"{file}  {new FileInfo(file).Length / 1000.0:N0} kB");
            }
        }
        var written =
            labs.Count == 1 ? Target(labs[0])
            : format == "html" ? Path.Combine(output, "index.html")
            : output;
        return Summary.Print(results, warnings, written);

        string Target(Lab lab) => Path.Combine(output, $"{lab.Name}.{format}");

        IReadOnlyList<string> Write(Notebook notebook, int index)
        {
            var target = Target(labs[index]);
            switch (format)
            {
                case "ipynb":
                    NotebookFile.Save(PublishedNotebook.Make(notebook), target);
                    return SizeWarning(target);
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

    /// <summary>How large a notebook has become; a warning when that is too large to be read on GitHub.</summary>
    private static IReadOnlyList<string> SizeWarning(string path)
    {
        const int kilobyte = 1000;
        var size = new FileInfo(path).Length;
        return size > PublishedNotebook.LargeSize
            ?
            [
                $"{path} has {size / kilobyte:N0} kB; above {PublishedNotebook.LargeSize / kilobyte:N0} kB GitHub may not show it",
            ]
            : [];
    }

    private static PageLink Link(Lab lab) =>
        new(lab.Notebook is null ? lab.Name : HtmlPage.Title(lab.Notebook, lab.Path), Url(lab));

    private static string Url(Lab lab) => Uri.EscapeDataString(lab.Name) + ".html";
}
