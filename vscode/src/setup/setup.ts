import { existsSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { HostCommand, HostStartError } from "../host/client";
import {
  findCheckout,
  findDotnet,
  findHost,
  hasHostProject,
  isLibraryBuilt,
  isRuntimeMissing,
} from "../host/locate";

/** What has to be there before a cell can run. Where something is missing: one message, and a button that helps. */

/** Why nothing can run, and what to do. */
export class SetupError extends Error {
  constructor(message: string, readonly remedy?: Remedy) {
    super(message);
  }
}

export type Remedy =
  | { kind: "trust" }
  | { kind: "download" }
  | { kind: "setting" }
  | { kind: "build"; checkout: string; project: string; title: string };

const sdk = "The labs run with the .NET SDK 10";

/** How to start the host for a notebook, or for commands that are of no notebook. */
export function hostCommand(context: vscode.ExtensionContext, notebook: vscode.Uri | undefined, args: string[]): HostCommand {
  if (!vscode.workspace.isTrusted) {
    throw new SetupError("This workspace is not trusted, so nothing is run. Trust it if you know where its files are from.", {
      kind: "trust",
    });
  }
  const folders = foldersOf(notebook);
  const settings = vscode.workspace.getConfiguration("digitlab", notebook ?? null);
  const setting = settings.get("host", "");
  const host = findHost({ setting, extension: context.extensionPath, folders, home: os.homedir() }, existsSync);
  if (host === undefined) {
    throw noHost(setting, folders);
  }
  return { command: dotnet(settings.get("dotnet", "")), args: [host, ...args], folder: folders[0] ?? os.homedir() };
}

/** Fails where the notebook is of a checkout whose library is not built. */
export function needLibrary(notebook: vscode.Uri): void {
  const checkout = findCheckout(foldersOf(notebook).slice(0, 1), existsSync);
  if (checkout !== undefined && !isLibraryBuilt(checkout, existsSync)) {
    throw new SetupError("The labs' library is not built yet. It takes a minute, once.", {
      kind: "build",
      checkout,
      project: path.join("lib", "DigitLab"),
      title: "Build the library",
    });
  }
}

/** `dotnet` as it is to be called. */
function dotnet(setting: string): string {
  const found = findDotnet(setting, process.env, process.platform, os.homedir(), existsSync);
  if (found === undefined) {
    throw new SetupError(`${sdk}, and no dotnet was found on this machine. Install it, then run the cell again.`, {
      kind: "download",
    });
  }
  return found;
}

export function dotnetPath(): string {
  return dotnet(vscode.workspace.getConfiguration("digitlab").get("dotnet", ""));
}

/** What to tell when the host did not start. */
export function explainStart(error: unknown): SetupError {
  if (error instanceof SetupError) {
    return error;
  }
  if (error instanceof HostStartError) {
    if (error.isMissing) {
      return new SetupError(`${sdk}, and dotnet cannot be started: ${error.message} Install it, then run the cell again.`, {
        kind: "download",
      });
    }
    if (error.exit !== undefined && isRuntimeMissing(error.exit.code, error.exit.error)) {
      return new SetupError(`${sdk}, and the .NET of this machine is older. Install it, then run the cell again.`, {
        kind: "download",
      });
    }
  }
  return new SetupError(error instanceof Error ? error.message : String(error));
}

function noHost(setting: string, folders: readonly string[]): SetupError {
  if (setting.length > 0) {
    return new SetupError(
      `There is no host at ${setting}, which the setting digitlab.host names. Empty the setting to use the one of the extension.`,
      { kind: "setting" },
    );
  }
  const checkout = findCheckout(folders, existsSync);
  if (checkout !== undefined && hasHostProject(checkout, existsSync)) {
    return new SetupError("The host that runs the cells is not built yet. It takes a minute or two, once.", {
      kind: "build",
      checkout,
      project: "host",
      title: "Build the host",
    });
  }
  return new SetupError(
    "The host that runs the cells was not found: this extension came without it, and there is none near the notebook. " +
      "Install the extension with its host, or name the host in the setting digitlab.host.",
    { kind: "setting" },
  );
}

/** The folders to start from: the notebook's, then the workspace's. */
function foldersOf(notebook: vscode.Uri | undefined): string[] {
  const own = notebook?.scheme === "file" ? [path.dirname(notebook.fsPath)] : [];
  const workspace = (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === "file")
    .map((folder) => folder.uri.fsPath);
  return [...own, ...workspace];
}
