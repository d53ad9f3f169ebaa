import * as vscode from "vscode";
import { CellError } from "../host/protocol";

/** The line on which a cell ended with an error, for the Problems view, until the cell is run again or edited. */
export class RunErrors implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("digitlab-run");

  constructor(context: vscode.ExtensionContext) {
    context.subscriptions.push(
      this,
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.clear(document.uri)),
      vscode.workspace.onDidCloseTextDocument((document) => this.clear(document.uri)),
    );
  }

  show(cell: vscode.NotebookCell, error: CellError): void {
    const { document } = cell;
    if (error.line === undefined || error.line === null || error.line > document.lineCount) {
      return;
    }
    const line = document.lineAt(error.line - 1);
    const column = error.column ?? 0;
    const start = column > 1 ? Math.min(column - 1, line.text.length) : line.firstNonWhitespaceCharacterIndex;
    const range = new vscode.Range(line.lineNumber, start, line.lineNumber, line.text.length);
    const diagnostic = new vscode.Diagnostic(range, `${error.name}: ${error.message}`, vscode.DiagnosticSeverity.Error);
    diagnostic.source = "DigitLab";
    this.collection.set(document.uri, [diagnostic]);
  }

  clear(uri: vscode.Uri): void {
    this.collection.delete(uri);
  }

  dispose(): void {
    this.collection.dispose();
  }
}
