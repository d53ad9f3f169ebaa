using DigitLab.Host.Documents;

namespace DigitLab.Host.Commands;

/// <summary>Errors of commands that read notebooks and write files.</summary>
internal static class FileErrors
{
    /// <summary>Does the work; a file that cannot be read or written becomes a message and an exit code.</summary>
    /// <param name="output">What the work writes.</param>
    /// <param name="work">Returns the exit code when there was no such error.</param>
    public static ExitCode Report(string output, Func<ExitCode> work)
    {
        try
        {
            return work();
        }
        catch (DocumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{output}: cannot be written: {e.Message}");
            return ExitCode.Environment;
        }
    }
}
