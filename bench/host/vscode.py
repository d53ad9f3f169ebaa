"""This host as VS Code speaks to it beside .NET Interactive as Polyglot Notebooks speaks to it, in turns, in the same run.

    dotnet build -c Release host
    python3 bench/host/vscode.py [rounds] [--steps N] [--json]

What is measured: process start to the result of lab 06's first cell, a trivial cell, completion after a dot in a cell behind
lab 06 (quick) and two more, what 1,000 progress updates cost a training, resident memory right after the lab and at rest,
15 seconds later. The peer is
Microsoft.dotnet-interactive 1.0.712001, installed once into bench/bin. With real TorchSharp, if the library was built for
it (lib/BACKENDS.md), the peer runs the lab a second time for its memory, in the Debian 13 of .ci/debian13. Nothing else
should be running.
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
NOTEBOOKS = os.path.abspath(os.path.join(ROOT, "notebooks"))
HOST = os.path.join(ROOT, "host", "bin", "Release", "net10.0", "DigitLab.Host.dll")
VERSION = "1.0.712001"
TOOL = os.path.abspath(os.path.join(HERE, "..", "bin", f"dotnet-interactive-{VERSION}", "dotnet-interactive"))
REST = 15
DEBIAN13 = os.path.abspath(os.path.join(ROOT, ".ci", "debian13"))

TRAIN = """
double Train(int steps, Action<int> progress)
{
    manual_seed(1);
    var model = LeNet5.WithRelu();
    var optimizer = optim.Adam(model.parameters());
    var cost = nn.CrossEntropyLoss();
    var (x, y) = (rand(128, 1, 28, 28), randint(10, new long[] { 128 }));
    var clock = System.Diagnostics.Stopwatch.StartNew();
    for (var i = 0; i < steps; i++)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        cost.call(model.call(x), y).backward();
        optimizer.step();
        progress(i);
    }
    return clock.Elapsed.TotalSeconds;
}
"""


def lab_cells():
    """The code cells of lab 06 in quick mode."""
    with open(os.path.join(NOTEBOOKS, "06-lenet.dib")) as file:
        parts = re.split(r"^#!(csharp|markdown|meta)\s*$", file.read(), flags=re.MULTILINE)
    cells = [text.strip() for kind, text in zip(parts[1::2], parts[2::2]) if kind == "csharp"]
    return [cell.replace("var quick = false;", "var quick = true; ") for cell in cells]


def tree_of(process):
    with open(f"/proc/{process}/task/{process}/children") as children:
        return [process] + [inner for child in children.read().split() for inner in tree_of(int(child))]


def resident_of(process):
    with open(f"/proc/{process}/status") as status:
        return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS")), 0)


class Program:
    """A process, and its resident memory."""

    def __init__(self, command, environment):
        self.start = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=NOTEBOOKS,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def resident(self):
        """In MB; of a process behind a wrapper it is the process's."""
        return max(resident_of(process) for process in tree_of(self.process.pid))

    def resident_twice(self):
        """Now, and when the program had time to give back what it no longer needs."""
        now = self.resident()
        time.sleep(REST)
        return now, self.resident()

    def stop(self):
        self.process.kill()
        self.process.wait()


class DigitLab(Program):
    name = "digitlab"
    update = 'var shown{0} = display("start"); Action<int> tell{0} = i => shown{0}.Update($"step {{i}}");'

    def __init__(self, environment=None):
        super().__init__(["dotnet", HOST, "vscode"], environment or {})
        self.count = 0
        self.ask("initialize", {"protocol": 1, "folder": NOTEBOOKS})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def ask(self, method, parameters):
        self.count += 1
        self.send({"id": self.count, "method": method, "params": parameters})
        self.texts = []
        while True:
            message = self.receive()
            if message.get("method") == "output" and message["params"]["type"] == "stream":
                self.texts.append(message["params"]["content"]["text"])
            if message.get("id") == self.count and "method" not in message:
                return message["result"]

    def receive(self):
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line[15:])
        return json.loads(self.process.stdout.read(length))

    def run(self, code):
        result = self.ask("execute", {"cell": "a", "kernel": "csharp", "code": code})
        if result["status"] != "ok":
            raise RuntimeError(result["error"]["message"])
        return "".join(self.texts)

    def complete(self, code):
        self.send({"method": "cells", "params": {"cells": [{"id": "typed", "kernel": "csharp", "code": code}]}})
        return [item["label"] for item in self.ask("completion", {"cell": "typed", "offset": len(code)})["items"]]


