using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter;

/// <summary>A Jupyter connection file: where to listen, and the key that signs messages.</summary>
internal sealed record ConnectionFile(
    string Transport,
    string Ip,
    string Key,
    int ShellPort,
    int ControlPort,
    int StdinPort,
    int IopubPort,
    int HeartbeatPort
)
{
    /// <exception cref="DocumentException">
    /// The file is missing, or not a connection file that this kernel supports.
    /// </exception>
    public static ConnectionFile Load(string path)
    {
        JsonNode? json;
        try
        {
            json = Json.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DocumentException($"{path}: a Jupyter connection file (JSON) was expected: {e.Message}", e);
        }
        var scheme = json.Text("signature_scheme") ?? "hmac-sha256";
        if (scheme != "hmac-sha256")
        {
            throw new DocumentException(
                $"{path}: signature_scheme is {scheme}, but this kernel signs with hmac-sha256."
            );
        }
        var transport = json.Text("transport") ?? "tcp";
        var ip = json.Text("ip") ?? "127.0.0.1";
        if (transport == "tcp" && !(IPAddress.TryParse(ip, out var address) && IPAddress.IsLoopback(address)))
        {
            throw new DocumentException(
                $"{path}: ip is {ip}, but this kernel listens only on the loopback address (127.0.0.1)."
            );
        }
        if (transport is not ("tcp" or "ipc"))
        {
            throw new DocumentException($"{path}: transport is {transport}, but this kernel serves tcp and ipc.");
        }
        return new ConnectionFile(
            transport,
            ip,
            json.Text("key") ?? "",
            Port("shell_port"),
            Port("control_port"),
            Port("stdin_port"),
            Port("iopub_port"),
            Port("hb_port")
        );

        int Port(string name) =>
            json is JsonObject file
            && file[name] is JsonValue value
            && value.TryGetValue(out int port)
            && port is >= 0 and <= 65535
                ? port
                : throw new DocumentException($"{path}: {name} must be a port number.");
    }
}
