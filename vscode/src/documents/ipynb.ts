import { createHash } from "node:crypto";
import { csharp } from "./kernels";

/** Writes Jupyter's .ipynb: nbformat 4.5, indented by one space, keys in alphabetical order, as the host does. */

export interface IpynbCell {
  type: "code" | "markdown" | "raw";
  /** Undefined in a code cell that leaves it to the notebook. */
  kernel?: string;
  source: string;
  executionCount?: number | undefined;
  outputs: IpynbOutput[];
}

export type IpynbOutput =
  | { type: "stream"; name: string; text: string }
  | { type: "display_data"; data: Bundle; metadata: Record<string, unknown> }
  | { type: "execute_result"; data: Bundle; metadata: Record<string, unknown>; executionCount: number | null }
  | { type: "error"; name: string; message: string; traceback: string[] };

/** Text, base64 or JSON by mime type. */
export type Bundle = Record<string, unknown>;

const languageVersion = "14.0";

/** @param metadata of the notebook; where it names no kernel, C# is named. */
export function writeIpynb(metadata: Record<string, unknown>, cells: readonly IpynbCell[], defaultKernel: string): string {
  const ids = new CellIds();
  const notebook = {
    cells: cells.map((cell) => writeCell(cell, ids, defaultKernel)),
    metadata: withKernel(metadata, defaultKernel),
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, undefined, 1)}\n`;
}

function withKernel(metadata: Record<string, unknown>, defaultKernel: string): Record<string, unknown> {
  if (defaultKernel !== csharp || metadata["kernelspec"] !== undefined) {
    return metadata;
  }
  return {
    language_info: {
      file_extension: ".cs",
      mimetype: "text/x-csharp",
      name: "C#",
      pygments_lexer: "csharp",
      version: languageVersion,
    },
    polyglot_notebook: { defaultKernelName: csharp, items: [{ name: csharp }] },
    ...metadata,
    kernelspec: { display_name: ".NET (C#)", language: "C#", name: ".net-csharp" },
  };
}

function writeCell(cell: IpynbCell, ids: CellIds, defaultKernel: string): object {
  const id = ids.of(cell);
  if (cell.type !== "code") {
    return { cell_type: cell.type, id, metadata: {}, source: lines(cell.source) };
  }
  // Jupyter knows one kernel per notebook and sends it the text alone: the text says itself what it is.
  const isForeign = (cell.kernel ?? defaultKernel) !== defaultKernel;
  return {
    cell_type: "code",
    execution_count: cell.executionCount ?? null,
    id,
    metadata:
      cell.kernel === undefined
        ? {}
        : { dotnet_interactive: { language: cell.kernel }, polyglot_notebook: { kernelName: cell.kernel } },
    outputs: cell.outputs.map(writeOutput),
    source: lines(isForeign ? `#!${cell.kernel}\n${cell.source}` : cell.source),
  };
}

function writeOutput(output: IpynbOutput): object {
  switch (output.type) {
    case "stream":
      return { name: output.name, output_type: "stream", text: lines(output.text) };
    case "error":
      return { ename: output.name, evalue: output.message, output_type: "error", traceback: output.traceback };
    case "execute_result":
      return {
        data: writeData(output.data),
        execution_count: output.executionCount,
        metadata: output.metadata,
        output_type: "execute_result",
      };
    case "display_data":
      return { data: writeData(output.data), metadata: output.metadata, output_type: "display_data" };
  }
}

function writeData(data: Bundle): Bundle {
  return Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [
      mime,
      typeof value === "string" && (mime.startsWith("text/") || mime === "image/svg+xml" || mime === "application/javascript")
        ? lines(value)
        : value,
    ]),
  );
}

/** The lines of a text, each with its end. */
function lines(text: string): string[] {
  return text.length === 0 ? [] : text.split(/(?<=\n)/);
}

/** Made of the cells' texts: the same notebook is the same file again. */
class CellIds {
  private readonly taken = new Set<string>();
  private readonly attempts = new Map<string, number>();

  of(cell: IpynbCell): string {
    const type = { code: "Code", markdown: "Markdown", raw: "Raw" }[cell.type];
    const key = `${type}\n${cell.source}`;
    for (;;) {
      const attempt = this.attempts.get(key) ?? 0;
      this.attempts.set(key, attempt + 1);
      const id = createHash("sha256").update(`${attempt}\n${key}`).digest("hex").slice(0, 8);
      if (!this.taken.has(id)) {
        this.taken.add(id);
        return id;
      }
    }
  }
}
