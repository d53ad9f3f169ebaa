using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary>What is printed at the end of a command that ran notebooks.</summary>
internal static class Summary
{
    /// <param name="results">How each notebook ended.</param>
    /// <param name="warnings">What else should be known.</param>
    /// <param name="output">Where the result is; null when nothing was written.</param>
    public static ExitCode Print(IReadOnlyList<JobResult> results, IReadOnlyList<string> warnings, string? output)
    {
        foreach (var warning in warnings)
        {
            Console.Error.WriteLine($"warning: {warning}");
        }
        var problems = results.Where(result => result.Problem is not null).ToArray();
        var failures = results.SelectMany(result => result.Failures).ToArray();
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(problem.Problem);
        }
        if (failures.Length > 0)
        {
            Console.Error.WriteLine(failures.Length == 1 ? "1 cell failed:" : $"{failures.Length} cells failed:");
            foreach (var failure in failures)
            {
                Console.Error.WriteLine($"  {failure.Summary}");
            }
        }
        if (output is not null && results.Any(result => result.Notebook is not null))
        {
            Console.WriteLine(output);
        }
        return problems.Length > 0 ? ExitCode.Usage
            : failures.Length > 0 ? ExitCode.CellFailed
            : ExitCode.Success;
    }
}
