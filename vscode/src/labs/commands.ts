import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { HostCommand } from "../host/client";
import { Sessions } from "../run/sessions";
import { Remedies, runProgram } from "../setup/remedies";
import { explainStart, hostCommand } from "../setup/setup";
import { Lab, LabsView, findLabs, notebookType } from "./labsView";

/** The commands about labs; what the host's command line does, it does here too. */
export class LabCommands {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly sessions: Sessions,
    private readonly remedies: Remedies,
    private readonly view: LabsView,
  ) {
    const register = (name: string, run: (lab?: Lab) => unknown): void => {
      context.subscriptions.push(vscode.commands.registerCommand(`digitlab.${name}`, run));
    };
    register("openLabs", () => this.openLabs());
    register("newLab", () => this.newLab());
    register("studentEdition", () => this.studentEdition());
    register("render", (lab) => this.render(lab));
    register("doctor", () => this.doctor());
    register("refresh", () => this.view.refresh());
    register("showLog", () => this.sessions.log.show());
    register("restart", () => this.restart());
    register("interrupt", () => this.active()?.interrupt());
  }

  private active(): ReturnType<Sessions["of"]> {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    return notebook && this.sessions.of(notebook);
  }

  private async restart(): Promise<void> {
    const session = this.active();
    if (session === undefined) {
      await vscode.window.showInformationMessage("Open a lab first: what restarts is the host of the notebook at hand.");
      return;
    }
    try {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: "DigitLab restarts" },
        () => session.restart(),
      );
      vscode.window.setStatusBarMessage("DigitLab restarted: variables are gone, outputs stay.", 5000);
    } catch (error) {
      void this.remedies.tell(explainStart(error));
    }
  }

  /** A lab of this window, else a folder that has some. */
  private async openLabs(): Promise<void> {
    const labs = await findLabs();
    if (labs.length === 0) {
      const chosen = await vscode.window.showOpenDialog({
        canSelectFiles: false,
        canSelectFolders: true,
        title: "The folder that holds the labs",
        openLabel: "Open the labs",
      });
      if (chosen?.[0] !== undefined) {
        await vscode.commands.executeCommand("vscode.openFolder", chosen[0]);
      }
      return;
    }
    await vscode.commands.executeCommand("digitlab.labs.focus");
    const picks = labs.map((lab) => ({ label: lab.title, description: vscode.workspace.asRelativePath(lab.uri), lab }));
    const pick = await vscode.window.showQuickPick(picks, { title: "Labs", matchOnDescription: true });
    if (pick !== undefined) {
      await vscode.commands.executeCommand("vscode.openWith", pick.lab.uri, notebookType(pick.lab.uri));
    }
  }

  private async newLab(): Promise<void> {
    const folder = await this.labsFolder();
    if (folder === undefined) {
      return;
    }
    const name = await vscode.window.showInputBox({
      title: "New lab",
      prompt: "Its name: letters, digits and hyphens",
      placeHolder: "17-my-lab",
      validateInput: (text) => (/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(text) ? undefined : "Letters, digits and hyphens, such as 17-my-lab."),
    });
    if (name !== undefined && (await this.run("New lab", ["new", name, "--out", folder], folder))) {
      const uri = vscode.Uri.file(path.join(folder, `${name}.dib`));
      this.view.refresh();
      await vscode.commands.executeCommand("vscode.openWith", uri, notebookType(uri));
    }
  }

  private async studentEdition(): Promise<void> {
    const folder = await this.labsFolder();
    if (folder === undefined) {
      return;
    }
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(path.join(path.dirname(folder), "student")),
      title: "The folder to write the edition without solutions to",
      saveLabel: "Write the edition",
    });
    if (target !== undefined) {
      const done = await this.run("Student edition", ["student", folder, "--out", target.fsPath, "--update"], path.dirname(folder));
      if (done) {
        await this.offer(`The edition for students is in ${target.fsPath}.`, "Open its folder", () =>
          vscode.commands.executeCommand("vscode.openFolder", target, { forceNewWindow: true }),
        );
      }
    }
  }

  private async render(lab?: Lab): Promise<void> {
    const uri = lab?.uri ?? vscode.window.activeNotebookEditor?.notebook.uri;
    if (uri === undefined || uri.scheme !== "file") {
      await vscode.window.showInformationMessage("Open or choose a lab that is saved, then render it.");
      return;
    }
    await vscode.workspace.save(uri);
    const folder = path.dirname(uri.fsPath);
    const out = path.join(folder, "rendered");
    const full = vscode.workspace.getConfiguration("digitlab", uri).get("renderFull", false);
    const args = ["render", uri.fsPath, "--out", out, full ? "--full" : "--quick"];
    if (await this.run(`Rendering ${path.basename(uri.fsPath)}`, args, folder)) {
      const page = path.join(out, `${path.basename(uri.fsPath).replace(/\.[^.]*$/, "")}.html`);
      await this.offer(`${page} is written.`, "Open the page", () => vscode.env.openExternal(vscode.Uri.file(page)));
    }
  }

  /** In a terminal, where its answer can be read and copied. */
  private async doctor(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0];
    const command = this.command(["doctor"], undefined);
    if (command === undefined) {
      return;
    }
    const task = new vscode.Task(
      { type: "digitlab", task: "doctor" },
      folder ?? vscode.TaskScope.Workspace,
      "Doctor",
      "DigitLab",
      new vscode.ProcessExecution(command.command, [...command.args], { cwd: folder?.uri.fsPath ?? os.homedir() }),
      [],
    );
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true, focus: true };
    await vscode.tasks.executeTask(task);
  }

  /** The folder of the labs of this window. */
  private async labsFolder(): Promise<string | undefined> {
    const folders = new Set((await findLabs()).map((lab) => path.dirname(lab.uri.fsPath)));
    const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const choices = folders.size > 0 ? [...folders] : workspace !== undefined ? [workspace] : [];
    if (choices.length === 0) {
      await vscode.window.showInformationMessage("Open a folder first (Open the labs).");
    }
    return choices.length > 1 ? vscode.window.showQuickPick(choices, { title: "Which labs?" }) : choices[0];
  }

  private command(args: string[], uri: vscode.Uri | undefined): HostCommand | undefined {
    try {
      return hostCommand(this.context, uri, args);
    } catch (error) {
      void this.remedies.tell(explainStart(error));
      return undefined;
    }
  }

  /** Runs the command line with its last line as progress. */
  private async run(title: string, args: string[], folder: string): Promise<boolean> {
    const command = this.command(args, vscode.Uri.file(path.join(folder, "any")));
    if (command === undefined) {
      return false;
    }
    const { log } = this.sessions;
    const problem = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (progress, cancel) =>
        runProgram(command.command, command.args, folder, cancel, (line) => {
          log.info(line);
          if (line.trim().length > 0) {
            progress.report({ message: line.trim() });
          }
        }),
    );
    if (problem) {
      void this.offer(`${title}: ${problem}`, "Show log", () => log.show(), true);
    }
    return problem === undefined;
  }

  private async offer(message: string, button: string, act: () => unknown, isError = false): Promise<void> {
    const show = isError ? vscode.window.showErrorMessage : vscode.window.showInformationMessage;
    if ((await show(message, button)) === button) {
      await act();
    }
  }
}
