"""This host's kernel beside ipykernel, in the same run: start, overhead of a cell, memory, large outputs.

    dotnet build -c Release host
    python3 bench/host/kernels.py [rounds]

Needs jupyter_client and ipykernel (Debian: python3-jupyter-client python3-ipykernel). Nothing else should be running.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import KernelManager

HERE = os.path.dirname(os.path.abspath(__file__))
HOST = os.path.join(HERE, "..", "..", "host", "bin", "Release", "net10.0", "DigitLab.Host.dll")

PEERS = {
    "digitlab": {
        "name": ".net-csharp",
        "first": "1 + 1",
        "cells": "var x{0} = {0};",
        "stream": "Console.Write(new string('x', 2_000_000));",
        "output": "new string('y', 5_000_000)",
    },
    "ipykernel": {
        "name": "python3",
        "first": "1 + 1",
        "cells": "x{0} = {0}",
        "stream": "print('x' * 2_000_000, end='')",
        "output": "'y' * 5_000_000",
    },
}


class Kernel:
    """A running kernel and a client of it."""

    def __init__(self, peer):
        self.start = time.perf_counter()
        self.manager = KernelManager(kernel_name=peer["name"])
        self.manager.start_kernel(stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code):
        """Runs a cell; returns the messages it sent and the seconds from sending it to its idle status."""
        start = time.perf_counter()
        request = self.client.execute(code)
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            messages.append(message)
        seconds = time.perf_counter() - start
        while self.client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != request:
            pass
        return messages, seconds

    def resident(self):
        """Resident memory in MB."""
        pid = self.manager.provisioner.process.pid
        with open(f"/proc/{pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def length(messages):
    text = 0
    for message in messages:
        content = message["content"]
        text += len(content.get("text", "") if message["msg_type"] == "stream" else content.get("data", {}).get("text/plain", ""))
    return text


def measure(peer):
    kernel = Kernel(peer)
    try:
        kernel.run(peer["first"])
        first = time.perf_counter() - kernel.start
        for i in range(10):
            kernel.run(peer["cells"].format(i))
        before = kernel.resident()
        overheads = [kernel.run(peer["cells"].format(i))[1] for i in range(10, 310)]
        grown = kernel.resident() - before
        stream, stream_seconds = kernel.run(peer["stream"])
        output, output_seconds = kernel.run(peer["output"])
        return {
            "first result, s": first,
            "cell, ms (median of 300)": 1000 * statistics.median(overheads),
            "300 cells, MB": grown,
            "2 MB stream, ms": 1000 * stream_seconds,
            "5 MB output, ms": 1000 * output_seconds,
            "whole": length(stream) == 2_000_000 and length(output) >= 5_000_000,
        }
    finally:
        kernel.stop()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as data:
        os.environ["JUPYTER_PATH"] = os.path.join(data, "share", "jupyter")
        subprocess.run(["dotnet", HOST, "jupyter", "install", "--prefix", data], check=True, stdout=subprocess.DEVNULL)
        results = {name: [] for name in PEERS}
        for _ in range(rounds):
            for name, peer in PEERS.items():
                results[name].append(measure(peer))
    with open("/proc/cpuinfo") as info:
        cpu = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.processor())
    print(f"{cpu}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; median of {rounds}")
    names = list(PEERS)
    print(f"{'':28}" + "".join(f"{name:>12}" for name in names))
    for key in results[names[0]][0]:
        if key == "whole":
            print(f"{'large outputs whole':28}" + "".join(f"{str(all(r[key] for r in results[name])):>12}" for name in names))
        else:
            print(f"{key:28}" + "".join(f"{statistics.median(r[key] for r in results[name]):12.2f}" for name in names))
    if "--json" in sys.argv:
        print(json.dumps(results))


if __name__ == "__main__":
    main()
