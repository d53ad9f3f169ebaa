namespace DigitLab.Files;

/// <summary>
/// Gives one process at a time the right to a file, by a lock file beside it that the owner holds open. The operating system
/// closes it when the process ends, however it ends.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream held;
    private readonly string owner;

    private FileLock(FileStream held, string owner) => (this.held, this.owner) = (held, owner);

    /// <exception cref="IOException">It is taken; the message names the process.</exception>
    public static FileLock Take(string file)
    {
        var (path, owner) = (file + ".lock", file + ".owner");
        while (true)
        {
            FileStream held;
            try
            {
                held = new(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 1,
                    FileOptions.DeleteOnClose
                );
            }
            catch (IOException error) when (File.Exists(path))
            {
                throw new IOException(
                    $"{file} is in use ({Read(owner)}). Wait until the other one ends, stop it, or choose another path.",
                    error
                );
            }
            // The previous owner may have deleted it between our opening and our locking it.
            if (!File.Exists(path))
            {
                held.Dispose();
                continue;
            }
            // In a separate file, because a locked one cannot be read by others.
            File.WriteAllText(
                owner,
                $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC"
            );
            return new(held, owner);
        }
    }

    private static string Read(string owner)
    {
        try
        {
            return File.ReadAllText(owner);
        }
        catch (IOException)
        {
            return "by another process";
        }
    }

    public void Dispose()
    {
        File.Delete(owner);
        held.Dispose();
    }
}
