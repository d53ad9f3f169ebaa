using System.Runtime.ExceptionServices;

namespace DigitLab.Host.Session;

/// <summary>
/// Exceptions in threads and async void methods of cells are shown in the cell's output instead of ending the process
/// and the session.
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
        // Threads of an interrupted cell end with these.
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
                // The process continues in any case.
                ConsoleRedirection.Error.WriteLine(e.Message);
            }
        }
        return true;
    }
}
