import * as vscode from "vscode";
import { LabCommands } from "./labs/commands";
import { LabsView } from "./labs/labsView";
import { registerParameters } from "./labs/parameterLenses";
import { StatusBar } from "./labs/statusBar";
import { registerLanguage } from "./language/language";
import { watchProblems } from "./notebook/problems";
import { registerSaveAs } from "./notebook/saveAs";
import { DibSerializer, dibType } from "./notebook/serializer";
import { Sessions } from "./run/sessions";
import { Remedies } from "./setup/remedies";

let sessions: Sessions | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("DigitLab", { log: true });
  const remedies = new Remedies(log);
  context.subscriptions.push(
    log,
    vscode.workspace.registerNotebookSerializer(dibType, new DibSerializer(), { transientOutputs: true }),
  );
  watchProblems(context);
  registerSaveAs(context);
  sessions = new Sessions(context, log, remedies);
  registerLanguage(context, sessions);
  registerParameters(context);
  const view = new LabsView(context.workspaceState, sessions);
  context.subscriptions.push(view, new StatusBar(sessions));
  new LabCommands(context, sessions, remedies, view);
}

export async function deactivate(): Promise<void> {
  await sessions?.end();
}