class Interactive(Program):
    name = "dotnet-interactive"
    update = (
        'var shown{0} = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.Display("start"); '
        'Action<int> tell{0} = i => shown{0}.Update($"step {{i}}");'
    )

    def __init__(self, wrapper=(), environment=None):
        command = [*wrapper, TOOL, "stdio", "--working-dir", NOTEBOOKS, "--default-kernel", "csharp"]
        sdk = os.path.dirname(os.path.realpath(shutil.which("dotnet")))
        super().__init__(
            command,
            {"DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_ROOT": sdk, **(environment or {})},
        )
        self.count = 0
        while self.receive().get("eventType") != "KernelReady":
            pass

    def receive(self):
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("The tool has ended.")
            if line.startswith(b"{"):
                return json.loads(line)

    def ask(self, kind, command):
        self.count += 1
        token = f"cell-{self.count}"
        message = {"token": token, "commandType": kind, "command": {"targetKernelName": "csharp", **command}}
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        self.texts, result = [], None
        while True:
            happened = self.receive()
            kind, content = happened.get("eventType"), happened.get("event") or {}
            if kind == "StandardOutputValueProduced":
                self.texts += [value["value"] for value in content["formattedValues"]]
            if kind == "CompletionsProduced":
                result = content
            if (happened.get("command") or {}).get("token") != token:
                continue
            if kind == "CommandFailed":
                raise RuntimeError(content.get("message"))
            if kind == "CommandSucceeded":
                return result

    def run(self, code):
        self.ask("SubmitCode", {"code": code})
        return "".join(self.texts)

    def complete(self, code):
        lines = code.split("\n")
        place = {"line": len(lines) - 1, "character": len(lines[-1])}
        found = self.ask("RequestCompletions", {"code": code, "linePosition": place})
        return [item["displayText"] for item in found["completions"]]


def timed(action):
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def measure(peer, steps):
    cells = lab_cells()
    program = peer()
    try:
        program.run(cells[0])
        first = time.perf_counter() - program.start
        for cell in cells[1:]:
            program.run(cell)
        resident = program.resident_twice()
        program.run(TRAIN)
        program.run(peer.update.format(0))
        trivial = [timed(lambda: program.run(f"var x{i} = {i};")) for i in range(2)]
        if "Count" not in program.complete("train."):
            raise RuntimeError("train has no Count")
        # Each time another text: nobody types the same twice.
        completion = [timed(lambda: program.complete(f"var y{i} = {i};\ntrain.")) for i in range(20)]
        trivial = [timed(lambda: program.run(f"var x{i} = {i};")) for i in range(2, 102)]
        program.run(f"Train({steps // 10}, _ => {{ }});")
        ratios = []
        for turn in range(3):
            quiet, told = f"Train({steps}, _ => {{ }})", f"Train({steps}, i => {{ if (i % {steps // 1000} == 0) tell{turn + 1}(i); }})"
            program.run(peer.update.format(turn + 1))
            order = [quiet, told] if turn % 2 == 0 else [told, quiet]
            seconds = {code: float(program.run(f"Console.Write({code});").strip().replace(",", ".")) for code in order}
            ratios.append(seconds[told] / seconds[quiet])
        return {
            "start to the lab's first result, s": first,
            "trivial cell, ms (median of 100)": statistics.median(trivial),
            "completion after a dot, ms (median of 20)": statistics.median(completion),
            "completion after a dot, ms (slowest)": max(completion),
            "1,000 updates, share of training, %": 100 * (statistics.median(ratios) - 1),
            "resident right after lab 06, MB": resident[0],
            "resident at rest after lab 06, MB": resident[1],
        }
    finally:
        program.stop()


def resident_with_torchsharp():
    """The peer's memory after the lab with TorchSharp's packages, or why it cannot be had."""
    if not os.path.exists(os.path.join(ROOT, "lib", "DigitLab", "bin", "TorchSharp")):
        return "the library is not built for it (lib/BACKENDS.md)"
    try:
        program = Interactive([DEBIAN13], {"DIGITLAB_BACKEND": "TorchSharp"})
    except RuntimeError as error:
        return str(error)
    try:
        for cell in lab_cells():
            program.run(cell)
        return "{:.2f} right after lab 06, {:.2f} at rest".format(*program.resident_twice())
    except RuntimeError as error:
        return str(error).split("\n")[0]
    finally:
        program.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--steps", type=int, default=10_000, help="of the training, at least 1,000")
    parser.add_argument("--json", action="store_true", help="print all figures too")
    arguments = parser.parse_args()
    rounds = arguments.rounds
    if not os.path.exists(TOOL):
        folder = os.path.dirname(TOOL)
        subprocess.run(
            ["dotnet", "tool", "install", "--tool-path", folder, "Microsoft.dotnet-interactive", "--version", VERSION],
            check=True,
        )
    peers = [DigitLab, Interactive]
    results = {peer.name: [] for peer in peers}
    for turn in range(rounds):
        for peer in peers if turn % 2 == 0 else peers[::-1]:
            results[peer.name].append(measure(peer, arguments.steps))
    torchsharp = resident_with_torchsharp()
    with open("/proc/cpuinfo") as info:
        cpu = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.processor())
    print(f"{cpu}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; median of {rounds}")
    names = list(results)
    print(f"{'':44}" + "".join(f"{name:>20}" for name in names) + f"{'ratio':>8}")
    for key in results[names[0]][0]:
        values = [statistics.median(result[key] for result in results[name]) for name in names]
        print(f"{key:44}" + "".join(f"{value:20.2f}" for value in values) + f"{values[0] / values[1]:8.2f}")
    print(f"resident, the peer with TorchSharp, MB: {torchsharp}")
    if arguments.json:
        print(json.dumps({**results, "TorchSharp, MB": torchsharp}))


if __name__ == "__main__":
    main()
