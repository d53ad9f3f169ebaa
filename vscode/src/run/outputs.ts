import { DisplayContent, OutputParams } from "../host/protocol";
import { Throttle } from "../host/throttle";

/** Where outputs are shown; T is one output of a cell. */
export interface OutputView<T> {
  stream(name: "stdout" | "stderr", text: string): T;
  display(type: "display_data" | "execute_result", content: DisplayContent): T;
  append(cell: string, output: T): void;
  /** More text for an output that is the last of its cell. */
  extend(cell: string, output: T, name: "stdout" | "stderr", text: string): void;
  /** Another content for an output, in its place. */
  update(cell: string, output: T, content: DisplayContent): void;
  clear(cell: string): void;
  /** All outputs of a cell at once, so that nothing flickers. */
  replaceAll(cell: string, output: T): void;
}

interface CellState<T> {
  /** The stream that further text is added to, while nothing else comes between. */
  stream?: { name: string; output: T } | undefined;
  isClearPending: boolean;
}

/** Turns the host's messages into outputs of cells: text is joined, and values are updated in place. */
export class Outputs<T> {
  private readonly cells = new Map<string, CellState<T>>();
  private readonly displays = new Map<string, { cell: string; output: T }[]>();
  private readonly updates: Throttle<DisplayContent>;

  constructor(private readonly view: OutputView<T>, interval = 50, now: () => number = Date.now) {
    this.updates = new Throttle((id, content) => this.update(id, content), interval, now);
  }

  /** A cell starts over. */
  begin(cell: string): void {
    this.forget(cell);
    this.cells.set(cell, { isClearPending: false });
  }

  /** A cell is done: what waits is shown. */
  end(cell: string): void {
    this.updates.flush();
    this.state(cell).isClearPending = false;
  }

  handle(params: OutputParams): void {
    const { cell } = params;
    switch (params.type) {
      case "stream": {
        const { name, text } = params.content;
        const state = this.state(cell);
        if (text.length === 0) {
          return;
        }
        if (state.stream?.name === name && !state.isClearPending) {
          this.view.extend(cell, state.stream.output, name, text);
          return;
        }
        const output = this.view.stream(name, text);
        this.show(cell, output);
        state.stream = { name, output };
        return;
      }
      case "display_data":
      case "execute_result": {
        const id = params.content.transient?.display_id;
        // What waits for an output of this name was there before the new one.
        this.updates.flush();
        const output = this.view.display(params.type, params.content);
        this.show(cell, output);
        this.state(cell).stream = undefined;
        if (id !== undefined) {
          const shown = this.displays.get(id) ?? [];
          shown.push({ cell, output });
          this.displays.set(id, shown);
        }
        return;
      }
      case "update_display_data": {
        const id = params.content.transient?.display_id;
        if (id !== undefined && this.displays.has(id)) {
          this.updates.add(id, params.content);
        }
        return;
      }
      case "clear_output": {
        const state = this.state(cell);
        if (params.content.wait) {
          state.isClearPending = true;
        } else {
          this.forget(cell);
          state.stream = undefined;
          state.isClearPending = false;
          this.view.clear(cell);
        }
        return;
      }
    }
  }

  /** Forgets all: the host starts anew. */
  reset(): void {
    this.updates.flush();
    this.cells.clear();
    this.displays.clear();
  }

  private show(cell: string, output: T): void {
    const state = this.state(cell);
    if (!state.isClearPending) {
      this.view.append(cell, output);
      return;
    }
    state.isClearPending = false;
    state.stream = undefined;
    this.forget(cell);
    this.view.replaceAll(cell, output);
  }

  private update(id: string, content: DisplayContent): void {
    for (const { cell, output } of this.displays.get(id) ?? []) {
      this.view.update(cell, output, content);
    }
  }

  /** Outputs that are gone are not updated any more. */
  private forget(cell: string): void {
    for (const [id, shown] of this.displays) {
      const left = shown.filter((display) => display.cell !== cell);
      if (left.length === 0) {
        this.displays.delete(id);
        this.updates.forget(id);
      } else if (left.length < shown.length) {
        this.displays.set(id, left);
      }
    }
  }

  private state(cell: string): CellState<T> {
    let state = this.cells.get(cell);
    if (state === undefined) {
      state = { isClearPending: false };
      this.cells.set(cell, state);
    }
    return state;
  }
}
