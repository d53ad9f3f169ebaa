using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace DigitLab.Host.Session;

/// <summary>Runs the compiler where it can be left alone: an interrupt need not wait until it looks for one.</summary>
internal static class CompilationThread
{
    /// <summary>Expressions and blocks within each other: the compiler goes as deep as they do.</summary>
    private const int StackSize = 64 * 1024 * 1024;

    /// <param name="compile">Changes nothing that others see: what it returns after an interrupt is dropped.</param>
    /// <param name="interrupt">Ends it.</param>
    /// <param name="result">What it returned.</param>
    /// <returns>Whether it ended by itself.</returns>
    public static bool TryRun<T>(
        Func<CancellationToken, T> compile,
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
                    value = compile(interrupt);
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
            Name = "compiler",
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
