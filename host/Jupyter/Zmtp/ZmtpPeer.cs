using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace DigitLab.Host.Jupyter;

/// <summary>A socket's connection to one peer: its send queue and its trust level.</summary>
internal sealed class ZmtpPeer(Socket socket)
{
    /// <summary>The queue's limit; then the sender waits while the peer keeps reading.</summary>
    private const long MaxWaiting = 64L * 1024 * 1024;

    /// <summary>A peer that has a full queue and has read nothing for this long is disconnected.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(5);

    private readonly object gate = new();
    private readonly Queue<IReadOnlyList<byte[]>> outgoing = new();
    private long waiting;
    private long progress = Stopwatch.GetTimestamp();
    private bool closed;

    /// <summary>The trust level; when there are too many peers, the least trusted are disconnected first.</summary>
    public enum Standing
    {
        Connected,
        SpeaksZmtp,
        HasSpoken,

        /// <summary>It has sent a signed message.</summary>
        HasKey,
    }

    public Socket Socket { get; } = socket;

    public long Since { get; } = Stopwatch.GetTimestamp();

    public Standing Known { get; private set; }

    /// <summary>The topics of a subscriber.</summary>
    public ConcurrentDictionary<string, int> Subscriptions { get; } = new();

    /// <summary>Whether the send queue is empty.</summary>
    public bool IsIdle => Interlocked.Read(ref waiting) == 0;

    public void Raise(Standing known)
    {
        lock (gate)
        {
            Known = known > Known ? known : Known;
        }
    }

    /// <summary>
    /// Enqueues a message; waits for a slow peer, and closes the connection of one that does not read.
    /// </summary>
    public void Enqueue(IReadOnlyList<byte[]> frames)
    {
        lock (gate)
        {
            while (!closed && waiting > MaxWaiting)
            {
                var left = SendTimeout - Stopwatch.GetElapsedTime(progress);
                if (left <= TimeSpan.Zero)
                {
                    Close();
                    return;
                }
                Monitor.Wait(gate, left);
            }
            if (closed)
            {
                return;
            }
            if (outgoing.Count == 0)
            {
                progress = Stopwatch.GetTimestamp();
            }
            outgoing.Enqueue(frames);
            waiting += Size(frames);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Sends queued messages until the connection is closed.</summary>
    public void SendAll(ZmtpConnection connection)
    {
        while (true)
        {
            IReadOnlyList<byte[]> frames;
            lock (gate)
            {
                while (!closed && outgoing.Count == 0)
                {
                    Monitor.Wait(gate);
                }
                if (closed)
                {
                    return;
                }
                frames = outgoing.Peek();
            }
            connection.Write(frames, Progress);
            lock (gate)
            {
                if (outgoing.TryDequeue(out _))
                {
                    waiting -= Size(frames);
                }
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Closes the connection and drops queued messages.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            outgoing.Clear();
            waiting = 0;
            Monitor.PulseAll(gate);
        }
        Socket.Dispose();
    }

    private void Progress()
    {
        lock (gate)
        {
            progress = Stopwatch.GetTimestamp();
            Monitor.PulseAll(gate);
        }
    }

    private static long Size(IReadOnlyList<byte[]> frames) => frames.Sum(frame => (long)frame.Length + 9);
}
