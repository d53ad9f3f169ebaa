using System.Diagnostics;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.EndToEnd;

/// <summary>.NET Interactive over its standard input and output, a line of JSON for each command and event.</summary>
internal sealed class InteractiveSession : IDisposable
{
    private readonly Process process;
    private int commands;

    public InteractiveSession(string tool, string folder)
    {
        process = Process.Start(
            new ProcessStartInfo(tool, ["stdio", "--working-dir", folder, "--default-kernel", "csharp"])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1" },
            }
        )!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (Next().Text("eventType") != "KernelReady") { }
    }

    /// <summary>Runs a cell; what it shows is added to <paramref name="outputs"/>, in its last state.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public string? Run(string code, List<DisplayOutput> outputs)
    {
        var token = $"cell-{++commands}";
        var command = new JsonObject
        {
            ["token"] = token,
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
        };
        process.StandardInput.WriteLine(command.ToJsonString());
        process.StandardInput.Flush();
        while (true)
        {
            var happened = Next();
            var content = happened["event"];
            switch (happened.Text("eventType"))
            {
                case "DisplayedValueProduced" or "ReturnValueProduced":
                    outputs.Add(Output(content));
                    break;
                case "DisplayedValueUpdated":
                    var updated = Output(content);
                    var index = outputs.FindIndex(output => output.DisplayId == updated.DisplayId);
                    index.ShouldBeGreaterThanOrEqualTo(
                        0,
                        "An update of what was never shown: " + content!.ToJsonString()
                    );
                    outputs[index] = updated;
                    break;
                case "CommandFailed" when happened["command"].Text("token") == token:
                    return content.Text("message") ?? "";
                case "CommandSucceeded" when happened["command"].Text("token") == token:
                    return null;
            }
        }
    }

    public void Dispose() => process.End();

    private static DisplayOutput Output(JsonNode? content)
    {
        var data = new JsonObject();
        foreach (var value in content!["formattedValues"]!.AsArray())
        {
            data[value.Text("mimeType")!] = value.Text("value");
        }
        return new DisplayOutput(data, []) { DisplayId = content.Text("valueId") };
    }

    private JsonObject Next()
    {
        while (true)
        {
            var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The tool has ended.");
            if (
                line.StartsWith('{')
                && JsonNode.Parse(line) is JsonObject happened
                && happened["eventType"] is not null
            )
            {
                return happened;
            }
        }
    }
}
