import {
  NotificationType,
  RequestType,
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
} from "vscode-jsonrpc/node";
import {
  CellText,
  CompletionResult,
  ExecuteParams,
  ExecuteResult,
  InputParams,
  OutputParams,
} from "../src/host/protocol";

/**
 * Stands in for the host: it speaks the protocol, and does what comments of a cell say, such as `//! stdout hello`. Cells
 * of labs it answers with something of the right kind.
 */

const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
const cells = new Map<string, CellText>();
let count = 0;
let interrupted = false;
let running = Promise.resolve();
let interrupts = 0;

// No process outlives its window.
process.stdin.on("end", () => process.exit(0));
process.stdin.on("close", () => process.exit(0));

if (process.env["FAKE_HOST_START"] === "fails") {
  process.stderr.write("You must install or update .NET to run this application.\n");
  process.exit(150);
}

connection.onRequest("initialize", () => ({
  protocol: Number(process.env["FAKE_HOST_PROTOCOL"] ?? 1),
  version: "0.0-fake",
  runtime: ".NET 10.0.0",
}));
connection.onRequest("shutdown", () => {
  setTimeout(() => process.exit(0), 10);
  return null;
});
connection.onRequest("interrupt", () => {
  interrupted = true;
  interrupts++;
  return null;
});
connection.onNotification("cells", ({ cells: all }: { cells: CellText[] }) => {
  cells.clear();
  all.forEach((cell) => cells.set(cell.id, cell));
});
connection.onNotification("cellChanged", (cell: CellText) => cells.set(cell.id, cell));

connection.onRequest(new RequestType<ExecuteParams, ExecuteResult, void>("execute"), (params) => {
  const result = running.then(() => execute(params));
  running = result.then(() => undefined);
  return result;
});

connection.onRequest("completion", ({ cell, offset }: { cell: string; offset: number }): CompletionResult => {
  const code = cells.get(cell)?.code ?? "";
  const start = offset - (/\w*$/.exec(code.slice(0, offset))?.[0].length ?? 0);
  const labels = ["Count", "Evaluate", "Fit", "History", "Length"];
  return { start, end: offset, items: labels.map((label, id) => ({ label, kind: "property", id })) };
});
connection.onRequest("completionDocumentation", ({ id }: { id: number }) => ({ markdown: `Documentation of item ${id}.` }));
connection.onRequest("hover", ({ cell, offset }: { cell: string; offset: number }) => {
  const code = cells.get(cell)?.code ?? "";
  const start = offset - (/\w*$/.exec(code.slice(0, offset))?.[0].length ?? 0);
  const end = offset + (/^\w*/.exec(code.slice(offset))?.[0].length ?? 0);
  return start === end ? null : { markdown: `\`(variable) ${code.slice(start, end)}\``, start, end };
});
connection.onRequest("signatureHelp", () => null);
connection.onRequest("diagnostics", ({ cell }: { cell: string }) =>
  [...(cells.get(cell)?.code ?? "").matchAll(/\bwrongName\b/g)].map(({ index }) => ({
    start: index,
    end: index + "wrongName".length,
    severity: "error",
    code: "CS0103",
    message: "The name 'wrongName' does not exist in the current context",
  })),
);
connection.onRequest("definition", () => []);
connection.onRequest("semanticTokens", () => []);
connection.onRequest("echoCells", () => [...cells.values()]);
connection.listen();

async function execute({ cell, code }: ExecuteParams): Promise<ExecuteResult> {
  interrupted = false;
  interrupts = 0;
  count++;
  const lines = code.split("\n");
  for (const [index, line] of lines.entries()) {
    const [, command = "", rest = ""] = /^\/\/! (\w+) ?(.*)$/.exec(line) ?? [];
    const [word = "", ...words] = rest.split(" ");
    switch (command) {
      case "stdout":
      case "stderr":
        put(cell, "stream", { name: command, text: `${rest.replaceAll("\\n", "\n")}` });
        break;
      case "display":
        put(cell, "display_data", display(word, words.join(" ")));
        break;
      case "update":
        put(cell, "update_display_data", display(word, words.join(" ")));
        break;
      case "updates":
        for (let step = 1; step <= Number(words[0]); step++) {
          put(cell, "update_display_data", display(word, `${step}`));
        }
        break;
      case "result":
        put(cell, "execute_result", { ...display("", rest), execution_count: count });
        break;
      case "clear":
        put(cell, "clear_output", { wait: rest === "wait" });
        break;
      case "wait":
        await wait(Number(word));
        break;
      case "train":
        await train(cell, Number(word));
        break;
      case "input":
      case "password": {
        const text = await connection.sendRequest(new RequestType<InputParams, string | null, void>("input"), {
          prompt: rest,
          password: command === "password",
        });
        put(cell, "stream", { name: "stdout", text: text === null ? "nothing" : `got ${text}` });
        break;
      }
      case "error":
        return failed(word, words.join(" "), index + 1);
      case "exit":
        process.stderr.write("Out of memory.\n");
        process.exit(Number(word));
    }
    if (interrupted) {
      return failed("OperationCanceledException", "Interrupted", index + 1);
    }
  }
  if (code.includes("trainer.Fit(") && !code.includes("//!")) {
    await train(cell, 200);
    if (interrupted) {
      return failed("OperationCanceledException", "Interrupted", 1);
    }
  }
  if (/Chart\.|Chart\(/.test(code)) {
    put(cell, "display_data", display("", "<svg width='300' height='100'><rect width='300' height='100' fill='teal'/><circle cx='50' cy='50' r='40' fill='orange'/></svg>"));
  }
  return { status: "ok", executionCount: count, error: null };
}

async function train(cell: string, steps: number): Promise<void> {
  const id = `train-${count}`;
  const bar = (step: number): string => `<progress value='${step}' max='${steps}'></progress> step ${step} of ${steps}`;
  put(cell, "display_data", display(id, bar(0)));
  for (let step = 1; step <= steps && !interrupted; step++) {
    await wait(50);
    put(cell, "update_display_data", display(id, bar(step)));
    status({ training: `step ${step} of ${steps}`, backend: "Fake", dataSet: "none" });
  }
  status({ training: null, checks: { passed: 3, failed: 0, open: 5 } });
}

async function wait(milliseconds: number): Promise<void> {
  for (const end = Date.now() + milliseconds; Date.now() < end && !interrupted; ) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(10, milliseconds)));
  }
}

function display(id: string, html: string): object {
  return {
    data: { "text/html": html, "text/plain": html.replace(/<[^>]*>/g, "") },
    metadata: {},
    transient: id === "" ? {} : { display_id: id },
  };
}

function failed(name: string, message: string, line: number): ExecuteResult {
  const traceback = [`${name}: ${message}`, `   cell, line ${line}`];
  return { status: "error", executionCount: count, error: { name, message, traceback, line, column: 1 } };
}

function put(cell: string, type: OutputParams["type"], content: object): void {
  void connection.sendNotification(new NotificationType("output"), { cell, type, content });
}

function status(changed: object): void {
  void connection.sendNotification(new NotificationType("status"), changed);
}
