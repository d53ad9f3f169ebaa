using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace DigitLab.Host.Documents;

/// <summary>
/// Runs pure computations (the compiler, a parser) on a thread with a large stack that can be abandoned, so that the
/// caller does not wait for code that ignores cancellation.
/// </summary>
internal static class AbandonableThread
{
    /// <summary>Large enough for deeply nested expressions, blocks and quotes.</summary>
    private const int StackSize = 64 * 1024 * 1024;

    /// <param name="work">Must have no side effects: when abandoned it keeps running for a while.</param>
    /// <param name="interrupt">Abandons the work.</param>
    /// <param name="result">The result.</param>
    /// <returns>Whether it completed.</returns>
    public static bool TryRun<T>(
        Func<CancellationToken, T> work,
        CancellationToken interrupt,
        [MaybeNullWhen(false)] out T result
    )
    {
        T? value = default;
        ExceptionDispatchInfo? error = null;
        // Not disposed: it may be set after the wait has ended.
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
