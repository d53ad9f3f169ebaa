import * as vscode from "vscode";
import { cellOf, csharpCells, rangeOf, textOf } from "../notebook/cells";
import { findQuick, isParameters } from "./parameters";

/** Quick and full at a click: lenses above the cell with the parameters. */

export function registerParameters(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.languages.registerCodeLensProvider(csharpCells, { provideCodeLenses }),
    vscode.commands.registerCommand("digitlab.setQuick", (uri?: vscode.Uri) => setQuick(uri, true)),
    vscode.commands.registerCommand("digitlab.setFull", (uri?: vscode.Uri) => setQuick(uri, false)),
    vscode.commands.registerCommand("digitlab.runFromHere", runFromHere),
  );
}

function commandsFor(document: vscode.TextDocument): vscode.Command[] {
  const code = textOf(document);
  if (!isParameters(code)) {
    return [];
  }
  const found = findQuick(code);
  const args = [document.uri];
  const mark = (isOn: boolean): string => (isOn ? "$(check) " : "");
  return [
    ...(found === undefined
      ? []
      : [
          { title: `${mark(found.isQuick)}Quick`, tooltip: "Set quick = true: everything in seconds", command: "digitlab.setQuick", arguments: args },
          { title: `${mark(!found.isQuick)}Full`, tooltip: "Set quick = false: as the lab is meant to be", command: "digitlab.setFull", arguments: args },
        ]),
    { title: "$(run-below) Run from here", tooltip: "Run this cell and those below it", command: "digitlab.runFromHere", arguments: args },
  ];
}

function provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
  const range = new vscode.Range(0, 0, 0, 0);
  return commandsFor(document).map((command) => new vscode.CodeLens(range, command));
}

async function setQuick(uri: vscode.Uri | undefined, isQuick: boolean): Promise<void> {
  const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri?.toString());
  const found = document && findQuick(textOf(document));
  if (document === undefined || found === undefined || found.isQuick === isQuick) {
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, found.start, found.end), String(isQuick));
  await vscode.workspace.applyEdit(edit);
}

async function runFromHere(uri?: vscode.Uri): Promise<void> {
  const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri?.toString());
  const cell = document && cellOf(document);
  if (cell !== undefined) {
    await vscode.commands.executeCommand("notebook.cell.execute", {
      ranges: [{ start: cell.index, end: cell.notebook.cellCount }],
      document: cell.notebook.uri,
    });
  }
}
