import assert from "node:assert/strict";
import { Frame, Locator, Page } from "playwright-core";

/** VS Code's window, used as a student uses it: by its keys, its menus and what stands on the screen. */

export const patience = Number(process.env["DIGITLAB_E2E_PATIENCE"] ?? 180_000);

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
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input[type=text]");
    await input.waitFor({ state: "visible" });
    await input.fill(`>${name}`);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.waitForTimeout(200);
  }

  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press("Control+P");
    const input = this.page.locator(".quick-input-widget input[type=text]");
    await input.waitFor({ state: "visible" });
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().click();
    await this.page.locator(".notebookOverlay .cell-list-container:visible").first().waitFor();
  }

  /** Scrolls to the cell that holds a text, as Ctrl+F does, and gives it. */
  async cell(text: string): Promise<Locator> {
    const cell = this.page.locator(".notebookOverlay .code-cell-row").filter({ has: this.line(text) }).first();
    if (await cell.isVisible().catch(() => false)) {
      await cell.scrollIntoViewIfNeeded();
      return cell;
    }
    await this.reveal(text);
    await cell.waitFor();
    return cell;
  }

  /** Puts the keys' focus on the cells, and goes to one by a key. */
  async focusCells(key: string): Promise<void> {
    await this.page.locator(".notebookOverlay .code-cell-row .view-line:visible").first().click();
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press(key);
    await this.page.waitForTimeout(300);
  }

  /** Turns the wheel from the top until a line is on the screen. */
  async reveal(text: string): Promise<void> {
    await this.page.mouse.move(760, 600);
    await this.page.mouse.wheel(0, -200_000);
    await this.page.waitForTimeout(300);
    for (let turn = 0; turn < 150; turn++) {
      if (await this.line(text).first().isVisible()) {
        await this.page.mouse.wheel(0, 300);
        await this.page.waitForTimeout(500);
        return;
      }
      await this.page.mouse.wheel(0, 400);
      await this.page.waitForTimeout(100);
    }
    throw new Error(`No cell has "${text}".`);
  }

  /** A line of code on the screen; VS Code draws spaces as no-break spaces. */
  line(text: string): Locator {
    const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "[ \\u00a0]");
    return this.page.locator(".view-line:visible").filter({ hasText: new RegExp(pattern) });
  }

  /** Puts another text in the place of a line of a cell. */
  async replaceLine(text: string, by: string): Promise<void> {
    await this.cell(text);
    await this.line(text).first().click();
    await this.page.keyboard.press("Home");
    await this.page.keyboard.press("Shift+End");
    await this.page.keyboard.insertText(by);
  }

  /** Runs the cell that holds a text and waits until it is done. */
  async run(text: string, wait = true): Promise<void> {
    await this.cell(text);
    await this.line(text).first().click();
    await this.page.keyboard.press("Control+Enter");
    if (wait) {
      await this.page.waitForTimeout(300);
      await this.idle();
    }
  }

  async runAll(): Promise<void> {
    await this.page.locator(".notebook-toolbar-container:visible").getByRole("button", { name: "Run All" }).click();
  }

  /** Nothing runs and nothing waits, as the toolbar's button says. */
  async idle(): Promise<void> {
    await this.page
      .locator(".notebook-toolbar-container:visible")
      .getByRole("button", { name: /^Interrupt/ })
      .waitFor({ state: "hidden", timeout: patience });
  }

  async interrupt(): Promise<void> {
    await this.page.locator(".notebook-toolbar-container:visible").getByRole("button", { name: /^Interrupt/ }).click();
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

  async outputText(): Promise<string> {
    return (await this.outputs()).locator("#container").innerText();
  }

  /** Waits until a text stands in the outputs. */
  async outputShows(text: string | RegExp, timeout = patience): Promise<void> {
    const frame = await this.outputs();
    await frame.locator("#container").filter({ hasText: text }).waitFor({ timeout });
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
