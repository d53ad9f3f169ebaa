using System.Diagnostics;
using System.Globalization;
using DigitLab.Host.Running;
using Spectre.Console;

namespace DigitLab.Host.Commands;

/// <summary>Shows the progress of notebooks: bars on a terminal, otherwise a line now and then.</summary>
internal static class ProgressView
{
    /// <summary>The progress of one notebook.</summary>
    public interface IJob
    {
        void Report(RunEvent happened);

        void Finish(JobResult result);
    }

    /// <param name="work">
    /// Does the work; gets a function that makes a view for a notebook, given its name and number of cells.
    /// </param>
    public static async Task ShowAsync(Func<Func<string, int, IJob>, Task> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            await work((name, cells) => new Lines(name, cells));
            return;
        }
        await AnsiConsole
            .Progress()
            .AutoClear(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 24 },
                new ElapsedTimeColumn()
            )
            .StartAsync(context =>
                work(
                    (name, cells) =>
                        new Bar(name, cells, context.AddTask(Markup.Escape(name), maxValue: Math.Max(1, cells)))
                )
            );
    }

    private static string LastLine(string text) =>
        text.TrimEnd().Split('\n', '\r')[^1].Trim() is var line && line.Length > 60 ? line[..59] + "…" : line;

    private sealed class Lines(string name, int cells) : IJob
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
        private readonly Stopwatch stopwatch = Stopwatch.StartNew();
        private TimeSpan printed;

        public void Report(RunEvent happened)
        {
            if (happened.Kind == RunEventKind.Failed)
            {
                Console.WriteLine($"{name}: cell {happened.Cell} failed:\n{Indent(happened.Text)}");
            }
            else if (stopwatch.Elapsed - printed > Interval)
            {
                printed = stopwatch.Elapsed;
                Console.WriteLine($"{name}: cell {happened.Cell} of {cells}, {Seconds(printed)}{Doing(happened)}");
            }
        }

        public void Finish(JobResult result) =>
            Console.WriteLine(
                $"{name}: {(result.Code == ExitCode.Success ? "done" : result.Problem is null ? "failed" : "not run")}, {Seconds(result.Elapsed)}"
            );

        private static string Doing(RunEvent happened) =>
            happened.Kind is RunEventKind.Output or RunEventKind.Progress
            && LastLine(happened.Text) is { Length: > 0 } line
                ? $": {line}"
                : "";

        private static string Seconds(TimeSpan time) =>
            time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

        private static string Indent(string text) => "    " + text.Replace("\n", "\n    ");
    }

    private sealed class Bar(string name, int cells, ProgressTask task) : IJob
    {
        public void Report(RunEvent happened)
        {
            switch (happened.Kind)
            {
                case RunEventKind.Cell:
                    task.Value = happened.Cell - 1;
                    Describe($"cell {happened.Cell} of {cells}");
                    break;
                case RunEventKind.Output or RunEventKind.Progress when LastLine(happened.Text) is { Length: > 0 } line:
                    Describe(line);
                    break;
                case RunEventKind.Failed:
                    AnsiConsole.MarkupLine($"[red]{Markup.Escape(name)}: cell {happened.Cell} failed[/]");
                    AnsiConsole.WriteLine(happened.Text);
                    break;
            }
        }

        public void Finish(JobResult result)
        {
            task.Value = task.MaxValue;
            task.Description =
                result.Code == ExitCode.Success ? $"[green]{Markup.Escape(name)}[/]" : $"[red]{Markup.Escape(name)}[/]";
            task.StopTask();
        }

        private void Describe(string doing) =>
            task.Description = $"{Markup.Escape(name)} [grey]{Markup.Escape(doing)}[/]";
    }
}
