using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary>Printed at the end of a command that ran notebooks.</summary>
internal static class Summary
{
    /// <param name="results">The results of all notebooks.</param>
    /// <param name="warnings">Other warnings.</param>
    /// <param name="output">Where the results were written; null if nowhere.</param>
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
