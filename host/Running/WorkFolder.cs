namespace DigitLab.Host.Running;

/// <summary>
/// A temporary folder for a command. A killed command leaves its folder; the next command removes it.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Prefix = "digitlab-run-";
    private const string OwnerName = "owner";
    private static readonly TimeSpan BeingMade = TimeSpan.FromMinutes(1);
    private static readonly Lazy<bool> Cleared = new(RemoveLeftovers);

    /// <summary>Held open as a lock, which the operating system releases when the process ends.</summary>
    private readonly FileStream owner;

    private WorkFolder(string path, FileStream owner) => (Path, this.owner) = (path, owner);

    public string Path { get; }

    public static WorkFolder Create()
    {
        _ = Cleared.Value;
        var path = "";
        for (var attempt = 0; attempt < 10; attempt++)
        {
            path = Directory.CreateTempSubdirectory(Prefix).FullName;
            if (Hold(path, FileMode.CreateNew) is { } owner)
            {
                // Another process may have deleted it between opening and locking.
                if (File.Exists(owner.Name))
                {
                    return new WorkFolder(path, owner);
                }
                owner.Dispose();
            }
        }
        throw new IOException($"{path}: files cannot be written here.");
    }

    public void Dispose()
    {
        owner.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private static bool RemoveLeftovers()
    {
        foreach (var path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                Remove(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or another process is removing it as well.
            }
        }
        return true;
    }

    private static void Remove(string path)
    {
        if (File.Exists(System.IO.Path.Combine(path, OwnerName)))
        {
            using var held = Hold(path, FileMode.Open);
            if (held is null)
            {
                return;
            }
            if (OperatingSystem.IsWindows())
            {
                // On Windows an open file cannot be deleted.
                held.Dispose();
            }
            Directory.Delete(path, recursive: true);
        }
        else if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > BeingMade)
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Null if another process has the lock.</summary>
    private static FileStream? Hold(string path, FileMode mode)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, OwnerName),
                mode,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 1
            );
        }
        catch (Exception e) when (e is IOException and not PathTooLongException)
        {
            return null;
        }
    }
}
