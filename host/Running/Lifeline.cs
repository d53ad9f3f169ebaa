using System.Diagnostics;
using System.IO.Pipes;
using System.Security.Cryptography;

namespace DigitLab.Host.Running;

/// <summary>
/// Ends a notebook's process when the one that started it is gone without a word: killed, say. Its end of a pipe is closed
/// then, which only the system can do. The pipe's first bytes are the key with which the process signs what it tells.
/// </summary>
internal sealed class Lifeline : IDisposable
{
    private readonly AnonymousPipeServerStream pipe = new(PipeDirection.Out, HandleInheritability.Inheritable);

    private readonly byte[] key = RandomNumberGenerator.GetBytes(EventSigner.KeyLength);

    /// <summary>Knows what the other process has signed.</summary>
    public EventSigner Signer => new(key);

    /// <summary>How the other process names its end.</summary>
    public string Handle => pipe.GetClientHandleAsString();

    /// <summary>The other process has its end now.</summary>
    public void Started()
    {
        pipe.DisposeLocalCopyOfClientHandle();
        try
        {
            pipe.Write(key);
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    public void Dispose() => pipe.Dispose();

    /// <summary>In the process that was started: ends it with the other one.</summary>
    /// <returns>What signs this process's events.</returns>
    /// <exception cref="EndOfStreamException">The other process is gone already.</exception>
    public static EventSigner Hold(string handle)
    {
        var pipe = new AnonymousPipeClientStream(PipeDirection.In, handle);
        var key = new byte[EventSigner.KeyLength];
        pipe.ReadExactly(key);
        new Thread(() =>
        {
            try
            {
                // Nothing more is ever written.
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
        return new(key);
    }
}
