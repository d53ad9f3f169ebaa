import * as vscode from "vscode";
import { Session } from "../run/session";
import { Sessions } from "../run/sessions";

/** What the notebook at hand runs on, its data, and what trains. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("digitlab.status", vscode.StatusBarAlignment.Right, 100);
  private readonly parts: vscode.Disposable[];

  constructor(private readonly sessions: Sessions) {
    this.item.name = "DigitLab";
    this.item.command = "digitlab.labs.focus";
    this.parts = [
      this.item,
      vscode.window.onDidChangeActiveNotebookEditor(() => this.show()),
      sessions.onCreated((session) => {
        session.onStatus(() => this.show());
        session.onRan(() => this.show());
        this.show();
      }),
    ];
    this.show();
  }

  dispose(): void {
    this.parts.forEach((part) => part.dispose());
  }

  private show(): void {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (notebook === undefined || !this.sessions.isOurs(notebook)) {
      this.item.hide();
      return;
    }
    const session = this.sessions.existing(notebook);
    this.item.text = textOf(session);
    this.item.tooltip = tooltipOf(session);
    this.item.show();
  }
}

function textOf(session: Session | undefined): string {
  const { backend, dataSet, training } = session?.status ?? {};
  const icon = training ? "$(sync~spin)" : "$(beaker)";
  const parts = [backend ?? "DigitLab", dataSet, training].filter((part) => part);
  return `${icon} ${parts.join(" · ")}`;
}

function tooltipOf(session: Session | undefined): vscode.MarkdownString {
  const { backend, dataSet, training, checks } = session?.status ?? {};
  const lines = [
    session?.isStarted ? "The host runs." : "The host starts with the first cell.",
    backend && `Backend: ${backend}`,
    dataSet && `Data set: ${dataSet}`,
    training && `Training: ${training}`,
    checks && `Checks: ${checks.passed} green, ${checks.failed} wrong, ${checks.open} open`,
    "Click for the labs.",
  ];
  return new vscode.MarkdownString(lines.filter((line) => line).join("\n\n"));
}
