"""Runs notebooks with .NET Interactive as their Jupyter kernel, two at a time, and saves them with their outputs.

    python3 interactive_labs.py TOOL FOLDER

TOOL is the program dotnet-interactive, FOLDER holds the .ipynb. Prints a line "NAME: error" for each that failed.
Run by InteractiveLabsTests.
"""

import asyncio
import json
import pathlib
import subprocess
import sys
import tempfile

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
kernels = pathlib.Path(tempfile.mkdtemp())
(kernels / ".net-csharp").mkdir()
(kernels / ".net-csharp" / "kernel.json").write_text(
    json.dumps(
        {
            "argv": [tool, "jupyter", "--default-kernel", "csharp", "{connection_file}"],
            "display_name": ".NET (C#)",
            "language": "C#",
        }
    )
)


async def run(path, turns, again=True):
    async with turns:
        notebook = nbformat.read(path, as_version=4)
        specs = KernelSpecManager(kernel_dirs=[str(kernels)])
        manager = AsyncKernelManager(kernel_name=".net-csharp", kernel_spec_manager=specs)
        client = NotebookClient(notebook, km=manager, timeout=400, resources={"metadata": {"path": str(folder)}})
        try:
            # Its log goes to standard output, where the errors are looked for.
            await client.async_execute(stdout=subprocess.DEVNULL)
        except Exception as error:
            # On a busy machine .NET Interactive now and then ends by itself while it starts: once more, then.
            if again and "Kernel died" in str(error):
                return await run(path, asyncio.Semaphore(1), again=False)
            print(f"{path.stem}: {str(error)[-2000:]}", flush=True)
        finally:
            # A client leaves a kernel alone that it did not start by itself: each holds some hundred megabytes.
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
        nbformat.write(notebook, path)


async def main():
    turns = asyncio.Semaphore(2)
    await asyncio.gather(*(run(path, turns) for path in sorted(folder.glob("[0-9]*.ipynb"))))


asyncio.run(main())
