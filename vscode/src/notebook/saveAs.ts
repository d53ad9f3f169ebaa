import * as vscode from "vscode";
import { writeDib } from "../documents/dibWriter";
import { readDib } from "../documents/dibReader";
import { Bundle, IpynbCell, IpynbOutput, writeIpynb } from "../documents/ipynb";
import { JsonObject, fromPlain, toPlain } from "../documents/json";
import { csharp, declaredDefault, markdown, raw } from "../documents/kernels";
import { codeOf, ipynbMetadata, kernelOfCell } from "./cells";
import { keptFile } from "./serializer";

/** The commands "Save as .ipynb" and "Save as .dib". */

export function registerSaveAs(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand("digitlab.saveAsIpynb", () => saveAs("ipynb", toIpynb)),
    vscode.commands.registerCommand("digitlab.saveAsDib", () => saveAs("dib", toDib)),
  );
}

async function saveAs(extension: string, write: (notebook: vscode.NotebookDocument) => string): Promise<void> {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (notebook === undefined) {
    return;
  }
  try {
    const text = write(notebook);
    const uri = await vscode.window.showSaveDialog({
      defaultUri: notebook.uri.with({ path: notebook.uri.path.replace(/(\.[^./]*)?$/, `.${extension}`) }),
      filters: { Notebook: [extension] },
    });
    if (uri === undefined) {
      return;
    }
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const open = "Open";
    const choice = await vscode.window.showInformationMessage(`${vscode.workspace.asRelativePath(uri)} is written.`, open);
    if (choice === open) {
      await vscode.commands.executeCommand("vscode.open", uri);
    }
  } catch (error) {
    await vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

export function toIpynb(notebook: vscode.NotebookDocument): string {
  const metadata = readDib([...keptFile(notebook.metadata).gaps.values()].join("")).metadata;
  const cells = notebook
    .getCells()
    .filter((cell) => codeOf(cell).trim().length > 0)
    .map((cell): IpynbCell => {
      const kernel = kernelOfCell(cell);
      return kernel === markdown || kernel === raw
        ? { type: kernel, source: codeOf(cell), outputs: [] }
        : {
            type: "code",
            kernel,
            source: codeOf(cell),
            executionCount: cell.executionSummary?.executionOrder,
            outputs: cell.outputs.map(outputOf).filter((output) => output !== undefined),
          };
    });
  return writeIpynb(toPlain(metadata) as Record<string, unknown>, cells, declaredDefault(metadata) ?? csharp);
}

export function toDib(notebook: vscode.NotebookDocument): string {
  const metadata = fromPlain(ipynbMetadata(notebook)) as JsonObject;
  return writeDib(
    metadata,
    notebook.getCells().map((cell) => {
      const kernel = ipynbKernel(cell) ?? kernelOfCell(cell);
      const source = codeOf(cell);
      // The line that tells Jupyter what the cell is says what the delimiter says.
      const line = `#!${kernel}\n`;
      return { kernel, source: source.startsWith(line) ? source.slice(line.length) : source };
    }),
  );
}

/** The kernel that an .ipynb names for a cell. */
function ipynbKernel(cell: vscode.NotebookCell): string | undefined {
  if (cell.kind === vscode.NotebookCellKind.Markup || cell.document.languageId === raw) {
    return undefined;
  }
  const metadata = cell.metadata as { metadata?: Record<string, unknown>; custom?: { metadata?: Record<string, unknown> } };
  const own = metadata.metadata ?? metadata.custom?.metadata ?? {};
  const polyglot = own["polyglot_notebook"] as { kernelName?: string } | undefined;
  const interactive = own["dotnet_interactive"] as { language?: string } | undefined;
  const named = polyglot?.kernelName ?? interactive?.language;
  // Who chose another language for the cell means that one.
  return named !== undefined && (named !== csharp || cell.document.languageId === csharp) ? named : undefined;
}

function outputOf(output: vscode.NotebookCellOutput): IpynbOutput | undefined {
  const first = output.items[0];
  if (first === undefined) {
    return undefined;
  }
  const text = (item: vscode.NotebookCellOutputItem): string => new TextDecoder().decode(item.data);
  if (first.mime === "application/vnd.code.notebook.error") {
    const error = JSON.parse(text(first)) as { name: string; message: string; stack?: string };
    return { type: "error", name: error.name, message: error.message, traceback: (error.stack ?? "").split("\n") };
  }
  if (first.mime.startsWith("application/vnd.code.notebook.std")) {
    const name = first.mime.endsWith("stderr") ? "stderr" : "stdout";
    return { type: "stream", name, text: output.items.map(text).join("") };
  }
  const data: Bundle = {};
  for (const item of output.items) {
    data[item.mime] =
      item.mime === "application/json" || item.mime.endsWith("+json")
        ? JSON.parse(text(item))
        : item.mime.startsWith("image/") && item.mime !== "image/svg+xml"
          ? Buffer.from(item.data).toString("base64")
          : text(item);
  }
  const metadata = (output.metadata?.["metadata"] ?? {}) as Record<string, unknown>;
  const count = output.metadata?.["executionCount"];
  return output.metadata?.["outputType"] === "execute_result"
    ? { type: "execute_result", data, metadata, executionCount: typeof count === "number" ? count : null }
    : { type: "display_data", data, metadata };
}
