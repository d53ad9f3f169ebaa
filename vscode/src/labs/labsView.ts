import * as vscode from "vscode";
import { dibType } from "../notebook/serializer";
import { ipynbType } from "../notebook/cells";
import { Sessions } from "../run/sessions";
import { Progress, checksOf, isDone, labsAmong, progressText, titleOf } from "./labFiles";

/** The view "DigitLab": the labs of the workspace, and what is done of each. */

export interface Lab {
  uri: vscode.Uri;
  title: string;
  total: number | undefined;
}

const progressKey = "digitlab.progress";
const readAtMost = 2_000_000;

export class LabsView implements vscode.TreeDataProvider<Lab>, vscode.Disposable {
  private readonly changedEmitter = new vscode.EventEmitter<void>();
  private readonly parts: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changedEmitter.event;

  constructor(private readonly state: vscode.Memento, sessions: Sessions) {
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.{dib,ipynb}");
    this.parts = [
      watcher,
      watcher.onDidCreate(() => this.refreshSoon()),
      watcher.onDidDelete(() => this.refreshSoon()),
      watcher.onDidChange(() => this.refreshSoon()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refreshSoon()),
      sessions.onCreated((session) =>
        session.onStatus(({ checks }) => {
          if (checks !== undefined && checks !== null) {
            void this.remember(session.notebook.uri, checks);
          }
        }),
      ),
      vscode.window.registerTreeDataProvider("digitlab.labs", this),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.parts.forEach((part) => part.dispose());
    this.changedEmitter.dispose();
  }

  refresh(): void {
    this.changedEmitter.fire();
  }

  async getChildren(parent?: Lab): Promise<Lab[]> {
    return parent === undefined ? findLabs() : [];
  }

  getTreeItem(lab: Lab): vscode.TreeItem {
    const progress = this.progress[key(lab.uri)];
    const item = new vscode.TreeItem(lab.title);
    item.description = progressText(progress, lab.total);
    item.tooltip = vscode.workspace.asRelativePath(lab.uri);
    item.resourceUri = lab.uri;
    item.iconPath = icon(progress, lab.total);
    item.contextValue = "lab";
    item.command = { title: "Open", command: "vscode.openWith", arguments: [lab.uri, notebookType(lab.uri)] };
    item.accessibilityInformation = { label: `${lab.title}, ${item.description || "no checks"}` };
    return item;
  }

  private get progress(): Record<string, Progress> {
    return this.state.get(progressKey, {});
  }

  private async remember(uri: vscode.Uri, progress: Progress): Promise<void> {
    await this.state.update(progressKey, { ...this.progress, [key(uri)]: progress });
    this.refreshSoon();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), 300);
  }
}

export async function findLabs(): Promise<Lab[]> {
  const files = await vscode.workspace.findFiles("**/*.{dib,ipynb}", "**/{node_modules,bin,obj,.git,rendered}/**", 2000);
  const byPath = new Map(files.map((uri) => [uri.path, uri]));
  return Promise.all(labsAmong([...byPath.keys()]).map((path) => readLab(byPath.get(path)!)));
}

export function notebookType(uri: vscode.Uri): string {
  return uri.path.endsWith(".dib") ? dibType : ipynbType;
}

async function readLab(uri: vscode.Uri): Promise<Lab> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    const text = size > readAtMost ? "" : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return { uri, title: titleOf(uri.path, text), total: checksOf(text) };
  } catch {
    return { uri, title: titleOf(uri.path, ""), total: undefined };
  }
}

function key(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}

function icon(progress: Progress | undefined, total: number | undefined): vscode.ThemeIcon {
  if (isDone(progress, total)) {
    return new vscode.ThemeIcon("pass-filled", new vscode.ThemeColor("testing.iconPassed"));
  }
  if ((progress?.failed ?? 0) > 0) {
    return new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"));
  }
  return new vscode.ThemeIcon((progress?.passed ?? 0) > 0 ? "circle-large-filled" : "circle-large-outline");
}
