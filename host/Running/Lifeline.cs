using System.Diagnostics;
using System.IO.Pipes;
using System.Security.Cryptography;

namespace DigitLab.Host.Running;

/// <summary>
/// Ends a notebook's process when its parent exits without ending it, for example when it is killed: the operating
/// system then closes the parent's end of a pipe. The pipe's first bytes are the key that signs the events.
/// </summary>
internal sealed class Lifeline : IDisposable
{
    private readonly AnonymousPipeServerStream pipe = new(PipeDirection.Out, HandleInheritability.Inheritable);

    private readonly byte[] key = RandomNumberGenerator.GetBytes(EventSigner.KeyLength);

    /// <summary>Verifies events that the other process signed.</summary>
    public EventSigner Signer => new(key);

    /// <summary>The handle that is passed to the other process.</summary>
    public string Handle => pipe.GetClientHandleAsString();

    /// <summary>Called after the other process has started.</summary>
    public void Started()
    {
        pipe.DisposeLocalCopyOfClientHandle();
        try
        {
            pipe.Write(key);
        }
        catch (IOException)
        {
            // It has exited already.
        }
    }

    public void Dispose() => pipe.Dispose();

    /// <summary>In the started process: ends it when the parent exits.</summary>
    /// <returns>Signs this process's events.</returns>
    /// <exception cref="EndOfStreamException">The parent has exited already.</exception>
    public static EventSigner Hold(string handle)
    {
        var pipe = new AnonymousPipeClientStream(PipeDirection.In, handle);
        var key = new byte[EventSigner.KeyLength];
        pipe.ReadExactly(key);
        new Thread(() =>
        {
            try
            {
                // Nothing else is written to the pipe.
                _ = pipe.ReadByte();
            }
            catch (IOException)
            {
                // On Windows this exception means that the other end is closed.
            }
            // At once: threads left behind by cells could delay a normal exit.
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
