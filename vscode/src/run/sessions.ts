import * as vscode from "vscode";
import { HostClient, HostEvents } from "../host/client";
import { idOf, ipynbType, isCSharp } from "../notebook/cells";
import { dibType } from "../notebook/serializer";
import { Remedies } from "../setup/remedies";
import { SetupError, explainStart, hostCommand, needLibrary } from "../setup/setup";
import { RunErrors } from "./runErrors";
import { Session, SessionServices } from "./session";

/** All notebooks that run, or can: one session for each. */
export class Sessions implements SessionServices, vscode.Disposable {
  private readonly sessions = new Map<vscode.NotebookDocument, Session>();
  private readonly controllers = new Map<string, vscode.NotebookController>();
  private readonly selected = new WeakSet<vscode.NotebookDocument>();
  private readonly createdEmitter = new vscode.EventEmitter<Session>();
  private readonly errors: RunErrors;

  readonly onCreated = this.createdEmitter.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    readonly log: vscode.LogOutputChannel,
    private readonly remedies: Remedies,
  ) {
    this.errors = new RunErrors(context);
    for (const type of [dibType, ipynbType]) {
      const controller = vscode.notebooks.createNotebookController(`digitlab-${type}`, type, "C# (DigitLab)");
      controller.description = ".NET 10";
      controller.supportedLanguages = ["csharp", "html", "javascript", "mermaid", "fsharp", "powershell", "http", "plaintext"];
      controller.supportsExecutionOrder = true;
      controller.executeHandler = (cells, notebook) => this.of(notebook)?.execute(cells);
      controller.interruptHandler = (notebook) => this.of(notebook)?.interrupt();
      controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
        if (selected) {
          this.selected.add(notebook);
        } else {
          this.selected.delete(notebook);
          this.close(notebook);
        }
      });
      this.controllers.set(type, controller);
      context.subscriptions.push(controller);
    }
    const prefer = (notebook: vscode.NotebookDocument): void => {
      if (isCSharp(notebook)) {
        this.controllers
          .get(notebook.notebookType)
          ?.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
      }
    };
    vscode.workspace.notebookDocuments.forEach(prefer);
    context.subscriptions.push(
      this,
      vscode.workspace.onDidOpenNotebookDocument(prefer),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.close(notebook)),
      vscode.workspace.onDidChangeNotebookDocument((change) => this.changed(change)),
    );
  }

  /** The session of a notebook that is ours; creates it. */
  of(notebook: vscode.NotebookDocument): Session | undefined {
    const controller = this.controllers.get(notebook.notebookType);
    if (controller === undefined || notebook.isClosed || !this.isOurs(notebook)) {
      return undefined;
    }
    let session = this.sessions.get(notebook);
    if (session === undefined) {
      session = new Session(notebook, controller, this);
      this.sessions.set(notebook, session);
      this.createdEmitter.fire(session);
    }
    return session;
  }

  /** The session that is there already. */
  existing(notebook: vscode.NotebookDocument | undefined): Session | undefined {
    return notebook && this.sessions.get(notebook);
  }

  isOurs(notebook: vscode.NotebookDocument): boolean {
    return this.selected.has(notebook) || isCSharp(notebook);
  }

  get all(): Session[] {
    return [...this.sessions.values()];
  }

  async start(notebook: vscode.NotebookDocument, events: HostEvents): Promise<HostClient> {
    try {
      const command = hostCommand(this.context, notebook.uri, ["vscode"]);
      if (notebook.uri.scheme === "file") {
        needLibrary(notebook.uri);
      }
      const path = notebook.uri.scheme === "file" ? notebook.uri.fsPath : null;
      this.log.info(`Starting ${command.command} ${command.args.join(" ")} in ${command.folder}`);
      const { client, about } = await HostClient.start(command, path, events);
      this.log.info(`Host ${about.version} on ${about.runtime}, process ${client.processId}.`);
      return client;
    } catch (error) {
      throw explainStart(error);
    }
  }

  tell(error: SetupError, notebook: vscode.NotebookDocument, cells: readonly vscode.NotebookCell[]): void {
    void this.remedies.tell(error, () => {
      if (!notebook.isClosed) {
        return this.of(notebook)?.execute(cells.filter((cell) => cell.index >= 0));
      }
      return undefined;
    });
  }

  failed: SessionServices["failed"] = (cell, error) => this.errors.show(cell, error);

  started(cell: vscode.NotebookCell): void {
    this.errors.clear(cell.document.uri);
  }

  private changed({ notebook, contentChanges, cellChanges }: vscode.NotebookDocumentChangeEvent): void {
    const session = this.sessions.get(notebook);
    if (session === undefined) {
      return;
    }
    if (contentChanges.length > 0) {
      session.cellsMoved();
    }
    for (const change of cellChanges) {
      if (change.document !== undefined) {
        session.cellChanged(change.cell);
      }
    }
    for (const cell of contentChanges.flatMap((change) => change.removedCells)) {
      session.ran.delete(idOf(cell));
      this.errors.clear(cell.document.uri);
    }
  }

  private close(notebook: vscode.NotebookDocument): void {
    this.sessions.get(notebook)?.dispose();
    this.sessions.delete(notebook);
  }

  dispose(): void {
    this.all.forEach((session) => session.dispose());
    this.sessions.clear();
    this.createdEmitter.dispose();
  }

  /** Ends all hosts, and waits for them. */
  async end(): Promise<void> {
    await Promise.all(this.all.map((session) => session.stop()));
  }
}
