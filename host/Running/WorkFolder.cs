namespace DigitLab.Host.Running;

/// <summary>
/// A folder for what a command needs while it runs. A command that is killed leaves its folder; the next one removes it.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Prefix = "digitlab-run-";
    private const string OwnerName = "owner";
    private static readonly TimeSpan BeingMade = TimeSpan.FromMinutes(1);
    private static readonly Lazy<bool> Cleared = new(RemoveLeftovers);

    /// <summary>Held open: the operating system lets go of it when the process ends, however it ends.</summary>
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
                // Another process may have taken it for a leftover between our opening and our locking it.
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
                // Another user's, or another process is about to remove it as well.
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
                // There an open file cannot be deleted.
                held.Dispose();
            }
            Directory.Delete(path, recursive: true);
        }
        else if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > BeingMade)
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Null where another process has it.</summary>
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
