import * as vscode from "vscode";
import { HostClient, HostExit, HostExitError, exitSentence } from "../host/client";
import { CellError, ExecuteResult, StatusParams } from "../host/protocol";
import { codeOf, idOf, kernelOfCell, nameOf, toCellText } from "../notebook/cells";
import { SetupError } from "../setup/setup";
import { CellOutputView } from "./cellOutputView";
import { errorOutput } from "./mime";
import { Outputs } from "./outputs";

/** What a session needs of the extension. */
export interface SessionServices {
  readonly log: vscode.LogOutputChannel;
  /** Starts the host of a notebook. */
  start(notebook: vscode.NotebookDocument, events: Parameters<typeof HostClient.start>[2]): Promise<HostClient>;
  /** Tells why a host could not be started, once for each reason, and offers what helps. */
  tell(error: SetupError, notebook: vscode.NotebookDocument, cells: readonly vscode.NotebookCell[]): void;
  failed(cell: vscode.NotebookCell, error: CellError): void;
  started(cell: vscode.NotebookCell): void;
}

/** One notebook's host and what runs in it. */
export class Session implements vscode.Disposable {
  private client: Promise<HostClient> | undefined;
  private readonly queue: vscode.NotebookCellExecution[] = [];
  private isRunning = false;
  private running: vscode.NotebookCellExecution | undefined;
  private hasFailedToStart = false;
  private allCellsAreNew = true;
  private readonly changed = new Set<string>();
  private readonly view: CellOutputView;
  private readonly outputs: Outputs<vscode.NotebookCellOutput>;
  private readonly statusEmitter = new vscode.EventEmitter<StatusParams>();
  private readonly ranEmitter = new vscode.EventEmitter<vscode.NotebookCell>();
  private readonly restartEmitter = new vscode.EventEmitter<void>();

  readonly onStatus = this.statusEmitter.event;
  /** A cell was run, and what language help says may be different. */
  readonly onRan = this.ranEmitter.event;
  readonly onRestart = this.restartEmitter.event;
  /** What the host said last. */
  readonly status: StatusParams = {};
  /** Cells that ran since the host started. */
  readonly ran = new Set<string>();

  constructor(
    readonly notebook: vscode.NotebookDocument,
    readonly controller: vscode.NotebookController,
    private readonly services: SessionServices,
  ) {
    this.view = new CellOutputView(notebook, controller, () => this.running);
    this.outputs = new Outputs(this.view);
  }

  /** The host; starts it where there is none. Fails with a {@link SetupError}. */
  host(): Promise<HostClient> {
    if (this.client === undefined) {
      this.allCellsAreNew = true;
      let isThere = false;
      const client = this.services.start(this.notebook, {
        output: (output) => this.outputs.handle(output),
        status: (status) => {
          Object.assign(this.status, status);
          this.statusEmitter.fire(status);
        },
        input: async ({ prompt, password }, cancel) =>
          (await vscode.window.showInputBox({ prompt, password, ignoreFocusOut: true, title: "DigitLab" }, cancel)) ?? null,
        log: (text) => this.services.log.info(text.trimEnd()),
        exit: (exit) => isThere && this.exited(client, exit),
      });
      this.client = client;
      client.then(
        () => {
          isThere = true;
          this.hasFailedToStart = false;
        },
        () => {
          this.hasFailedToStart = true;
          this.forgetHost(client);
        },
      );
    }
    return this.client;
  }

  /** The host for help while somebody types: nothing is told where it cannot be started, and it is not tried again. */
  async helper(): Promise<HostClient | undefined> {
    if (!vscode.workspace.isTrusted || (this.hasFailedToStart && !this.isStarted)) {
      return undefined;
    }
    return this.upToDate().catch(() => undefined);
  }

  /** Whether a host is there, or starting. */
  get isStarted(): boolean {
    return this.client !== undefined;
  }

  get isBusy(): boolean {
    return this.isRunning;
  }

  /** The host, told of all that changed. */
  async upToDate(): Promise<HostClient> {
    const client = await this.host();
    if (this.allCellsAreNew) {
      client.notify("cells", { cells: this.notebook.getCells().map(toCellText) });
    } else if (this.changed.size > 0) {
      for (const cell of this.notebook.getCells()) {
        if (this.changed.has(idOf(cell))) {
          client.notify("cellChanged", toCellText(cell));
        }
      }
    }
    this.allCellsAreNew = false;
    this.changed.clear();
    return client;
  }

  cellsMoved(): void {
    this.allCellsAreNew = true;
  }

  cellChanged(cell: vscode.NotebookCell): void {
    this.changed.add(idOf(cell));
  }

