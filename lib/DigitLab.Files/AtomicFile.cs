using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DigitLab.Files;

/// <summary>Files that are there whole or not at all: written under a temporary name beside it, then renamed.</summary>
internal static partial class AtomicFile
{
    /// <summary>Writes a file and its folder; on failure, or when the process is killed, what was there before stays.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var temporary = TemporaryName(path);
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <inheritdoc cref="Write"/>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(new UTF8Encoding(false).GetBytes(text)));

    /// <summary>Says before a long work whose result is to go there that it will not.</summary>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    public static void RequireWritable(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
            // Killed here, it leaves what RemoveLeftovers knows.
            File.Create(TemporaryName(path), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"{path} cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Deletes what a killed process may have left half written. Only for files that one process writes at a time.</summary>
    public static void RemoveLeftovers(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
        if (Directory.Exists(folder))
            foreach (var leftover in Directory.GetFiles(folder, $"{name}.*.tmp"))
                File.Delete(leftover);
    }

    /// <summary>Deletes temporary files whose process has ended. For folders that several processes write to.</summary>
    public static void RemoveAbandoned(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            if (TemporaryEnd().Match(path) is not { Success: true } match || IsRunning(match.Groups["process"].Value))
                continue;
            try
            {
                File.Delete(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another user's file, in a folder that several users write to.
            }
        }
    }

    private static string TemporaryName(string path) => $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";

    [GeneratedRegex(@"\.(?<process>\d+)\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex TemporaryEnd();

    private static bool IsRunning(string process)
    {
        // This process has written nothing yet when it cleans up: the file is of an earlier one with the same number.
        if (!int.TryParse(process, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId)
            return false;
        try
        {
            Process.GetProcessById(id).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
