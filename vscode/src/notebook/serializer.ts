import * as vscode from "vscode";
import { DibProblem, readDib } from "../documents/dibReader";
import { CellToWrite, KeptCell, KeptFile, saveDib } from "../documents/dibWriter";
import { csharp, kernelOf, languageOf, markdown } from "../documents/kernels";

/** .dib as VS Code's notebooks: what the file says beside its cells' texts is kept in the metadata. */

export const dibType = "digitlab-dib";

/** What is kept of the file as a whole. */
export interface NotebookMetadata {
  eol: "\n" | "\r\n";
  gaps: [number, string][];
  count: number;
  problems: DibProblem[];
}

export class DibSerializer implements vscode.NotebookSerializer {
  deserializeNotebook(content: Uint8Array): vscode.NotebookData {
    const file = readDib(decode(content));
    const cells = file.cells.map((cell, index) => {
      const data =
        cell.kernel === markdown
          ? new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, cell.source, "markdown")
          : new vscode.NotebookCellData(vscode.NotebookCellKind.Code, cell.source, languageOf(cell.kernel));
      const kept: KeptCell = { index, kernel: cell.kernel, ...(cell.raw === undefined ? {} : { raw: cell.raw }) };
      data.metadata = { digitlab: kept };
      return data;
    });
    if (cells.length === 0) {
      cells.push(new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "", csharp));
    }
    const data = new vscode.NotebookData(cells);
    const kept: NotebookMetadata = {
      eol: file.eol,
      gaps: [...file.gaps],
      count: file.cells.length,
      problems: file.problems,
    };
    data.metadata = { digitlab: kept };
    return data;
  }

  serializeNotebook(data: vscode.NotebookData): Uint8Array {
    return new TextEncoder().encode(saveDib(keptFile(data.metadata), data.cells.map(cellToWrite)));
  }
}

/** What the file said beside its cells; of a new notebook, nothing. */
export function keptFile(metadata: Record<string, unknown> | undefined): KeptFile {
  const kept = metadata?.["digitlab"] as NotebookMetadata | undefined;
  return { eol: kept?.eol ?? "\n", gaps: new Map(kept?.gaps ?? []), count: kept?.count ?? 0 };
}

function cellToWrite(cell: vscode.NotebookCellData): CellToWrite {
  const kept = cell.metadata?.["digitlab"] as KeptCell | undefined;
  const kernel =
    cell.kind === vscode.NotebookCellKind.Markup ? markdown : kernelOf(cell.languageId, kept?.kernel);
  return { kernel, source: cell.value, kept };
}

function decode(content: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Error(
      "A notebook is text in UTF-8, and this file is not, or it ends in the middle of a letter. " +
        "Nothing was changed. Open it as text (Reopen Editor With...), repair it, and save it in UTF-8.",
    );
  }
}
