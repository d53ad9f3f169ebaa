namespace DigitLab.Training;

/// <summary>
/// Keeps two trainings from writing one checkpoint: a file beside it that its owner holds open. The operating system lets
/// go of it when the process ends, however it ends.
/// </summary>
internal sealed class CheckpointLock : IDisposable
{
    private readonly FileStream held;
    private readonly string owner;

    private CheckpointLock(FileStream held, string owner) => (this.held, this.owner) = (held, owner);

    /// <exception cref="IOException">Another training holds it; the message says which process.</exception>
    public static CheckpointLock Take(string checkpoint)
    {
        var (path, owner) = (checkpoint + ".lock", checkpoint + ".owner");
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
                    $"{checkpoint} is in use by another training ({Read(owner)}). "
                        + "Wait until it ends, stop it, or give this one another path.",
                    error
                );
            }
            // Its last owner may have deleted it between our opening and our locking it.
            if (!File.Exists(path))
            {
                held.Dispose();
                continue;
            }
            // In a file of its own: nobody else can read one that is held.
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
            return "of another process";
        }
    }

    public void Dispose()
    {
        File.Delete(owner);
        held.Dispose();
    }
}
