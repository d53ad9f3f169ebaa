import * as vscode from "vscode";
import { KeptCell } from "../documents/dibWriter";
import { csharp, kernelOf, markdown } from "../documents/kernels";
import { CellText } from "../host/protocol";
import { dibType } from "./serializer";

/** Cells as the host wants them. */

export const ipynbType = "jupyter-notebook";

export const csharpCells: vscode.DocumentSelector = [
  { notebookType: dibType, language: csharp },
  { notebookType: ipynbType, language: csharp },
];

/** A cell's name between extension and host; the same as long as the notebook is open. */
export function idOf(cell: vscode.NotebookCell): string {
  return cell.document.uri.toString();
}

export function kernelOfCell(cell: vscode.NotebookCell): string {
  if (cell.kind === vscode.NotebookCellKind.Markup) {
    return markdown;
  }
  const kept = cell.metadata["digitlab"] as KeptCell | undefined;
  return kernelOf(cell.document.languageId, kept?.kernel);
}

/** The cell's text, lines ending in \n. */
export function codeOf(cell: vscode.NotebookCell): string {
  return textOf(cell.document);
}

export function textOf(document: vscode.TextDocument): string {
  const text = document.getText();
  return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll("\r\n", "\n") : text;
}

export function toCellText(cell: vscode.NotebookCell): CellText {
  return { id: idOf(cell), kernel: kernelOfCell(cell), code: codeOf(cell) };
}

/** What errors call a cell. */
export function nameOf(cell: vscode.NotebookCell): string {
  return `cell ${cell.index + 1}`;
}

/** The notebook and the cell that a document is. */
export function cellOf(document: vscode.TextDocument): vscode.NotebookCell | undefined {
  for (const notebook of vscode.workspace.notebookDocuments) {
    if (notebook.uri.path === document.uri.path) {
      const cell = notebook.getCells().find((candidate) => candidate.document === document);
      if (cell !== undefined) {
        return cell;
      }
    }
  }
  return undefined;
}

/** Where a position is in the text with \n. */
export function offsetAt(document: vscode.TextDocument, position: vscode.Position): number {
  const offset = document.offsetAt(position);
  return document.eol === vscode.EndOfLine.CRLF ? offset - position.line : offset;
}

/** The position of an offset in the text with \n. */
export function positionAt(document: vscode.TextDocument, offset: number): vscode.Position {
  if (document.eol === vscode.EndOfLine.LF) {
    return document.positionAt(offset);
  }
  const before = textOf(document).slice(0, offset);
  return new vscode.Position(before.split("\n").length - 1, offset - (before.lastIndexOf("\n") + 1));
}

export function rangeOf(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return new vscode.Range(positionAt(document, start), positionAt(document, end));
}

/** Whether the labs' language is the notebook's: every .dib, and an .ipynb that says so. */
export function isCSharp(notebook: vscode.NotebookDocument): boolean {
  if (notebook.notebookType === dibType) {
    return true;
  }
  if (notebook.notebookType !== ipynbType) {
    return false;
  }
  const metadata = ipynbMetadata(notebook);
  const spec = metadata["kernelspec"] as { name?: string; language?: string } | undefined;
  const info = metadata["language_info"] as { name?: string } | undefined;
  return (
    spec?.name === ".net-csharp" ||
    [spec?.language, info?.name].some((language) => language?.toLowerCase() === "c#" || language === csharp)
  );
}

/** The metadata of an .ipynb file; VS Code has kept it in several places. */
export function ipynbMetadata(notebook: vscode.NotebookDocument): Record<string, unknown> {
  const metadata = notebook.metadata as {
    metadata?: Record<string, unknown>;
    custom?: { metadata?: Record<string, unknown> };
  };
  return metadata.metadata ?? metadata.custom?.metadata ?? {};
}
