import * as vscode from "vscode";
import { CellError, DisplayContent } from "../host/protocol";

/** Contents of outputs as VS Code has them. What its own writer of .ipynb needs stands in the metadata. */

/** Best first. */
const order = [
  "text/html",
  "image/svg+xml",
  "image/png",
  "image/jpeg",
  "image/gif",
  "text/markdown",
  "text/latex",
  "application/json",
  "text/plain",
];

export function displayOutput(
  type: "display_data" | "execute_result",
  content: DisplayContent,
): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput(items(content), {
    outputType: type,
    ...(type === "execute_result" ? { executionCount: content.execution_count ?? null } : {}),
    ...(content.metadata !== undefined ? { metadata: content.metadata } : {}),
    ...(content.transient !== undefined ? { transient: content.transient } : {}),
  });
}

export function streamOutput(name: "stdout" | "stderr", text: string): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput([streamItem(name, text)], { outputType: "stream" });
}

export function streamItem(name: "stdout" | "stderr", text: string): vscode.NotebookCellOutputItem {
  return name === "stderr" ? vscode.NotebookCellOutputItem.stderr(text) : vscode.NotebookCellOutputItem.stdout(text);
}

export function errorOutput(error: CellError): vscode.NotebookCellOutput {
  const shown = Object.assign(new Error(error.message), {
    name: error.name,
    stack: error.traceback.length > 0 ? error.traceback.join("\n") : `${error.name}: ${error.message}`,
  });
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.error(shown)], {
    outputType: "error",
    originalError: { output_type: "error", ename: error.name, evalue: error.message, traceback: error.traceback },
  });
}

export function items(content: DisplayContent): vscode.NotebookCellOutputItem[] {
  return Object.entries(content.data)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([mime, value]) => item(mime, value));
}

function rank(mime: string): number {
  const place = order.indexOf(mime);
  // What VS Code cannot show by itself goes to a renderer that is installed for it, and stays behind otherwise.
  return place < 0 ? order.length - 1.5 : place;
}

function item(mime: string, value: unknown): vscode.NotebookCellOutputItem {
  if (mime === "application/json" || mime.endsWith("+json")) {
    return vscode.NotebookCellOutputItem.json(value, mime);
  }
  const text = Array.isArray(value) ? value.join("") : String(value);
  return mime.startsWith("image/") && mime !== "image/svg+xml"
    ? new vscode.NotebookCellOutputItem(Buffer.from(text, "base64"), mime)
    : vscode.NotebookCellOutputItem.text(text, mime);
}
