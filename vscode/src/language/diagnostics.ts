import * as vscode from "vscode";
import { CellDiagnostic } from "../host/protocol";
import { cellOf, codeOf, csharpCells, idOf, kernelOfCell, rangeOf } from "../notebook/cells";
import { Session } from "../run/session";
import { Sessions } from "../run/sessions";
import { canJudge } from "./pending";

/** What the compiler says of cells that somebody has edited, a moment after the last key, and again when others have run. */

const delay = 400;

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export function registerDiagnostics(context: vscode.ExtensionContext, sessions: Sessions): void {
  context.subscriptions.push(new CellDiagnostics(sessions));
}

class CellDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("digitlab");
  /** Cells that were edited since the notebook was opened. */
  private readonly edited = new Set<vscode.TextDocument>();
  private readonly waiting = new Set<vscode.TextDocument>();
  private readonly parts: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sessions: Sessions) {
    this.parts = [
      this.collection,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && vscode.languages.match(csharpCells, document) > 0) {
          this.edited.add(document);
          this.checkAllOf(document);
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.edited.delete(document);
        this.waiting.delete(document);
        this.collection.delete(document.uri);
      }),
      sessions.onCreated((session) => {
        session.onRan(() => this.checkNotebook(session.notebook));
        session.onRestart(() => this.checkNotebook(session.notebook));
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.parts.forEach((part) => part.dispose());
  }

  /** What one cell says may be wrong in those below it. */
  private checkAllOf(document: vscode.TextDocument): void {
    const cell = cellOf(document);
    if (cell !== undefined) {
      this.checkNotebook(cell.notebook);
    }
  }

  private checkNotebook(notebook: vscode.NotebookDocument): void {
    for (const cell of notebook.getCells()) {
      if (this.edited.has(cell.document)) {
        this.waiting.add(cell.document);
      }
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.check(), delay);
  }

  private async check(): Promise<void> {
    for (const document of [...this.waiting]) {
      this.waiting.delete(document);
      const cell = cellOf(document);
      const session = cell && this.sessions.of(cell.notebook);
      if (cell === undefined || session === undefined || document.isClosed) {
        continue;
      }
      const version = document.version;
      const found = isJudged(cell, session) ? await this.ask(cell, session) : [];
      // Who typed on asks again.
      if (found !== undefined && document.version === version && !document.isClosed) {
        this.collection.set(document.uri, found.map((diagnostic) => toDiagnostic(document, diagnostic)));
      }
    }
  }

  private async ask(cell: vscode.NotebookCell, session: Session): Promise<CellDiagnostic[] | undefined> {
    const client = await session.helper();
    try {
      return await client?.request<object, CellDiagnostic[]>("diagnostics", { cell: idOf(cell) });
    } catch (error) {
      this.sessions.log.debug(String(error));
      return undefined;
    }
  }
}

function isJudged(cell: vscode.NotebookCell, session: Session): boolean {
  const above = cell.notebook.getCells(new vscode.NotebookRange(0, cell.index + 1));
  return canJudge(
    above
      .filter((other) => other.kind === vscode.NotebookCellKind.Code && kernelOfCell(other) === "csharp")
      .map((other) => ({ code: codeOf(other), hasRun: session.ran.has(idOf(other)) })),
  );
}

function toDiagnostic(document: vscode.TextDocument, found: CellDiagnostic): vscode.Diagnostic {
  const result = new vscode.Diagnostic(
    rangeOf(document, found.start, found.end),
    found.message,
    severities[found.severity] ?? vscode.DiagnosticSeverity.Error,
  );
  result.source = "C#";
  if (found.code) {
    result.code = found.code;
  }
  return result;
}
