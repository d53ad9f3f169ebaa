using System.IO.Pipelines;
using System.Text.Json;
using DigitLab.Host.Documents;
using DigitLab.Host.Language;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace DigitLab.Host.VsCode;

/// <summary>
/// The host of one notebook in VS Code: the connection to the extension, a session, and language help.
/// </summary>
internal sealed class VsCodeServer
{
    /// <summary>How long to wait for remaining responses at the end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim ended = new();
    private readonly IJsonRpcMessageHandler messages;
    private readonly CountingRpc rpc;
    private readonly ExtensionClient client;
    private volatile bool isAlone;

    /// <summary>
    /// Starts to read; <see cref="WaitUntilEnd"/> returns when the extension has disconnected or ended the host.
    /// </summary>
    public VsCodeServer(Stream input, Stream output)
    {
        var frames = new FrameReader(input)
        {
            Asked = () => rpc!.Asked(),
            Refused = Refuse,
            Ended = () =>
            {
                isAlone = true;
                End();
            },
        };
        var format = new SystemTextJsonFormatter
        {
            JsonSerializerOptions = new(Json.OneLine)
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                RespectNullableAnnotations = true,
                RespectRequiredConstructorParameters = true,
            },
        };
        messages = new SerialMessageHandler(PipeWriter.Create(new UnbufferedStream(output)), frames.Messages, format);
        rpc = new CountingRpc(messages) { SynchronizationContext = new RequestThread() };
        client = new ExtensionClient(rpc, End);
        rpc.AddLocalRpcTarget(
            new ExtensionRequests(this),
            new JsonRpcTargetOptions { AllowNonPublicInvocation = false }
        );
        rpc.Disconnected += (_, end) =>
        {
            Console.Error.WriteLine($"digitlab vscode: {end.Description}");
            End();
        };
        rpc.StartListening();
        frames.Start();
    }

    /// <summary>The notebook's cells in the editor.</summary>
    public NotebookCells Notebook { get; } = new();

    /// <summary>The queue of cells; null before the notebook is opened.</summary>
    public CellQueue? Cells { get; private set; }

    /// <summary>Answers language questions; null before the notebook is opened.</summary>
    public LanguageThread? Language { get; private set; }

    /// <summary>Whether the host ends so that the extension restarts it.</summary>
    public bool IsRestarting => Cells?.IsRestarting == true;

    /// <summary>Starts a session.</summary>
    /// <param name="folder">The base of relative paths in cells.</param>
    public void Open(string folder)
    {
        Environment.CurrentDirectory = folder;
        var status = new StatusWatch(client);
        Cells = new CellQueue(folder, client, Notebook) { Running = status.SetRunning };
        Language = new LanguageThread(Cells.Session);
        Cells.Start();
    }

    /// <summary>Ends the host after the remaining responses.</summary>
    public void End() => ended.Set();

    public void WaitUntilEnd()
    {
        ended.Wait();
        if (!isAlone)
        {
            rpc.WaitUntilAnswered(Farewell);
        }
    }

    /// <summary>Reports an invalid frame.</summary>
    private void Refuse(string reason)
    {
        Console.Error.WriteLine($"digitlab vscode: {reason}");
        _ = messages.WriteAsync(
            new JsonRpcError
            {
                RequestId = RequestId.Null,
                Error = new JsonRpcError.ErrorDetail { Code = JsonRpcErrorCode.ParseError, Message = reason },
            },
            CancellationToken.None
        );
    }
}
