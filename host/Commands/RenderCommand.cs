using System.CommandLine;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab render</c>: runs notebooks and writes a page for each, and an index.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("notebooks")
        {
            Description = "Notebooks, or folders of them. Default: the folder notebooks, else this one.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string>("--out", "-o")
        {
            Description = "The folder for the pages.",
            DefaultValueFactory = _ => "rendered",
            HelpName = "folder",
        };
        var formats = new Option<string[]>("--to")
        {
            Description =
                "The format of the pages; may be given several times. ipynb: outputs as GitHub shows them (`run --out` keeps all of them).",
            DefaultValueFactory = _ => ["html"],
        };
        formats.AcceptOnlyFromAmong("html", "ipynb", "md", "pdf");
        var jobs = RunArguments.Jobs();
        var noCode = new Option<bool>("--no-code") { Description = "Leaves the code out." };
        var noContents = new Option<bool>("--no-toc") { Description = "Omits the table of contents." };
        var arguments = new RunArguments();
        var command = new Command(
            "render",
            "Runs notebooks and writes a self-contained page for each: in quick mode, unless --full is given."
        );
        command.Arguments.Add(paths);
        command.Options.Add(output);
        command.Options.Add(formats);
        command.Options.Add(jobs);
        command.Options.Add(noCode);
        command.Options.Add(noContents);
        arguments.AddTo(command);
        command.SetAction(
            async (result, cancel) =>
                (int)
                    await RunAsync(
                        result.GetValue(paths) is { Length: > 0 } given ? given : [LabFinder.DefaultFolder],
                        result.GetRequiredValue(output),
                        [.. result.GetRequiredValue(formats).Distinct()],
                        result.GetValue(jobs),
                        Quick(arguments.Read(result)),
                        new PageOptions
                        {
                            NoCode = result.GetValue(noCode),
                            NoContents = result.GetValue(noContents),
                            Folder = Path.GetFullPath(result.GetRequiredValue(output)),
                        },
                        cancel
                    )
        );
        return command;
    }

    /// <summary>Quick mode, unless --full is given: a whole course renders in minutes.</summary>
    private static RunOptions Quick(RunOptions options) => options with { Quick = options.Quick ?? true };

    private static async Task<ExitCode> RunAsync(
        IReadOnlyList<string> paths,
        string output,
        IReadOnlyList<string> formats,
        int jobs,
        RunOptions options,
        PageOptions page,
        CancellationToken cancel
    )
    {
        if (formats.Contains("pdf") && PdfExport.FindBrowser() is null)
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
        if (!await RunArguments.PrepareBackendAsync(options, cancel))
        {
            return ExitCode.Environment;
        }
        var results = new JobResult[labs.Count];
        var warnings = new List<string>();
        var hasPages = formats.Contains("html");
        var linkedPage = hasPages ? page with { Documents = LinkedDocuments.Find(labs) } : page;
        var index = labs.Count > 1 && hasPages ? new RunningIndex(output, labs, Url) : null;
        if (index is not null)
        {
            Console.WriteLine(
                $"{labs.Count} notebooks{(options.Quick == true ? " in quick mode (--full: full training)" : "")}. Open {index.Path}, which lists them and refreshes itself."
            );
        }
        await ProgressView.ShowAsync(async open =>
        {
            using var slots = new SemaphoreSlim(jobs);
            await Task.WhenAll(labs.Select((_, number) => RenderAsync(number)));

            async Task RenderAsync(int number)
            {
                await slots.WaitAsync(cancel);
                try
                {
                    var lab = labs[number];
                    index?.Set(number, IndexState.Running, lab.Notebook);
                    var job = open(lab.Name, lab.Notebook?.Cells.Count ?? 0);
                    var result = await NotebookJob.RunAsync(lab.Path, options, job.Report, cancel);
                    if (result.Notebook is { } notebook)
                    {
                        foreach (var format in formats)
                        {
                            try
                            {
                                var notes = Write(notebook, number, format);
                                lock (warnings)
                                {
                                    warnings.AddRange(notes.Select(note => $"{lab.Path}: {note}"));
                                }
                            }
                            catch (Exception e)
                            {
                                // Continue with the other pages.
                                result = result with
                                {
                                    Notebook = null,
                                    Problem = $"{lab.Path}: {Target(lab, format)} was not written: {e.Message}",
                                };
                            }
                        }
                    }
                    results[number] = result;
                    index?.Finish(number, result);
                    job.Finish(result);
                }
                finally
                {
                    slots.Release();
                }
            }
        });
        foreach (var document in linkedPage.Documents)
        {
            var html = HtmlPage.Render(
                LinkedDocuments.Load(document),
                document,
                linkedPage,
                out var notes,
                index: index is null ? null : AllLabs
            );
            warnings.AddRange(notes.Select(note => $"{document}: {note}"));
            NotebookFile.WriteText(Path.Combine(output, Path.GetFileNameWithoutExtension(document) + ".html"), html);
        }
        if (formats.Contains("ipynb"))
        {
            foreach (var file in labs.Select(lab => Target(lab, "ipynb")).Where(File.Exists))
            {
                Console.WriteLine($"{file}  {new FileInfo(file).Length / 1000.0:N0} kB");
            }
        }
        var written =
            labs.Count == 1 ? string.Join(", ", formats.Select(format => Target(labs[0], format)))
            : index is not null ? index.Path
            : output;
        return Summary.Print(results, [.. warnings.Distinct()], written);

        string Target(Lab lab, string format) => Path.Combine(output, $"{lab.Name}.{format}");

        IReadOnlyList<string> Write(Notebook notebook, int number, string format)
        {
            var path = labs[number].Path;
            var target = Target(labs[number], format);
            IReadOnlyList<string> notes = [];
            switch (format)
            {
                case "ipynb":
                    NotebookFile.Save(PublishedNotebook.Make(notebook), target);
                    return SizeWarning(target);
                case "md":
                    NotebookFile.WriteText(target, MarkdownExport.Render(notebook, page));
                    break;
                case "pdf":
                    PdfExport.Write(HtmlPage.Render(notebook, path, page, out notes), target);
                    break;
                default:
                    var html = HtmlPage.Render(
                        notebook,
                        path,
                        linkedPage,
                        out notes,
                        index is not null && number > 0 ? Link(labs[number - 1]) : null,
                        index is not null && number + 1 < labs.Count ? Link(labs[number + 1]) : null,
                        index is null ? null : AllLabs
                    );
                    NotebookFile.WriteText(target, html);
                    break;
            }
            return notes;
        }
    }

    /// <summary>Reports a notebook's size, with a warning when GitHub may not display it.</summary>
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

    private static readonly PageLink AllLabs = new("All labs", RunningIndex.FileName);

    private static PageLink Link(Lab lab) =>
        new(lab.Notebook is null ? lab.Name : HtmlPage.Title(lab.Notebook, lab.Path), Url(lab));

    private static string Url(Lab lab) => Uri.EscapeDataString(lab.Name) + ".html";
}
