import { spawn } from "node:child_process";
import * as vscode from "vscode";
import { SetupError, dotnetPath, explainStart } from "./setup";

/** Tells what is missing, each thing once at a time, and does what helps at a click. */
export class Remedies {
  private readonly shown = new Set<string>();

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** @param again is called when what was missing is there. */
  async tell(error: SetupError, again?: () => unknown): Promise<void> {
    if (this.shown.has(error.message)) {
      return;
    }
    this.shown.add(error.message);
    try {
      const title = titleOf(error);
      const choice = title
        ? await vscode.window.showErrorMessage(error.message, title)
        : await vscode.window.showErrorMessage(error.message);
      if (choice !== undefined && (await this.help(error))) {
        await again?.();
      }
    } finally {
      this.shown.delete(error.message);
    }
  }

  /** @returns whether what was missing is there now. */
  private async help({ remedy }: SetupError): Promise<boolean> {
    switch (remedy?.kind) {
      case "trust":
        await vscode.commands.executeCommand("workbench.trust.manage");
        return false;
      case "download":
        await vscode.env.openExternal(vscode.Uri.parse("https://dotnet.microsoft.com/download/dotnet/10.0"));
        return false;
      case "setting":
        await vscode.commands.executeCommand("workbench.action.openSettings", "digitlab.host");
        return false;
      case "build":
        return this.build(remedy.checkout, remedy.project);
      case undefined:
        this.log.show();
        return false;
    }
  }

  private async build(checkout: string, project: string): Promise<boolean> {
    let dotnet: string;
    try {
      dotnet = dotnetPath();
    } catch (error) {
      await this.tell(explainStart(error));
      return false;
    }
    const args = ["build", "-c", "Release", project, "--nologo", "-tl:off"];
    const problem = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Building ${project}`, cancellable: true },
      (progress, cancel) =>
        runProgram(dotnet, args, checkout, cancel, (line) => {
          this.log.info(line);
          const built = /^\s*(\S+) -> /.exec(line)?.[1];
          if (built !== undefined) {
            progress.report({ message: `${built} is built` });
          }
        }),
    );
    if (problem === undefined) {
      return true;
    }
    if (problem !== "") {
      const show = "Show log";
      if ((await vscode.window.showErrorMessage(`It could not be built: ${problem}`, show)) === show) {
        this.log.show();
      }
    }
    return false;
  }
}

/** @returns why it failed; nothing where it did not, an empty text where the user ended it. */
export function runProgram(
  command: string,
  args: readonly string[],
  folder: string,
  cancel: vscode.CancellationToken,
  line: (text: string) => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    const canceled = cancel.onCancellationRequested(() => child.kill());
    let rest = "";
    let lastError = "";
    const read = (text: string): void => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const full of lines) {
        lastError = /\berror\b/i.test(full) ? full.trim() : lastError;
        line(full);
      }
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      lastError = text.trim().split("\n").at(-1) ?? lastError;
      read(text);
    });
    const done = (problem: string | undefined): void => {
      canceled.dispose();
      resolve(cancel.isCancellationRequested ? "" : problem);
    };
    child.once("error", (error) => done(error.message));
    child.once("close", (code) => done(code === 0 ? undefined : lastError || `exit code ${code}`));
  });
}

function titleOf({ remedy }: SetupError): string | undefined {
  switch (remedy?.kind) {
    case "trust":
      return "Manage trust";
    case "download":
      return "Download .NET";
    case "setting":
      return "Open settings";
    case "build":
      return remedy.title;
    case undefined:
      return "Show log";
  }
}