  async execute(cells: readonly vscode.NotebookCell[]): Promise<void> {
    await this.view.settled();
    for (const cell of cells) {
      this.queue.push(this.controller.createNotebookCellExecution(cell));
    }
    if (!this.isRunning) {
      void this.work();
    }
  }

  /** Ends the cell at hand; what waits behind it does not run. */
  async interrupt(): Promise<void> {
    this.abortQueue();
    if (this.running !== undefined && this.client !== undefined) {
      const client = await this.client;
      await client.interrupt().catch((error: unknown) => this.services.log.warn(String(error)));
    }
  }

  /** Ends the host and starts another. */
  async restart(): Promise<void> {
    await this.stop();
    await this.host();
  }

  async stop(): Promise<void> {
    this.abortQueue();
    const client = this.client;
    this.forgetHost(client);
    await client?.then((host) => host.end(), () => undefined);
  }

  dispose(): void {
    void this.stop();
    this.statusEmitter.dispose();
    this.ranEmitter.dispose();
    this.restartEmitter.dispose();
  }

  private async work(): Promise<void> {
    this.isRunning = true;
    try {
      for (let execution = this.queue.shift(); execution !== undefined; execution = this.queue.shift()) {
        if (!(await this.run(execution))) {
          this.abortQueue();
        }
      }
    } finally {
      this.isRunning = false;
    }
  }

  /** @returns whether the cells behind it may run. */
  private async run(execution: vscode.NotebookCellExecution): Promise<boolean> {
    const { cell } = execution;
    const code = codeOf(cell);
    const id = idOf(cell);
    if (code.trim().length === 0) {
      execution.end(undefined);
      return true;
    }
    this.running = execution;
    this.outputs.begin(id);
    this.services.started(cell);
    execution.executionOrder = undefined;
    execution.start(Date.now());
    void execution.clearOutput();
    let success: boolean | undefined = false;
    try {
      const client = await this.upToDate();
      const result = await client.execute({ cell: id, kernel: kernelOfCell(cell), code, source: nameOf(cell) });
      this.outputs.end(id);
      success = this.show(execution, result);
      this.ran.add(id);
      return success === true;
    } catch (error) {
      this.outputs.end(id);
      success = this.showFailure(execution, error);
      return false;
    } finally {
      this.running = undefined;
      execution.end(success, Date.now());
      this.ranEmitter.fire(cell);
    }
  }

  private show(execution: vscode.NotebookCellExecution, result: ExecuteResult): boolean | undefined {
    execution.executionOrder = result.executionCount ?? undefined;
    if (result.status === "error" && result.error !== null) {
      void execution.appendOutput(errorOutput(result.error));
      this.services.failed(execution.cell, result.error);
    }
    return result.status === "aborted" ? undefined : result.status === "ok";
  }

  private showFailure(execution: vscode.NotebookCellExecution, error: unknown): boolean | undefined {
    if (error instanceof HostExitError && error.exit.isExpected) {
      return undefined;
    }
    const message = error instanceof Error ? error.message : String(error);
    void execution.appendOutput(errorOutput({ name: "DigitLab", message, traceback: [message] }));
    if (error instanceof SetupError) {
      this.services.tell(error, this.notebook, [execution.cell, ...this.queue.map((waiting) => waiting.cell)]);
    } else if (!(error instanceof HostExitError)) {
      this.services.log.error(error instanceof Error ? error : message);
    }
    return false;
  }

  private abortQueue(): void {
    for (const execution of this.queue.splice(0)) {
      execution.end(undefined);
    }
  }

  private exited(client: Promise<HostClient>, exit: HostExit): void {
    this.services.log.info(`The host ended: exit code ${exit.code}, signal ${exit.signal}.`);
    if (this.client !== client || exit.isExpected) {
      return;
    }
    this.abortQueue();
    this.forgetHost(client);
    const message =
      exit.code === 130
        ? "The cell stayed inside a library, and the second interrupt ended the host. Its variables are gone: run the cells again from the top."
        : exitSentence(exit);
    void this.offerRestart(message);
  }

  private async offerRestart(message: string): Promise<void> {
    const restart = "Restart";
    if ((await vscode.window.showErrorMessage(message, restart)) === restart && !this.notebook.isClosed) {
      await this.restart().catch((error: unknown) => {
        if (error instanceof SetupError) {
          this.services.tell(error, this.notebook, []);
        }
      });
    }
  }

  private forgetHost(client: Promise<HostClient> | undefined): void {
    if (client === undefined || this.client !== client) {
      return;
    }
    this.client = undefined;
    this.allCellsAreNew = true;
    this.ran.clear();
    this.outputs.reset();
    for (const key of Object.keys(this.status) as (keyof StatusParams)[]) {
      delete this.status[key];
    }
    this.statusEmitter.fire({});
    this.restartEmitter.fire();
  }
}
