#!/usr/bin/env bash
# Plotly.NET 6 and the last .NET Interactive, both for .NET 10, do not meet: by one minor version of FSharp.Core.
#
# Expected: `#r "nuget: Plotly.NET, 6.0.0"` restores, so charts are drawn. Plotly.NET.Interactive 6.0.0 was made for this
#   very tool, and FSharp.Core's NuGet package promises that an older assembly is replaced by a newer one.
# Happens: the package is "installed", and the first chart fails: the tool's own FSharp.Core 10.0.0.0 is loaded before, and
#   Plotly.NET asks for 10.1.0.0.
# Version: Microsoft.dotnet-interactive 1.0.712001, Plotly.NET 6.0.0. Date: November 2026. Source: run as below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet tool install --tool-path "$work/tool" Microsoft.dotnet-interactive --version 1.0.712001 >/dev/null
python3 - "$work/tool/dotnet-interactive" <<'PY'
import json, subprocess, sys

process = subprocess.Popen(
    [sys.argv[1], "stdio", "--default-kernel", "csharp"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
)


def events():
    for line in process.stdout:
        if line.startswith("{") and "eventType" in (event := json.loads(line)):
            yield event


def run(code):
    """Why the cell failed; None when it did not."""
    command = {"token": code, "commandType": "SubmitCode", "command": {"code": code, "targetKernelName": "csharp"}}
    process.stdin.write(json.dumps(command) + "\n")
    process.stdin.flush()
    for event in stream:
        if event["eventType"] in ("CommandSucceeded", "CommandFailed") and event["command"]["token"] == code:
            return event["event"].get("message")


stream = events()
next(event for event in stream if event["eventType"] == "KernelReady")
restored = run('#r "nuget: Plotly.NET, 6.0.0"')
drawn = run('Plotly.NET.GenericChart.toJson(Plotly.NET.GenericChart.fromFigure(Plotly.NET.Figure.create(Microsoft.FSharp.Collections.FSharpList<Plotly.NET.Trace>.Empty, new Plotly.NET.Layout())))')
process.kill()
print("Microsoft.dotnet-interactive 1.0.712001, Plotly.NET 6.0.0")
print("#r:   ", (restored or "succeeds").splitlines()[0])
print("chart:", (drawn or "succeeds").splitlines()[0])
sys.exit(0 if "FSharp.Core" in f"{restored}{drawn}" else 1)
PY
