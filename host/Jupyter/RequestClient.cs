using System.Text.Json.Nodes;
using DigitLab.Host.Execution;
using DigitLab.Host.Session;

namespace DigitLab.Host.Jupyter;

/// <summary>The client that sent an execute_request.</summary>
/// <param name="server">The kernel.</param>
/// <param name="request">What it sent.</param>
/// <param name="silent">Whether it wants no outputs.</param>
internal sealed class RequestClient(KernelServer server, JupyterMessage request, bool silent) : ICellClient
{
    public void Send(string type, JsonObject content)
    {
        if (!silent)
        {
            server.Publish(type, content, request);
        }
    }

    public string ReadInput(string prompt, bool isPassword, CancellationToken interrupt) =>
        server.ReadInput(prompt, isPassword, request, interrupt);

    public void Restarting(CellError error) => server.Restart(request, error);
}
