using System.CommandLine;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab run</c>: runs notebooks and prints their outputs.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("notebooks")
        {
            Description = "The notebooks, in the order in which they run.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out", "-o")
        {
            Description =
                "Where to write the notebook with its outputs: an .ipynb file, for several notebooks a folder.",
            HelpName = "file",
        };
        var jobs = RunArguments.Jobs();
        var arguments = new RunArguments();
        var command = new Command("run", "Runs notebooks and prints their outputs.");
        command.Arguments.Add(paths);
        command.Options.Add(output);
        command.Options.Add(jobs);
        arguments.AddTo(command);
        command.Validators.Add(result =>
        {
            var single = result.GetValue(paths) is { Length: 1 };
            if (
                single
                && result.GetValue(output) is { } file
                && !file.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase)
            )
            {
                result.AddError($"--out must name an .ipynb file: .dib keeps no outputs, and '{file}' is neither.");
            }
        });
        command.SetAction(
            async (result, cancel) =>
                (int)
                    await RunAsync(
                        result.GetRequiredValue(paths),
                        result.GetValue(output),
                        result.GetValue(jobs),
                        arguments.Read(result),
                        cancel
                    )
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string[] paths,
        string? output,
        int jobs,
        RunOptions options,
        CancellationToken cancel
    )
    {
        string Target(string path) =>
            paths.Length == 1 ? output! : Path.Combine(output!, Path.GetFileNameWithoutExtension(path) + ".ipynb");

        if (output is not null)
        {
            if (paths.GroupBy(Target).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                Console.Error.WriteLine(
                    $"{string.Join(" and ", twice)} would be written to the same file, {twice.Key}."
                );
                return ExitCode.Usage;
            }
            NotebookFile.EnsureWritable(Path.GetDirectoryName(Path.GetFullPath(Target(paths[0])))!);
        }
        if (!await RunArguments.PrepareBackendAsync(options, cancel))
        {
            return ExitCode.Environment;
        }
        var results = new JobResult[paths.Length];
        using var slots = new SemaphoreSlim(jobs);
        await Task.WhenAll(paths.Select((_, index) => RunOneAsync(index)));
        return Summary.Print(results, [], output);

        async Task RunOneAsync(int index)
        {
            await slots.WaitAsync(cancel);
            try
            {
                var path = paths[index];
                var live = jobs == 1;
                using var buffer = new StringWriter();
                var screen = live ? Console.Out : buffer;
                if (paths.Length > 1)
                {
                    screen.WriteLine($"== {path}");
                }
                results[index] = await NotebookJob.RunAsync(path, options, happened => Print(happened, screen), cancel);
                if (!live)
                {
                    lock (results)
                    {
                        Console.Out.Write(buffer.ToString());
                    }
                }
                if (output is not null && results[index].Notebook is { } notebook)
                {
                    NotebookFile.Save(notebook, Target(path));
                }
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private static void Print(RunEvent happened, TextWriter screen)
    {
        switch (happened.Kind)
        {
            case RunEventKind.Output:
                screen.Write(AnsiText.Strip(happened.Text));
                break;
            case RunEventKind.ErrorOutput:
                Console.Error.Write(AnsiText.Strip(happened.Text));
                break;
            case RunEventKind.Progress when !Console.IsOutputRedirected:
                screen.WriteLine(happened.Text);
                break;
            case RunEventKind.Failed:
                screen.WriteLine(happened.Text);
                break;
        }
    }
}
