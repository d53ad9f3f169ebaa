using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace DigitLab.Host.Jupyter;

/// <summary>A ZeroMQ socket that listens: ROUTER, PUB or REP, for any number of peers that come and go.</summary>
internal sealed class ZmtpSocket : IDisposable
{
    /// <summary>A peer that reads so slowly that this much waits for it is cut off.</summary>
    private const long MaxWaiting = 512L * 1024 * 1024;

    private const int MaxPeers = 256;
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    private readonly string type;
    private readonly string? file;
    private readonly Socket listener;
    private readonly ConcurrentDictionary<string, Peer> peers = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Action<byte[][]> received;

    private sealed class Peer(ZmtpConnection connection)
    {
        private long waiting;

        public ZmtpConnection Connection { get; } = connection;

        public Channel<IReadOnlyList<byte[]>> Outgoing { get; } =
            Channel.CreateUnbounded<IReadOnlyList<byte[]>>(new UnboundedChannelOptions { SingleReader = true });

        /// <summary>Topics of a subscriber.</summary>
        public ConcurrentDictionary<string, int> Subscriptions { get; } = new();

        public long Waiting(long change) => Interlocked.Add(ref waiting, change);
    }

    /// <param name="type">"ROUTER", "PUB" or "REP".</param>
    /// <param name="endpoint">Where to listen; port 0 lets the system choose.</param>
    /// <param name="received">Gets each message; of a ROUTER the first frame is the peer's identity.</param>
    public ZmtpSocket(string type, EndPoint endpoint, Action<byte[][]> received)
    {
        this.type = type;
        this.received = received;
        file = (endpoint as UnixDomainSocketEndPoint)?.ToString();
        listener = new Socket(
            endpoint.AddressFamily,
            SocketType.Stream,
            file is not null ? ProtocolType.Unspecified : ProtocolType.Tcp
        );
        if (file is not null)
        {
            // A kernel that was killed leaves its sockets behind, and a restarted one gets the same names.
            File.Delete(file);
        }
        listener.Bind(endpoint);
        if (file is not null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>The port that the socket listens on; 0 for ipc.</summary>
    public int Port => (listener.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    /// <summary>A peer has subscribed to something; PUB only.</summary>
    public event Action<string>? Subscribed;

    /// <summary>Sends to the peer that the first frame names (ROUTER), or to all that subscribed to what it starts with (PUB).</summary>
    public void Send(IReadOnlyList<byte[]> frames)
    {
        if (type == "PUB")
        {
            var topic = Convert.ToHexString(frames[0]);
            foreach (var (key, peer) in peers)
            {
                if (peer.Subscriptions.Keys.Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    Enqueue(key, peer, frames);
                }
            }
        }
        else if (peers.TryGetValue(Convert.ToHexString(frames[0]), out var peer))
        {
            Enqueue(Convert.ToHexString(frames[0]), peer, [.. frames.Skip(1)]);
        }
    }

    /// <summary>Waits until what was sent has left this process.</summary>
    public void Flush(TimeSpan timeout) =>
        SpinWait.SpinUntil(() => peers.Values.All(peer => peer.Waiting(0) == 0), timeout);

    public void Dispose()
    {
        closing.Cancel();
        listener.Dispose();
        if (file is not null)
        {
            File.Delete(file);
        }
    }

    private async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(closing.Token);
                if (peers.Count >= MaxPeers)
                {
                    socket.Dispose();
                    continue;
                }
                _ = ServeAsync(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A peer that was gone before it was there.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        string? key = null;
        Peer? peer = null;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
            {
                socket.NoDelay = true;
            }
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var connection = new ZmtpConnection(stream, type);
            using (var handshake = CancellationTokenSource.CreateLinkedTokenSource(gone.Token))
            {
                handshake.CancelAfter(HandshakeTime);
                await connection.HandshakeAsync(handshake.Token);
            }
            var identity =
                connection.Identity.Length > 0 ? connection.Identity : [0, .. RandomNumberGenerator.GetBytes(4)];
            key = type == "ROUTER" ? Convert.ToHexString(identity) : Guid.NewGuid().ToString("N");
            peer = new Peer(connection);
            // A client that reconnects under its name takes the place of its old connection.
            peers[key] = peer;
            var sending = SendAllAsync(peer, gone);
            while (true)
            {
                Handle(peer, identity, await connection.ReadAsync(gone.Token), key);
            }
        }
        catch (Exception e)
            when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone, or cut off: other peers are not concerned.
        }
        finally
        {
            await gone.CancelAsync();
            if (key is not null && peer is not null)
            {
                peer.Outgoing.Writer.TryComplete();
                peers.TryRemove(KeyValuePair.Create(key, peer));
            }
            socket.Dispose();
        }
    }

    private void Handle(Peer peer, byte[] identity, byte[][] frames, string key)
    {
        switch (type)
        {
            case "ROUTER":
                received([identity, .. frames]);
                break;
            case "PUB":
                if (frames is [[var kind, .. var topic]])
                {
                    var prefix = Convert.ToHexString(topic);
                    if (kind == 1)
                    {
                        peer.Subscriptions.AddOrUpdate(prefix, 1, (_, count) => count + 1);
                        Subscribed?.Invoke(key);
                    }
                    else if (peer.Subscriptions.AddOrUpdate(prefix, 0, (_, count) => count - 1) <= 0)
                    {
                        peer.Subscriptions.TryRemove(prefix, out _);
                    }
                }
                break;
            case "REP":
                Enqueue(key, peer, frames);
                break;
        }
    }

    private void Enqueue(string key, Peer peer, IReadOnlyList<byte[]> frames)
    {
        if (peer.Waiting(Size(frames)) > MaxWaiting)
        {
            peer.Outgoing.Writer.TryComplete(new IOException("The peer does not read."));
            peers.TryRemove(KeyValuePair.Create(key, peer));
            return;
        }
        peer.Outgoing.Writer.TryWrite(frames);
    }

    private static async Task SendAllAsync(Peer peer, CancellationTokenSource gone)
    {
        try
        {
            await foreach (var frames in peer.Outgoing.Reader.ReadAllAsync(gone.Token))
            {
                await peer.Connection.WriteAsync(frames, gone.Token);
                peer.Waiting(-Size(frames));
            }
        }
        catch (Exception e)
            when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await gone.CancelAsync();
        }
    }

    private static long Size(IReadOnlyList<byte[]> frames) => frames.Sum(frame => (long)frame.Length + 9);
}
