using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Running;
using StreamJsonRpc;

namespace DigitLab.Host.Tests.VsCode;

/// <summary>A host in a process of its own, as the extension starts it, and the extension's side of the connection.</summary>
internal sealed class ExtensionHost : IDisposable
{
    /// <summary>For what a busy machine takes its time for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder temporary = new();
    private readonly StringBuilder errors = new();
    private readonly List<Output> outputs = [];
    private readonly List<JsonObject> statuses = [];
    private readonly JsonRpc rpc;

    /// <param name="cells">The C# cells of the notebook, with the ids c1, c2 and so on.</param>
    public ExtensionHost(params string[] cells)
        : this(null, cells) { }

    /// <param name="folder">Where the notebook is; null: in a folder of its own.</param>
    /// <param name="cells">Its C# cells.</param>
    public ExtensionHost(string? folder, string[] cells)
    {
        Folder = folder ?? temporary.Path;
        Process = Start(Folder);
        Process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.Append(line.Data).Append('\n');
            }
        };
        Process.BeginErrorReadLine();
        rpc = new JsonRpc(
            new HeaderDelimitedMessageHandler(
                Process.StandardInput.BaseStream,
                Process.StandardOutput.BaseStream,
                new SystemTextJsonFormatter()
            )
        );
        rpc.AddLocalRpcTarget(new Extension(this), null);
        rpc.StartListening();
        Ask("initialize", new JsonObject { ["protocol"] = 1, ["folder"] = Folder });
        Tell(
            "cells",
            new JsonObject { ["cells"] = new JsonArray([.. cells.Select((code, i) => Cell($"c{i + 1}", code))]) }
        );
    }

    public sealed record Output(string Cell, string Type, JsonObject Content)
    {
        /// <summary>The text that it brings to standard output or error.</summary>
        public string Text => Content.Text("text") ?? "";

        public string? PlainText => Content["data"].Text("text/plain");
    }

    public Process Process { get; }

    public string Folder { get; }

    /// <summary>Answers what cells ask; null: no answer.</summary>
    public Func<JsonObject, string?> Answer { get; set; } = _ => null;

    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    public IReadOnlyList<Output> Outputs
    {
        get
        {
            lock (outputs)
            {
                return [.. outputs];
            }
        }
    }

    public IReadOnlyList<JsonObject> Statuses
    {
        get
        {
            lock (outputs)
            {
                return [.. statuses];
            }
        }
    }

    public string Text(string cell) =>
        string.Concat(Outputs.Where(output => output.Cell == cell).Select(output => output.Text));

    public static Process Start(string folder)
    {
        var (program, first) = NotebookProcess.ThisProgram();
        return Process.Start(
            new ProcessStartInfo(program, [.. first, "vscode"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            }
        )!;
    }

    public static JsonObject Cell(string id, string code, string kernel = "csharp") =>
        new()
        {
            ["id"] = id,
            ["kernel"] = kernel,
            ["code"] = code,
        };

    public Task<JsonNode?> AskAsync(string method, JsonObject? parameters = null) =>
        rpc.InvokeWithParameterObjectAsync<JsonNode?>(method, parameters);

    /// <summary>Asks, and takes it back before the answer comes.</summary>
    /// <returns>Whether that was heard.</returns>
    public bool AskAndCancel(string method, JsonObject parameters)
    {
        using var cancel = new CancellationTokenSource();
        var asked = rpc.InvokeWithParameterObjectAsync<JsonNode?>(method, parameters, cancel.Token);
        cancel.Cancel();
        try
        {
            asked.Wait(Patience).ShouldBeTrue(Errors);
            return false;
        }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Whether a request ends at all, in time.</summary>
    public static bool Ends(Task asked) => ((IAsyncResult)asked).AsyncWaitHandle.WaitOne(Patience);

    public JsonNode? Ask(string method, JsonObject? parameters = null)
    {
        var asked = AskAsync(method, parameters);
        asked.Wait(Patience).ShouldBeTrue($"{method} is not answered. {Errors}");
        return asked.Result;
    }

    public void Tell(string method, JsonObject parameters) =>
        rpc.NotifyWithParameterObjectAsync(method, parameters).Wait(Patience).ShouldBeTrue();

    public void Change(string id, string code) => Tell("cellChanged", Cell(id, code));

    public Task<JsonNode?> ExecuteAsync(string code, string cell = "c1", string kernel = "csharp") =>
        AskAsync(
            "execute",
            new JsonObject
            {
                ["cell"] = cell,
                ["kernel"] = kernel,
                ["code"] = code,
                ["source"] = "cell " + cell[1..],
            }
        );

    public JsonObject Execute(string code, string cell = "c1", string kernel = "csharp") =>
        Result(ExecuteAsync(code, cell, kernel));

    /// <summary>Runs a cell that must succeed.</summary>
    public void Succeed(string code, string cell = "c1") =>
        Execute(code, cell).Text("status").ShouldBe("ok", string.Join('\n', Outputs) + Errors);

    public JsonObject Result(Task<JsonNode?> asked)
    {
        asked.Wait(Patience).ShouldBeTrue($"No answer. {Errors}");
        return asked.Result.ShouldBeOfType<JsonObject>();
    }

    /// <summary>Asks about a place: where the bar stands in the text of a cell that has been sent without it.</summary>
    public JsonNode? AskAt(string method, string cell, string textWithBar) =>
        Ask(method, new JsonObject { ["cell"] = cell, ["offset"] = textWithBar.IndexOf('|') });

    /// <summary>Waits for an output.</summary>
    public Output WaitFor(Func<Output, bool> fits)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (Outputs.FirstOrDefault(fits) is { } found)
            {
                return found;
            }
            clock.Elapsed.ShouldBeLessThan(Patience, string.Join('\n', Outputs) + Errors);
            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        rpc.Dispose();
        Process.End();
        temporary.Dispose();
    }

    /// <summary>What the host calls.</summary>
    private sealed class Extension(ExtensionHost host)
    {
        [JsonRpcMethod("output", UseSingleObjectParameterDeserialization = true)]
        public void TakeOutput(JsonObject output)
        {
            lock (host.outputs)
            {
                host.outputs.Add(new Output(output.Text("cell")!, output.Text("type")!, output["content"]!.AsObject()));
            }
        }

        [JsonRpcMethod("status", UseSingleObjectParameterDeserialization = true)]
        public void TakeStatus(JsonObject status)
        {
            lock (host.outputs)
            {
                host.statuses.Add(status);
            }
        }

        [JsonRpcMethod("input", UseSingleObjectParameterDeserialization = true)]
        public string? Ask(JsonObject question) => host.Answer(question);
    }
}
