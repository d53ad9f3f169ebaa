using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace DigitLab.Host.Jupyter;

/// <summary>One connection of a socket: what waits to be sent to it, and how far it can be trusted.</summary>
internal sealed class ZmtpPeer(Socket socket)
{
    /// <summary>What may wait for a peer; then who sends waits too, as long as the peer reads at all.</summary>
    private const long MaxWaiting = 64L * 1024 * 1024;

    /// <summary>A peer that has read nothing for so long, and has so much to read, is cut off.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly object gate = new();
    private readonly Queue<IReadOnlyList<byte[]>> outgoing = new();
    private long waiting;
    private long progress = Stopwatch.GetTimestamp();
    private bool closed;

    /// <summary>How much is known of the peer; when there are too many, those of whom least is known go first.</summary>
    public enum Standing
    {
        Connected,
        SpeaksZmtp,
        HasSpoken,

        /// <summary>It has signed a message.</summary>
        HasKey,
    }

    public Socket Socket { get; } = socket;

    public long Since { get; } = Stopwatch.GetTimestamp();

    public Standing Known { get; private set; }

    /// <summary>Topics of a subscriber.</summary>
    public ConcurrentDictionary<string, int> Subscriptions { get; } = new();

    /// <summary>Whether nothing waits to be sent.</summary>
    public bool IsIdle => Interlocked.Read(ref waiting) == 0;

    public void Raise(Standing known)
    {
        lock (gate)
        {
            Known = known > Known ? known : Known;
        }
    }

    /// <summary>Adds a message to what is sent; waits for a peer that is slow, and closes the connection of one that does not read.</summary>
    public void Enqueue(IReadOnlyList<byte[]> frames)
    {
        lock (gate)
        {
            while (!closed && waiting > MaxWaiting)
            {
                var left = Patience - Stopwatch.GetElapsedTime(progress);
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

    /// <summary>Sends what is enqueued, until the connection is closed.</summary>
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

    /// <summary>Ends the connection, and forgets what waits.</summary>
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
