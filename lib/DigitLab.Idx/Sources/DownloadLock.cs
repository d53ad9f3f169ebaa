using System.Security.Cryptography;
using System.Text;

namespace DigitLab.Idx.Sources;

/// <summary>
/// Keeps two processes from downloading into one folder at once: a file held open in the system's folder for temporary
/// files. It is not deleted afterwards, because another process may have opened it already.
/// </summary>
internal static class DownloadLock
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Waits until no other process downloads into the folder. Disposing releases the lock.</summary>
    public static IDisposable Take(string folder, TextWriter log)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName} {folder}"));
        var path = Path.Combine(Path.GetTempPath(), $"digitlab-{Convert.ToHexString(key.AsSpan(0, 8))}.lock");
        var deadline = DateTime.UtcNow + LongestWait;
        for (var waits = 0; ; waits++)
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && DateTime.UtcNow < deadline)
            {
                if (waits == 0)
                    log.WriteLine($"Waiting for another download into {folder}");
                Thread.Sleep(100);
            }
    }
}
