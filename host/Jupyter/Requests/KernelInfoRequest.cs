using System.Reflection;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Asks what the kernel is.</summary>
internal sealed record KernelInfoRequest : IKernelRequest<KernelInfoRequest>
{
    public static string MessageType => "kernel_info_request";

    public static KernelInfoRequest Read(JsonObject content) => new();
}

internal sealed class KernelInfoHandler : IRequestHandler<KernelInfoRequest>
{
    public JsonObject Handle(KernelInfoRequest request, RequestContext context) =>
        new()
        {
            ["protocol_version"] = JupyterMessage.ProtocolVersion,
            ["implementation"] = "digitlab",
            ["implementation_version"] = Version,
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = IpynbWriter.LanguageVersion,
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
            },
            ["banner"] = $"C# {IpynbWriter.LanguageVersion} on .NET {Environment.Version} (digitlab {Version})",
            ["help_links"] = new JsonArray(
                new JsonObject { ["text"] = "C#", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" },
                new JsonObject { ["text"] = "TorchSharp", ["url"] = "https://github.com/dotnet/TorchSharp" }
            ),
            ["debugger"] = false,
            ["status"] = "ok",
        };

    private static string Version =>
        typeof(KernelInfoHandler)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
}
