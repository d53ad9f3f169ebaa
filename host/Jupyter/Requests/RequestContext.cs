using System.Text.Json.Nodes;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>A request that is being handled: where its outputs and its reply go.</summary>
internal sealed class RequestContext(KernelChannels channels, KernelChannels.Channel channel, JupyterMessage message)
{
    public JupyterMessage Message => message;

    /// <summary>Whether the cells queued behind this one are not run, because it failed.</summary>
    public bool AbortsQueued { get; set; }

    /// <summary>Whether the kernel ends after the reply.</summary>
    public bool EndsKernel { get; set; }

    public void Publish(string type, JsonObject content) => channels.Publish(type, content, message);

    /// <param name="state">"busy" or "idle".</param>
    public void PublishStatus(string state) => Publish("status", new JsonObject { ["execution_state"] = state });

    public void Reply(JsonObject content) =>
        channels.Reply(channel, message.Type.Replace("_request", "_reply", StringComparison.Ordinal), content, message);

    /// <inheritdoc cref="KernelChannels.ReadInput"/>
    public string ReadInput(string prompt, bool isPassword, CancellationToken interrupt) =>
        channels.ReadInput(prompt, isPassword, message, interrupt);
}
