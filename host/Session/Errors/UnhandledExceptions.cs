using System.Runtime.ExceptionServices;

namespace DigitLab.Host.Session;

/// <summary>
/// What a thread, or an async void method, of a cell throws is shown in the cell's output; it does not end the process, and
/// the session with it.
/// </summary>
internal static class UnhandledExceptions
{
    private static int installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 0)
        {
            ExceptionHandling.SetUnhandledExceptionHandler(Show);
        }
    }

    private static bool Show(Exception exception)
    {
        // The ends of threads of a cell that was interrupted.
        if (exception is not (CellInterruptedException or ThreadInterruptedException))
        {
            try
            {
                var error = CellError.FromException(exception, "");
                var lines = string.Join('\n', error.Traceback);
                OutputSink.Current.Write("stderr", $"An exception ended a thread: {lines}\n");
            }
            catch (Exception e)
            {
                // The rest of the process is not concerned.
                ConsoleRedirection.Error.WriteLine(e.Message);
            }
        }
        return true;
    }
}
