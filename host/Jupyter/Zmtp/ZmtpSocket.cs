using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace DigitLab.Host.Jupyter;

/// <summary>A listening ZeroMQ socket: ROUTER, PUB or REP, with any number of peers.</summary>
/// <remarks>
/// Each connection has its own threads, because cells may block the whole thread pool and an interrupt must still be
/// received.
/// </remarks>
internal sealed class ZmtpSocket : IDisposable
{
    private const int MaxPeers = 256;
    private const int StackSize = 512 * 1024;
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    private readonly string type;
    private readonly string? file;
    private readonly Socket listener;
    private readonly ConcurrentDictionary<ZmtpPeer, byte> all = new();
    private readonly ConcurrentDictionary<string, ZmtpPeer> peers = new();
    private readonly ConcurrentDictionary<string, byte> trusted = new();
    private readonly Lock entering = new();
    private readonly Func<byte[][], bool> received;

    /// <param name="type">"ROUTER", "PUB" or "REP".</param>
    /// <param name="endpoint">Where to listen; port 0 lets the system choose.</param>
    /// <param name="received">
    /// Receives each message of a ROUTER's peers and returns whether it was signed; the first frame is the peer's
    /// identity.
    /// </param>
    public ZmtpSocket(string type, EndPoint endpoint, Func<byte[][], bool>? received = null)
    {
        this.type = type;
        this.received = received ?? (_ => false);
        file = (endpoint as UnixDomainSocketEndPoint)?.ToString();
        listener = new Socket(
            endpoint.AddressFamily,
            SocketType.Stream,
            file is not null ? ProtocolType.Unspecified : ProtocolType.Tcp
        );
        if (file is not null)
        {
            // A killed kernel leaves its sockets behind, and a restarted one gets the same names.
            File.Delete(file);
        }
        listener.Bind(endpoint);
        if (file is not null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        listener.Listen();
        StartThread($"{type} accepts", Accept);
    }

    /// <summary>The port that the socket listens on; 0 for ipc.</summary>
    public int Port => (listener.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    /// <summary>
    /// Sends to the peer named by the first frame (ROUTER), or to all subscribers of its topic (PUB).
    /// </summary>
    public void Send(IReadOnlyList<byte[]> frames)
    {
        if (type == "PUB")
        {
            var topic = Convert.ToHexString(frames[0]);
            foreach (var peer in peers.Values)
            {
                if (peer.Subscriptions.Keys.Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    peer.Enqueue(frames);
                }
            }
        }
        else if (peers.TryGetValue(Convert.ToHexString(frames[0]), out var peer))
        {
            peer.Enqueue([.. frames.Skip(1)]);
        }
    }

    /// <summary>The peer with this identity has proved on another socket that it has the key.</summary>
    public void Trust(byte[] identity)
    {
        var key = Convert.ToHexString(identity);
        if (trusted.TryAdd(key, 0) && peers.TryGetValue(key, out var peer))
        {
            peer.Raise(ZmtpPeer.Standing.HasKey);
        }
    }

    /// <summary>Waits until queued messages have been sent.</summary>
    public void Flush(TimeSpan timeout) => SpinWait.SpinUntil(() => peers.Values.All(peer => peer.IsIdle), timeout);

    public void Dispose()
    {
        listener.Dispose();
        foreach (var peer in all.Keys)
        {
            peer.Close();
        }
        if (file is not null)
        {
            File.Delete(file);
        }
    }

    private static void StartThread(string name, Action work) =>
        new Thread(() => work(), StackSize) { IsBackground = true, Name = name }.UnsafeStart();

    private void Accept()
    {
        while (true)
        {
            try
            {
                var peer = new ZmtpPeer(listener.Accept());
                all[peer] = 0;
                if (all.Count > MaxPeers)
                {
                    // Peers without the key must not exhaust the connections.
                    all.Keys.Where(other => other != peer)
                        .Where(other => other.Known < ZmtpPeer.Standing.HasKey)
                        .OrderBy(other => other.Known)
                        .ThenBy(other => other.Since)
                        .FirstOrDefault(peer)
                        .Close();
                }
                StartThread($"{type} reads", () => Serve(peer));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (
                    e.SocketErrorCode
                    is SocketError.OperationAborted
                        or SocketError.Interrupted
                        or SocketError.NotSocket
                )
                {
                    return;
                }
                // The peer disconnected while connecting; or the process has too many open files, which may change.
                Thread.Sleep(10);
            }
        }
    }

    private void Serve(ZmtpPeer peer)
    {
        string? key = null;
        try
        {
            var socket = peer.Socket;
            if (socket.ProtocolType == ProtocolType.Tcp)
            {
                socket.NoDelay = true;
            }
            socket.ReceiveTimeout = socket.SendTimeout = (int)HandshakeTime.TotalMilliseconds;
            using var stream = new NetworkStream(socket);
            var connection = new ZmtpConnection(stream, type);
            connection.Handshake();
            socket.ReceiveTimeout = socket.SendTimeout = 0;
            peer.Raise(ZmtpPeer.Standing.SpeaksZmtp);
            var identity =
                connection.Identity.Length > 0 ? connection.Identity : [0, .. RandomNumberGenerator.GetBytes(4)];
            key = type == "ROUTER" ? Convert.ToHexString(identity) : Guid.NewGuid().ToString("N");
            if (trusted.ContainsKey(key))
            {
                peer.Raise(ZmtpPeer.Standing.HasKey);
            }
            Enter(key, peer);
            StartThread($"{type} sends", () => Send(peer, connection));
            while (true)
            {
                Handle(peer, identity, connection.Read(), key);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Disconnected; other peers are not affected.
        }
        finally
        {
            if (key is not null)
            {
                peers.TryRemove(KeyValuePair.Create(key, peer));
            }
            all.TryRemove(peer, out _);
            peer.Close();
        }
    }

    private static void Send(ZmtpPeer peer, ZmtpConnection connection)
    {
        try
        {
            peer.SendAll(connection);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            peer.Close();
        }
    }

    /// <summary>
    /// A client that reconnects with its identity replaces its old connection. Identities are not secret, so a peer
    /// without the key does not replace one that has it.
    /// </summary>
    private void Enter(string key, ZmtpPeer peer)
    {
        lock (entering)
        {
            if (!peers.TryGetValue(key, out var other) || other.Known <= peer.Known || !all.ContainsKey(other))
            {
                peers[key] = peer;
            }
        }
    }

    private void Handle(ZmtpPeer peer, byte[] identity, byte[][] frames, string key)
    {
        switch (type)
        {
            case "ROUTER":
                if (received([identity, .. frames]))
                {
                    peer.Raise(ZmtpPeer.Standing.HasKey);
                    Enter(key, peer);
                }
                break;
            case "PUB":
                if (frames is [[var kind, .. var topic]])
                {
                    peer.Raise(ZmtpPeer.Standing.HasSpoken);
                    var prefix = Convert.ToHexString(topic);
                    if (kind == 1)
                    {
                        peer.Subscriptions.AddOrUpdate(prefix, 1, (_, count) => count + 1);
                    }
                    else if (peer.Subscriptions.AddOrUpdate(prefix, 0, (_, count) => count - 1) <= 0)
                    {
                        peer.Subscriptions.TryRemove(prefix, out _);
                    }
                }
                break;
            case "REP":
                peer.Raise(ZmtpPeer.Standing.HasSpoken);
                peer.Enqueue(frames);
                break;
        }
    }
}
