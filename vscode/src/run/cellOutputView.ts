import * as vscode from "vscode";
import { DisplayContent } from "../host/protocol";
import { idOf } from "../notebook/cells";
import { displayOutput, items, streamItem, streamOutput } from "./mime";
import { OutputView } from "./outputs";

/** Shows outputs in the notebook's cells. VS Code lets a cell's outputs be changed by an execution alone. */
export class CellOutputView implements OutputView<vscode.NotebookCellOutput> {
  private readonly late = new Set<Promise<void>>();

  constructor(
    private readonly notebook: vscode.NotebookDocument,
    private readonly controller: vscode.NotebookController,
    private readonly running: () => vscode.NotebookCellExecution | undefined,
  ) {}

  /** Waits for what cells that are over put out: VS Code knows one execution of a cell at a time. */
  async settled(): Promise<void> {
    while (this.late.size > 0) {
      await Promise.all(this.late);
    }
  }

  stream(name: "stdout" | "stderr", text: string): vscode.NotebookCellOutput {
    return streamOutput(name, text);
  }

  display(type: "display_data" | "execute_result", content: DisplayContent): vscode.NotebookCellOutput {
    return displayOutput(type, content);
  }

  append(id: string, output: vscode.NotebookCellOutput): void {
    this.change(id, (execution, cell) => execution.appendOutput(output, cell));
  }

  extend(id: string, output: vscode.NotebookCellOutput, name: "stdout" | "stderr", text: string): void {
    this.change(id, (execution) => execution.appendOutputItems(streamItem(name, text), output));
  }

  update(id: string, output: vscode.NotebookCellOutput, content: DisplayContent): void {
    this.change(id, (execution) => execution.replaceOutputItems(items(content), output));
  }

  clear(id: string): void {
    this.change(id, (execution, cell) => execution.clearOutput(cell));
  }

  replaceAll(id: string, output: vscode.NotebookCellOutput): void {
    this.change(id, (execution, cell) => execution.replaceOutput(output, cell));
  }

  private change(
    id: string,
    act: (execution: vscode.NotebookCellExecution, cell: vscode.NotebookCell) => Thenable<void>,
  ): void {
    const cell = this.notebook.getCells().find((candidate) => idOf(candidate) === id);
    if (cell === undefined || this.notebook.isClosed) {
      return;
    }
    const running = this.running();
    if (running !== undefined) {
      act(running, cell).then(undefined, () => undefined);
      return;
    }
    const done = this.afterwards(cell, act).catch(() => undefined);
    this.late.add(done);
    void done.then(() => this.late.delete(done));
  }

  /** A cell that is over puts something out: a timer, a task of its own. */
  private async afterwards(
    cell: vscode.NotebookCell,
    act: (execution: vscode.NotebookCellExecution, cell: vscode.NotebookCell) => Thenable<void>,
  ): Promise<void> {
    const summary = cell.executionSummary;
    let execution: vscode.NotebookCellExecution;
    try {
      execution = this.controller.createNotebookCellExecution(cell);
    } catch {
      return; // The cell has just begun to run again.
    }
    execution.executionOrder = summary?.executionOrder;
    execution.start(summary?.timing?.startTime);
    try {
      await act(execution, cell);
    } finally {
      execution.end(summary?.success, summary?.timing?.endTime);
    }
  }
}
