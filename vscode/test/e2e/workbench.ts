import assert from "node:assert/strict";
import { Frame, Locator, Page } from "playwright-core";

/** VS Code's window, used as a student uses it: by its keys, its menus and what stands on the screen. */

export const patience = Number(process.env["DIGITLAB_E2E_PATIENCE"] ?? 180_000);

/** The notebook at hand: those of other tabs stand far to the left. */
const notebook = '.notebookOverlay:not([style*="-50000px"])';

export class Workbench {
  constructor(readonly page: Page) {}

  static async open(page: Page, address: string, folder: string): Promise<Workbench> {
    page.setDefaultTimeout(patience);
    await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`);
    const workbench = new Workbench(page);
    await page.locator(".monaco-workbench").waitFor();
    return workbench;
  }

  /** Answers the question that VS Code asks of a new folder. */
  async distrust(): Promise<void> {
    const button = this.page.getByRole("button", { name: /No, I don't trust the authors/ });
    await button.click();
    await button.waitFor({ state: "detached" });
  }

  async trust(): Promise<void> {
    await this.command("Workspaces: Manage Workspace Trust");
    await this.page.locator(".workspace-trust-editor").getByRole("button", { name: /^Trust/ }).first().click();
    await this.page.waitForTimeout(500);
  }

  /** Runs a command by its name, from the palette. */
  async command(name: string): Promise<void> {
    await this.pick("F1", `>${name}`, new RegExp(`^${quote(name)}(,|$)`));
  }

  async openFile(name: string): Promise<void> {
    await this.pick("Control+P", name, new RegExp(`^${quote(name)}( |$)`));
    await this.page.locator(".tab.active").filter({ hasText: name }).waitFor();
    await this.page.locator(`${notebook} .cell-list-container`).waitFor();
  }

  /** Runs a command that asks for a choice, and chooses. */
  async commandWith(name: string, choice: string): Promise<void> {
    await this.command(name);
    await this.list.locator("input[type=text]").fill(choice);
    await this.choose(choice, new RegExp(`^${quote(choice)}`));
    await this.list.waitFor({ state: "hidden" });
  }

  /** Runs a command that asks for a text, which may be the one that is proposed. */
  async answer(question: RegExp, text?: string): Promise<void> {
    const asked = this.list.filter({ hasText: question });
    await asked.waitFor();
    if (text !== undefined) {
      await asked.locator("input").first().fill(text);
    }
    await this.page.keyboard.press("Enter");
    await asked.waitFor({ state: "hidden" });
  }

  /** Where the notebook is, from 1, and how many cells it has. */
  async position(): Promise<{ cell: number; of: number }> {
    const text = await this.page.locator(".statusbar").getByText(/^Cell \d+ of \d+$/).innerText();
    const [cell = 0, of = 0] = (text.match(/\d+/g) ?? []).map(Number);
    return { cell, of };
  }

  /** Opens a list by a key, and chooses from it. */
  private async pick(key: string, text: string, row: RegExp): Promise<void> {
    await this.type(key, this.list.locator("input[type=text]"), text);
    await this.choose(text, row);
  }

  /** Chooses a row of the list that a text has filtered. */
  private async choose(text: string, row: RegExp): Promise<void> {
    const focused = this.list.locator(".monaco-list-row.focused");
    await eventually(`${row} in the list`, async () => {
      const label = await focused.getAttribute("aria-label", { timeout: 1000 }).catch(() => null);
      if (label !== null && !row.test(label)) {
        await this.page.keyboard.press("ArrowDown");
      }
      return label !== null && row.test(label);
    }, patience);
    await this.page.keyboard.press("Enter");
    // It closes, or another one is in its place.
    const input = this.list.locator("input[type=text]");
    await eventually("the list closes", async () => !(await input.isVisible()) || (await input.inputValue()) !== text, patience);
  }

  /** Waits for what comes by itself; where it does not, as a busy machine may have it, it is asked for by a key. */
  async pressUntil(key: string, shown: Locator): Promise<void> {
    await eventually(`what ${key} shows`, async () => {
      if (await shown.waitFor({ timeout: 5000 }).then(() => true, () => false)) {
        return true;
      }
      await this.page.keyboard.press(key);
      return false;
    }, patience);
  }

  private get list(): Locator {
    return this.page.locator(".quick-input-widget");
  }

  /** Types into what a key opens, again where it closes: VS Code may still be moving the focus. */
  private async type(key: string, input: Locator, text: string): Promise<void> {
    await eventually(`what ${key} opens`, async () => {
      if (!(await input.isVisible())) {
        await this.page.keyboard.press(key);
      }
      await input.fill(text, { timeout: 2000 }).catch(() => undefined);
      return (await input.isVisible()) && (await input.inputValue()) === text;
    }, patience);
  }

  /** Clicks on a command above a cell. */
  async lens(name: string): Promise<void> {
    await this.page.locator(`${notebook} .codelens-decoration`).getByText(name, { exact: true }).first().click();
  }

  /** Puts a new cell behind the last one, and the keys' focus into it. */
  async newCellAtEnd(): Promise<void> {
    const isLast = async (): Promise<boolean> => {
      const { cell, of } = await this.position();
      return cell === of;
    };
    const before = await this.position();
    await eventually("the last cell", async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Control+End");
      return eventually("", isLast, 1000).then(() => true, () => false);
    }, patience);
    await this.page.locator(".notebook-toolbar-container:visible").getByText("Code", { exact: true }).click();
    await eventually("a new cell", async () => (await this.position()).of === before.of + 1, patience);
    const cell = this.page.locator(`${notebook} .monaco-list-row.focused.code-cell-row`);
    await cell.locator(".view-lines").click();
    await cell.locator(".monaco-editor.focused").waitFor();
  }

  /** Brings a line of code to the middle of the screen, with the notebook's own search. */
  async reveal(text: string): Promise<void> {
    const find = this.page.locator(".simple-fr-find-part-wrapper.visible");
    const input = find.locator(".simple-fr-find-part input").first();
    await this.page.keyboard.press("Control+1");
    await this.type("Control+F", input, text);
    await find.locator(".matchesCount").filter({ hasText: /[1-9?] of [1-9]/ }).waitFor();
    await eventually(`"${text}" on the screen`, async () => {
      await input.press("Enter");
      return this.line(text).first().waitFor({ timeout: 2000 }).then(() => true, () => false);
    }, patience);
    await this.page.keyboard.press("Escape");
    await find.waitFor({ state: "hidden" });
  }

  /** A line of code on the screen. */
  line(text: string): Locator {
    return this.page.locator(`${notebook} .view-line`).filter({ hasText: pattern(text) });
  }

  /** Puts another text in the place of a line of a cell. */
  async replaceLine(text: string, by: string): Promise<void> {
    await this.reveal(text);
    await this.line(text).first().click();
    // First to where the code begins, then to where the line does.
    await this.page.keyboard.press("Home");
    await this.page.keyboard.press("Home");
    await this.page.keyboard.press("Shift+End");
    await this.page.keyboard.insertText(by);
  }

  /** Runs the cell that holds a text and waits until it is done, or until it has begun. */
  async run(text: string, wait = true): Promise<void> {
    await this.reveal(text);
    const cell = this.page.locator(`${notebook} .code-cell-row`).filter({ hasText: pattern(text) }).first();
    const count = cell.locator(".execution-count-label");
    const before = await count.innerText();
    // Not by Ctrl+Enter: while VS Code moves the focus, it is a line break.
    await cell.hover();
    await cell.locator(".run-button-container").getByRole("button").first().click();
    if (!wait) {
      await this.interruptButton.waitFor();
      return;
    }
    await eventually(`"${text}" is done`, async () => {
      const now = await count.innerText();
      return now !== before && /\d/.test(now);
    }, patience);
  }

  async runAll(): Promise<void> {
    await this.page.locator(".notebook-toolbar-container:visible").getByRole("button", { name: "Run All" }).click();
  }

  /** Nothing runs and nothing waits, as the toolbar's button says. */
  async idle(): Promise<void> {
    await this.interruptButton.waitFor({ state: "hidden" });
  }

  async interrupt(): Promise<void> {
    await this.interruptButton.click();
  }

  private get interruptButton(): Locator {
    return this.page.locator(".notebook-toolbar-container:visible").getByRole("button", { name: /^Interrupt/ });
  }

  async save(): Promise<void> {
    await this.page.keyboard.press("Control+S");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
  }

  /** The page with the outputs of the notebook at hand. */
  async outputs(): Promise<Frame> {
    for (let wait = 0; wait < 300; wait++) {
      for (const frame of this.page.frames()) {
        if ((await frame.locator("#container .cell_container").count().catch(() => 0)) > 0) {
          return frame;
        }
      }
      await this.page.waitForTimeout(200);
    }
    throw new Error("No outputs came.");
  }

  /** Waits until a text stands in the outputs. */
  async outputShows(text: RegExp): Promise<void> {
    const container = (await this.outputs()).locator("#container");
    await eventually(`${text} in the outputs`, async () => text.test((await container.textContent()) ?? ""), patience);
  }

  async notification(text: string | RegExp): Promise<Locator> {
    const shown = this.page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
    await shown.waitFor();
    return shown;
  }

  async screenshot(folder: string, name: string): Promise<void> {
    await this.page.screenshot({ path: `${folder}/${name}.png` });
  }
}

/** A text as VS Code draws it, which makes spaces no-break spaces. */
function pattern(text: string): RegExp {
  return new RegExp(quote(text).replace(/ /g, "[ \\u00a0]"));
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** How many colours an element has on the screen. */
export async function colours(element: Locator, scratch: Page): Promise<number> {
  const picture = await element.screenshot();
  return scratch.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, image.width, image.height).data;
    const found = new Set<number>();
    for (let i = 0; i < pixels.length; i += 4) {
      found.add(((pixels[i] ?? 0) << 16) + ((pixels[i + 1] ?? 0) << 8) + (pixels[i + 2] ?? 0));
    }
    return found.size;
  }, picture.toString("base64"));
}

export async function eventually(what: string, holds: () => boolean | Promise<boolean>, timeout = 30_000): Promise<void> {
  for (const end = Date.now() + timeout; ; ) {
    if (await holds()) {
      return;
    }
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
