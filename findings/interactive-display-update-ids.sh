#!/usr/bin/env bash
# display(x) returns a handle whose Update changes nothing: the two events carry different ids.
#
# Expected: `var d = display("one"); d.Update("two");` shows "two" in the place of "one", as the documentation of .NET
#   Interactive shows it and as `KernelInvocationContext.Current.Display` does. In Jupyter the id is the display_id by
#   which a front end finds what it is to replace.
# Happens: the value is displayed under one id and updated under another that nobody has seen, so that Jupyter shows the
#   first state for ever. Through the context both ids are the same. (The handle makes up its id when it is first asked for
#   one, and the event that shows it was sent with an id of its own.)
# Version: Microsoft.dotnet-interactive 1.0.712001, the last one. Date: November 2026. Source: run as below.
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


def ids(code):
    """The ids under which the cell displays and updates."""
    command = {"token": code, "commandType": "SubmitCode", "command": {"code": code, "targetKernelName": "csharp"}}
    process.stdin.write(json.dumps(command) + "\n")
    process.stdin.flush()
    found = []
    for event in stream:
        if event["eventType"] in ("DisplayedValueProduced", "DisplayedValueUpdated"):
            found.append(event["event"]["valueId"])
        if event["eventType"] in ("CommandSucceeded", "CommandFailed") and event["command"]["token"] == code:
            return found


stream = events()
next(event for event in stream if event["eventType"] == "KernelReady")
plain = ids('var d = display("one"); d.Update("two");')
context = ids('using Microsoft.DotNet.Interactive; var e = KernelInvocationContext.Current.Display("one"); e.Update("two");')
process.kill()
print("Microsoft.dotnet-interactive 1.0.712001")
print("display(x), Update:        ", *plain)
print("context.Display(x), Update:", *context)
sys.exit(0 if len(plain) == 2 and plain[0] != plain[1] and len(set(context)) == 1 else 1)
PY
