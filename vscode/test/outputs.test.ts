import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { DisplayContent, OutputParams } from "../src/host/protocol";
import { OutputView, Outputs } from "../src/run/outputs";

interface Shown {
  text: string;
}

/** Cells with their outputs as texts, and how often something changed. */
class FakeView implements OutputView<Shown> {
  readonly cells = new Map<string, Shown[]>();
  changes = 0;

  stream(name: string, text: string): Shown {
    return { text: `${name}:${text}` };
  }

  display(_: string, content: DisplayContent): Shown {
    return { text: String(content.data["text/html"]) };
  }

  append(cell: string, output: Shown): void {
    this.of(cell).push(output);
  }

  extend(_: string, output: Shown, __: string, text: string): void {
    output.text += text;
  }

  update(_: string, output: Shown, content: DisplayContent): void {
    this.changes++;
    output.text = String(content.data["text/html"]);
  }

  clear(cell: string): void {
    this.cells.set(cell, []);
  }

  replaceAll(cell: string, output: Shown): void {
    this.cells.set(cell, [output]);
  }

  texts(cell = "a"): string[] {
    return this.of(cell).map((output) => output.text);
  }

  private of(cell: string): Shown[] {
    const outputs = this.cells.get(cell) ?? [];
    this.cells.set(cell, outputs);
    return outputs;
  }
}

function stream(text: string, name: "stdout" | "stderr" = "stdout", cell = "a"): OutputParams {
  return { cell, type: "stream", content: { name, text } };
}

function display(type: "display_data" | "update_display_data", html: string, id?: string, cell = "a"): OutputParams {
  return {
    cell,
    type,
    content: { data: { "text/html": html }, ...(id === undefined ? {} : { transient: { display_id: id } }) },
  };
}

function clear(wait: boolean): OutputParams {
  return { cell: "a", type: "clear_output", content: { wait } };
}

describe("outputs", () => {
  it("text of one stream is one output until something else comes", () => {
    const view = new FakeView();
    const outputs = new Outputs(view);
    outputs.begin("a");
    [stream("1"), stream("2"), stream("e", "stderr"), stream("3"), display("display_data", "x"), stream("4")].forEach((o) =>
      outputs.handle(o),
    );
    assert.deepEqual(view.texts(), ["stdout:12", "stderr:e", "stdout:3", "x", "stdout:4"]);
  });

  it("a value is updated in place, also one of an earlier cell and one shown twice", () => {
    const view = new FakeView();
    const outputs = new Outputs(view, 0);
    outputs.begin("a");
    outputs.handle(display("display_data", "0", "id"));
    outputs.end("a");
    outputs.begin("b");
    outputs.handle(display("display_data", "0", "id", "b"));
    outputs.handle(display("update_display_data", "1", "id", "b"));
    outputs.end("b");
    assert.deepEqual([view.texts("a"), view.texts("b")], [["1"], ["1"]]);
  });

  it("updates come at most twenty times a second, the last always", async () => {
    const view = new FakeView();
    const outputs = new Outputs(view);
    outputs.begin("a");
    outputs.handle(display("display_data", "0", "id"));
    const start = Date.now();
    let step = 0;
    for (; Date.now() - start < 400; step++) {
      outputs.handle(display("update_display_data", String(step), "id"));
      await sleep(1);
    }
    await sleep(80);
    const most = Math.ceil((Date.now() - start) / 50) + 1;
    assert.ok(view.changes >= 1 && view.changes <= most, `${view.changes} of ${step}, at most ${most}`);
    assert.deepEqual(view.texts(), [String(step - 1)]);
  });

  it("the last update is there when the cell ends", () => {
    const view = new FakeView();
    const outputs = new Outputs(view);
    outputs.begin("a");
    outputs.handle(display("display_data", "0", "id"));
    for (let step = 1; step <= 1000; step++) {
      outputs.handle(display("update_display_data", String(step), "id"));
    }
    outputs.end("a");
    assert.deepEqual(view.texts(), ["1000"]);
    assert.equal(view.changes, 2);
  });

  it("clear_output clears at once, or with the next output", () => {
    const view = new FakeView();
    const outputs = new Outputs(view);
    outputs.begin("a");
    outputs.handle(stream("1"));
    outputs.handle(clear(true));
    assert.deepEqual(view.texts(), ["stdout:1"]);
    outputs.handle(stream("2"));
    assert.deepEqual(view.texts(), ["stdout:2"]);
    outputs.handle(stream("3"));
    assert.deepEqual(view.texts(), ["stdout:23"]);
    outputs.handle(clear(false));
    assert.deepEqual(view.texts(), []);
    outputs.handle(clear(true));
    outputs.end("a");
    outputs.begin("a");
    outputs.handle(display("display_data", "x"));
    assert.deepEqual(view.texts(), ["x"]);
  });

  it("what was cleared is not updated any more", () => {
    const view = new FakeView();
    const outputs = new Outputs(view, 0);
    outputs.begin("a");
    outputs.handle(display("display_data", "0", "id"));
    outputs.handle(clear(false));
    outputs.handle(display("update_display_data", "1", "id"));
    assert.equal(view.changes, 0);
    outputs.handle(display("display_data", "2", "id"));
    outputs.handle(display("update_display_data", "3", "id"));
    outputs.end("a");
    assert.deepEqual(view.texts(), ["3"]);
  });
});
