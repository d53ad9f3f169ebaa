using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DigitLab.Host.VsCode;

/// <summary>
/// Reserves the process's standard input and output for the protocol: other readers of standard input read nothing, and
/// writes to standard output go to standard error, also from native code.
/// </summary>
internal static partial class ProtocolStreams
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Duplicates a descriptor that child processes do not inherit.</summary>
    private const int DuplicateForThisProcess = 1030;

    /// <summary>Call once, before anything uses Console.</summary>
    public static (Stream Input, Stream Output) Take()
    {
        if (OperatingSystem.IsWindows())
        {
            var streams = (Console.OpenStandardInput(), Console.OpenStandardOutput());
            Console.SetIn(TextReader.Null);
            Console.SetOut(Console.Error);
            return streams;
        }
        var input = Duplicate(StandardInput);
        var output = Duplicate(StandardOutput);
        using var nothing = File.OpenHandle("/dev/null");
        Replace(StandardInput, (int)nothing.DangerousGetHandle());
        Replace(StandardOutput, StandardError);
        // Unbuffered: a frame is sent when it is written.
        return (Open(input, FileAccess.Read), Open(output, FileAccess.Write));
    }

    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 0);

    private static int Duplicate(int descriptor)
    {
        // On other systems the constants differ; there child processes inherit the copy.
        var copy = OperatingSystem.IsLinux() ? Control(descriptor, DuplicateForThisProcess, 3) : Dup(descriptor);
        return copy >= 0 ? copy : throw new IOException($"Standard stream {descriptor} is closed.");
    }

    private static void Replace(int descriptor, int by)
    {
        if (Dup2(by, descriptor) < 0)
        {
            throw new IOException($"Standard stream {descriptor} cannot be replaced.");
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);
}
