using System.Diagnostics;
using System.IO.Pipes;

namespace DigitLab.Host.Running;

/// <summary>
/// Ends a notebook's process when the one that started it is gone without a word: killed, say. Its end of a pipe is closed
/// then, which only the system can do.
/// </summary>
internal sealed class Lifeline : IDisposable
{
    private readonly AnonymousPipeServerStream pipe = new(PipeDirection.Out, HandleInheritability.Inheritable);

    /// <summary>How the other process names its end.</summary>
    public string Handle => pipe.GetClientHandleAsString();

    /// <summary>The other process has its end now.</summary>
    public void Started() => pipe.DisposeLocalCopyOfClientHandle();

    public void Dispose() => pipe.Dispose();

    /// <summary>In the process that was started: ends it with the other one.</summary>
    public static void Hold(string handle)
    {
        var pipe = new AnonymousPipeClientStream(PipeDirection.In, handle);
        new Thread(() =>
        {
            try
            {
                // Nothing is ever written.
                _ = pipe.ReadByte();
            }
            catch (IOException)
            {
                // Windows says so that the other end is closed.
            }
            // At once: what the cells left behind might not let it end.
            using var self = Process.GetCurrentProcess();
            self.Kill();
        })
        {
            IsBackground = true,
            Name = "lifeline",
        }.Start();
    }
}
