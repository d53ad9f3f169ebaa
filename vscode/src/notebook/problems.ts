import * as vscode from "vscode";
import { NotebookMetadata, dibType } from "./serializer";

/** Tells what is wrong with a file that was opened: it is shown as far as it can be, and saved as it is. */

export function watchProblems(context: vscode.ExtensionContext): void {
  const tell = (notebook: vscode.NotebookDocument): void => void tellProblems(notebook);
  vscode.workspace.notebookDocuments.forEach(tell);
  context.subscriptions.push(
    vscode.workspace.onDidOpenNotebookDocument(tell),
    vscode.commands.registerCommand("digitlab.openAsText", async (uri?: vscode.Uri) => {
      const target = uri ?? vscode.window.activeNotebookEditor?.notebook.uri;
      if (target !== undefined) {
        await openAsText(target);
      }
    }),
  );
}

async function tellProblems(notebook: vscode.NotebookDocument): Promise<void> {
  const kept = notebook.metadata["digitlab"] as NotebookMetadata | undefined;
  const [problem, ...others] = kept?.problems ?? [];
  if (notebook.notebookType !== dibType || problem === undefined) {
    return;
  }
  const more = others.length === 0 ? "" : ` (${others.length} more of the kind)`;
  const name = vscode.workspace.asRelativePath(notebook.uri);
  const text = "Open as text";
  const choice = await vscode.window.showWarningMessage(
    `${name}, line ${problem.line}: ${problem.message}${more} The file is shown as far as it can be read; ` +
      "what you do not change is saved as it is.",
    text,
  );
  if (choice === text) {
    await openAsText(notebook.uri, problem.line);
  }
}

async function openAsText(uri: vscode.Uri, line = 1): Promise<void> {
  const at = new vscode.Position(line - 1, 0);
  await vscode.commands.executeCommand("vscode.openWith", uri, "default", { selection: new vscode.Range(at, at) });
}
