using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace DigitLab.Host.Documents;

/// <summary>
/// Runs work that computes something and changes nothing, the compiler's or a parser's, where it can be left alone: nobody
/// has to wait until it looks whether it should end, and it may go deep.
/// </summary>
internal static class AbandonableThread
{
    /// <summary>For what stands within each other: expressions, blocks, quotes.</summary>
    private const int StackSize = 64 * 1024 * 1024;

    /// <param name="work">Changes nothing that others see: when it is left alone it goes on for a while.</param>
    /// <param name="interrupt">Ends the wait.</param>
    /// <param name="result">What it returned.</param>
    /// <returns>Whether it ended by itself.</returns>
    public static bool TryRun<T>(
        Func<CancellationToken, T> work,
        CancellationToken interrupt,
        [MaybeNullWhen(false)] out T result
    )
    {
        T? value = default;
        ExceptionDispatchInfo? error = null;
        // Not disposed: it may be set when nobody waits any more.
        var done = new ManualResetEventSlim();
        new Thread(
            () =>
            {
                try
                {
                    value = work(interrupt);
                }
                catch (Exception e)
                {
                    error = ExceptionDispatchInfo.Capture(e);
                }
                done.Set();
            },
            StackSize
        )
        {
            IsBackground = true,
            Name = "compiler or parser",
        }.Start();
        if (WaitHandle.WaitAny([done.WaitHandle, interrupt.WaitHandle]) == 1 || interrupt.IsCancellationRequested)
        {
            result = default;
            return false;
        }
        error?.Throw();
        result = value!;
        return true;
    }
}
