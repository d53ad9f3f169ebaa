import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { afterEach, describe, it } from "node:test";
import { HostClient, HostEvents, HostExit, HostExitError, HostStartError } from "../src/host/client";
import { CellText, CompletionResult, ExecuteResult, OutputParams, StatusParams } from "../src/host/protocol";

const fakeHost = resolve("dist", "test", "fakeHost.js");

interface Started {
  client: HostClient;
  outputs: OutputParams[];
  status: StatusParams[];
  exit: Promise<HostExit>;
}

const clients: HostClient[] = [];

async function start(
  environment: NodeJS.ProcessEnv = {},
  input: HostEvents["input"] = () => Promise.resolve(null),
): Promise<Started> {
  const outputs: OutputParams[] = [];
  const status: StatusParams[] = [];
  let ended: (exit: HostExit) => void = () => undefined;
  const exit = new Promise<HostExit>((done) => (ended = done));
  const { client } = await HostClient.start(
    { command: process.execPath, args: [fakeHost, "vscode"], folder: tmpdir(), environment: { ...process.env, ...environment } },
    null,
    {
      output: (output) => outputs.push(output),
      status: (changed) => status.push(changed),
      input,
      log: () => undefined,
      exit: ended,
    },
  );
  clients.push(client);
  return { client, outputs, status, exit };
}

function execute(client: HostClient, code: string, cell = "a"): Promise<ExecuteResult> {
  return client.execute({ cell, kernel: "csharp", code, source: "cell 1" });
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
});

describe("the client", () => {
  it("runs cells and gets what they put out, in order", async () => {
    const { client, outputs } = await start();
    const result = await execute(client, "//! stdout one\n//! display x <b>1</b>\n//! update x <b>2</b>\n//! stderr two");
    assert.equal(result.status, "ok");
    assert.deepEqual(outputs.map((output) => output.type), ["stream", "display_data", "update_display_data", "stream"]);
  });

  it("gets errors with their line", async () => {
    const { client } = await start();
    const result = await execute(client, "var x = 1;\n//! error DivideByZeroException Attempted to divide by zero.");
    assert.equal(result.error?.name, "DivideByZeroException");
    assert.equal(result.error?.line, 2);
  });

  it("interrupts", async () => {
    const { client } = await start();
    const running = execute(client, "//! wait 20000");
    await client.interrupt();
    assert.equal((await running).status, "error");
    assert.equal((await execute(client, "1")).status, "ok");
  });

  it("tells the cells, and asks about them", async () => {
    const { client } = await start();
    client.notify("cells", { cells: [{ id: "a", kernel: "csharp", code: "trainer.Fi" }] });
    const result = await client.request<object, CompletionResult>("completion", { cell: "a", offset: 10 });
    assert.deepEqual([result.start, result.end], [8, 10]);
    client.notify("cellChanged", { id: "a", kernel: "csharp", code: "other" });
    assert.equal((await client.request<object, CellText[]>("echoCells", {}))[0]?.code, "other");
  });

  it("answers what a cell asks for", async () => {
    const asked: string[] = [];
    const { client, outputs } = await start({}, ({ prompt, password }) => {
      asked.push(`${prompt} ${password}`);
      return Promise.resolve(password ? null : "42");
    });
    await execute(client, "//! input Number\n//! password Secret");
    assert.deepEqual(asked, ["Number false", "Secret true"]);
    assert.deepEqual(outputs.map((output) => (output.type === "stream" ? output.content.text : "")), ["got 42", "nothing"]);
  });

  it("says how a host died, and what it wrote last", async () => {
    const { client, exit } = await start();
    await assert.rejects(execute(client, "//! exit 3"), (error: unknown) => {
      assert.ok(error instanceof HostExitError);
      assert.match(error.message, /ended with exit code 3, and its variables are gone\. It said last: Out of memory\./);
      return true;
    });
    assert.equal((await exit).isExpected, false);
    await assert.rejects(execute(client, "1"), HostExitError);
  });

  it("says how a host was killed", { skip: process.platform === "win32" ? "needs signals" : false }, async () => {
    const { client } = await start();
    const running = execute(client, "//! wait 20000");
    process.kill(client.processId!, "SIGKILL");
    await assert.rejects(running, /was ended by SIGKILL/);
  });

  it("tells a .NET that is too old, one that is missing, and another protocol", async () => {
    await assert.rejects(start({ FAKE_HOST_START: "fails" }), (error: unknown) => error instanceof HostStartError && error.exit?.code === 150);
    const events: HostEvents = { output() {}, status() {}, input: async () => null, log() {}, exit() {} };
    await assert.rejects(
      HostClient.start({ command: "/no/such/dotnet", args: [], folder: tmpdir() }, null, events),
      (error: unknown) => error instanceof HostStartError && error.isMissing,
    );
    await assert.rejects(start({ FAKE_HOST_PROTOCOL: "2" }), /speaks version 2 of the protocol/);
  });

  it("leaves no process", async () => {
    const { client, exit } = await start();
    const running = execute(client, "//! wait 20000");
    running.catch(() => undefined);
    await client.end();
    assert.equal((await exit).isExpected, true);
    assert.equal(existsSync(`/proc/${client.processId}`), false);
  });

  it("leaves no process when it is itself killed", { skip: process.platform === "linux" ? false : "needs /proc" }, async () => {
    const { spawn } = await import("node:child_process");
    const parent = spawn(process.execPath, [
      "-e",
      `const { spawn } = require("node:child_process");
       const child = spawn(process.execPath, [${JSON.stringify(fakeHost)}], { stdio: ["pipe", "pipe", "inherit"] });
       console.log(child.pid); setInterval(() => {}, 1000);`,
    ]);
    const id = await new Promise<string>((done) => parent.stdout.once("data", (data: Buffer) => done(data.toString().trim())));
    parent.kill("SIGKILL");
    for (let wait = 0; wait < 100 && existsSync(`/proc/${id}`); wait++) {
      await new Promise((done) => setTimeout(done, 50));
    }
    assert.equal(existsSync(`/proc/${id}`), false);
  });
});
