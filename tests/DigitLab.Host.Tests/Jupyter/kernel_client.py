"""A session with the kernel by way of jupyter_client, over tcp or ipc: results, prompts, an interrupt, a restart.

    python3 kernel_client.py tcp|ipc

Run by JupyterClientTests.
"""

import os
import signal
import stat
import sys
import tempfile
import threading
import time

from jupyter_client.manager import KernelManager

TRANSPORT = sys.argv[1]

# Where the tests run in the background the signal is ignored, and the kernel would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


class Session:
    def __init__(self):
        arguments = {"transport": TRANSPORT}
        if TRANSPORT == "ipc":
            arguments["ip"] = os.path.join(tempfile.mkdtemp(), "kernel")
        self.manager = KernelManager(kernel_name=".net-csharp", **arguments)
        self.manager.start_kernel()
        self.prompts = []
        self.connect()

    def connect(self):
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def answer(self, message):
        """What a front end does with an input_request: shows the prompt and sends what the user types."""
        content = message["content"]
        self.prompts.append((content["prompt"], content["password"]))
        self.client.input("s3cret" if content["password"] else "Ada ∑")

    def run(self, code, allow_stdin=True):
        """Runs a cell; gives the reply's status, or the error's name, and all text that it put out."""
        text = []

        def collect(message):
            content = message["content"]
            text.append(content.get("text") or content.get("data", {}).get("text/plain", ""))

        reply = self.client.execute_interactive(
            code, allow_stdin=allow_stdin, stdin_hook=self.answer, output_hook=collect, timeout=60
        )["content"]
        return reply.get("ename") or reply["status"], "".join(text).strip()


def expect(what, wanted, found):
    if found != wanted:
        sys.exit(f"{TRANSPORT}: {what}: expected {wanted!r}, found {found!r}")


session = Session()
try:
    expect("a result", ("ok", "2"), session.run("1 + 1"))

    expect("#!set", ("ok", ""), session.run('#!set --name user --value @input:"Your name?"'))
    expect("#!set with a password", ("ok", ""), session.run('#!set --name word --value @password:"Password?"'))
    expect("what was typed", ("ok", "Ada ∑ s3cret"), session.run('user + " " + word.GetClearTextPassword()'))
    expect("a password is not shown", ("ok", "Ada ∑ ************"), session.run('user + " " + word'))
    expect("GetInputAsync", ("ok", "Ada ∑"), session.run('await GetInputAsync("Again?")'))
    expect("Console.ReadLine", ("ok", "Ada ∑"), session.run("Console.ReadLine()"))
    expect(
        "prompts",
        [("Your name?", False), ("Password?", True), ("Again?", False), ("", False)],
        session.prompts,
    )
    status, _ = session.run('#!set --name nobody --value @input:"?"', allow_stdin=False)
    expect("nobody to ask ends in an error", True, status not in ("ok", "Interrupted"))

    # A prompt that nobody answers does not hold an interrupt up.
    session.answer = lambda message: session.manager.interrupt_kernel()
    expect("an interrupt at a prompt", "Interrupted", session.run('await GetInputAsync("?")')[0])
    expect("after it", ("ok", "Ada ∑"), session.run("user"))

    threading.Timer(1, session.manager.interrupt_kernel).start()
    expect("an interrupt of a loop", "Interrupted", session.run("while (true) { }")[0])
    expect("after it", ("ok", "3"), session.run("1 + 2"))

    # Ctrl+C in a terminal reaches the kernel as a signal: an interrupt for a cell, and nothing for an idle kernel.
    if os.name != "nt":
        threading.Timer(1, session.manager.signal_kernel, [signal.SIGINT]).start()
        expect("a signal during a loop", "Interrupted", session.run("while (true) { }")[0])
        session.manager.signal_kernel(signal.SIGINT)
        time.sleep(0.5)
        expect("a signal to an idle kernel", ("ok", "7"), session.run("3 + 4"))

    if TRANSPORT == "ipc":
        files = [f"{session.manager.ip}-{port}" for port in session.manager.ports]
        for file in files:
            mode = os.stat(file).st_mode
            expect("a socket", True, stat.S_ISSOCK(mode))
            expect("a socket for its owner alone", 0o600, stat.S_IMODE(mode))

    # A restart listens where the kernel before it did.
    session.client.stop_channels()
    session.manager.restart_kernel(now=True)
    session.connect()
    expect("after a restart", ("ok", "4"), session.run("2 + 2"))
    session.client.stop_channels()
    session.manager.shutdown_kernel()
    if TRANSPORT == "ipc":
        deadline = time.monotonic() + 10
        while any(map(os.path.exists, files)) and time.monotonic() < deadline:
            time.sleep(0.1)
        expect("sockets that are left", [], [file for file in files if os.path.exists(file)])
finally:
    if session.manager.is_alive():
        session.manager.shutdown_kernel(now=True)
