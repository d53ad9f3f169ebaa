namespace DigitLab.Data.Sources;

/// <summary>Keeps two processes from downloading into one folder at once: a file held open.</summary>
internal static class DownloadLock
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Waits until the folder is free. Disposing gives it back.</summary>
    public static IDisposable Take(string folder, TextWriter log)
    {
        var path = Path.Combine(folder, "download.lock");
        var deadline = DateTime.UtcNow + LongestWait;
        for (var waits = 0; ; waits++)
            try
            {
                return new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 1,
                    FileOptions.DeleteOnClose
                );
            }
            catch (IOException error)
                when (error is not DirectoryNotFoundException && File.Exists(path) && DateTime.UtcNow < deadline)
            {
                if (waits == 0)
                    log.WriteLine($"Waiting for another download into {folder}");
                Thread.Sleep(100);
            }
    }
}
