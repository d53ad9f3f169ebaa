import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { CodeServer, findBrowser, findCodeServer } from "./codeServer";
import { Workbench, colours, eventually, patience } from "./workbench";
import { buildExtension, copyLabs, environment, hostProcesses, isFake, settingsFor, whatIsMissing } from "./workspace";

/** A student's session with a lab in VS Code: its server and its window, as they are. */

const conflict = "#!csharp\n\n<<<<<<< HEAD\nvar mine = 1;\n=======\nvar theirs = 2;\n>>>>>>> theirs\n";
const pictures = resolve("test-results");

test("a student works through a lab", { timeout: 1_500_000 }, async (t) => {
  const browserPath = findBrowser();
  const missing = whatIsMissing() ?? (browserPath === undefined ? "Chromium is not installed." : undefined);
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const found = findCodeServer();
  if ("missing" in found) {
    t.skip(found.missing);
    return;
  }
  mkdirSync(pictures, { recursive: true });
  const root = mkdtempSync(join(tmpdir(), "digitlab-e2e-"));
  const labs = copyLabs(root);
  const lab = join(labs, "notebooks", "06-lenet.dib");
  writeFileSync(join(labs, "notebooks", "conflict.dib"), conflict);
  const server = await CodeServer.start(found.program, join(root, "profile"), buildExtension(root), settingsFor(root), environment());
  const browser = await chromium.launch({ executablePath: browserPath!, args: ["--no-sandbox", "--disable-gpu"] });
  const scratch = await browser.newPage();
  let page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  let isFailed = false;

  async function step(name: string, act: () => Promise<void>): Promise<void> {
    if (isFailed && process.env["DIGITLAB_E2E_ALL"] === undefined) {
      return;
    }
    await t.test(name, async () => {
      try {
        await act();
      } catch (error) {
        isFailed = true;
        await page.screenshot({ path: `${pictures}/failed-${name.slice(0, 20)}.png` }).catch(() => undefined);
        throw error;
      }
    });
  }

  function readNotebook(name: string): {
    cells: { cell_type: string; execution_count?: number | null; outputs?: { output_type: string }[] }[];
    nbformat: number;
  } {
    return JSON.parse(readFileSync(join(labs, "notebooks", name), "utf8"));
  }

  try {
    const window = await Workbench.open(page, server.address, labs);
    await step("shows a lab as a notebook, and starts nothing before the folder is trusted", async () => {
      await window.distrust();
      await window.openFile("06-lenet.dib");
      await window.line("#!import setup.dib").first().waitFor();
      assert.equal(await page.locator(".tab.active.dirty").count(), 0);
      await page.waitForTimeout(1000);
      assert.deepEqual(hostProcesses(root), []);
      await window.trust();
      await window.openFile("06-lenet.dib");
      await window.line("#!import setup.dib").first().waitFor();
    });

    await step("tells what is wrong with a file, and refuses to save what cannot be read back", async () => {
      await window.openFile("conflict.dib");
      await window.notification("line 3: a merge conflict stands here");
      await window.line("var mine = 1;").first().click();
      await page.keyboard.press("End");
      await page.keyboard.insertText("\n#!html\n");
      await page.keyboard.press("Control+S");
      await window.notification(/line \d of cell 1 is "#!html"/);
      assert.equal(readFileSync(join(labs, "notebooks", "conflict.dib"), "utf8"), conflict);
      await window.command("View: Revert and Close Editor");
      await window.command("Notifications: Clear All Notifications");
      await window.openFile("06-lenet.dib");
    });

    await step("lists the labs", async () => {
      await page.locator(".activitybar").getByRole("tab", { name: "DigitLab" }).click();
      await page.locator(".pane-body .monaco-list-row").filter({ hasText: "6. LeNet" }).waitFor();
      await window.screenshot(pictures, "dark-1280-view");
    });

    await step("sets quick at a click", async () => {
      await window.reveal("// parameters");
      await window.lens("Quick");
      await window.line("var quick = true;").first().waitFor();
    });

    await step("runs all, and the progress bar moves", async () => {
      await window.runAll();
      // VS Code draws what is on the screen.
      await window.reveal("var history = trainer.Fit(");
      await progressMoves(window);
      await window.idle();
      assert.equal(await page.locator(".codicon-notebook-state-error").count(), 0);
    });

    await step("shows charts", async () => {
      await window.reveal("display(history.LossChart());");
      const frame = await window.outputs();
      const chart = frame.locator("svg").first();
      await chart.scrollIntoViewIfNeeded();
      await eventually("a chart of many colours", async () => (await colours(chart, scratch)) > 3);
      await screens(window);
    });

    await step("interrupts a training, and goes on", async () => {
      await window.replaceLine("var epochs = 20;", "var epochs = 400;");
      await window.replaceLine("var patience = 4;", "var patience = 400;");
      await window.replaceLine("(epochs, fineEpochs, costEpochs) = (5, 2, 4);", "    (fineEpochs, costEpochs) = (2, 4);");
      await window.run("var epochs = 400;");
      await window.run("manual_seed(seed);");
      await window.run("Two networks with the same start");
      await window.run("var history = trainer.Fit(", false);
      await progressMoves(window);
      await window.interrupt();
      await window.idle();
      await window.outputShows(/Interrupted/i);
      await window.replaceLine("var epochs = 400;", "var epochs = 1;");
      await window.run("var epochs = 1;");
      await window.run("var history = trainer.Fit(");
    });

    await step("completes a member of a variable, with its documentation", async () => {
      await window.newCellAtEnd();
      await page.keyboard.type(isFake ? "var n = trainer." : "var n = history.", { delay: 80 });
      const row = page.locator(".suggest-widget .monaco-list-row");
      // In a cell that is new VS Code may drop its own question, asked at the dot, while it moves the focus.
      await window.pressUntil("Control+Space", row.first());
      await page.keyboard.type(isFake ? "Cou" : "Tim");
      await row.filter({ hasText: isFake ? "Count" : "Time" }).first().waitFor();
      await window.screenshot(pictures, "dark-1280-completion");
      await page.keyboard.press("Tab");
      await page.keyboard.type(";");
      await window.line(isFake ? "var n = trainer.Count;" : "var n = history.Time;").first().waitFor();
    });

    await step("tells what a name is", async () => {
      await page.locator(".code-cell-row .view-line span").filter({ hasText: isFake ? /^\W*trainer/ : /^history$/ }).last().hover();
      const tip = page.locator(".monaco-hover:visible").filter({ hasText: isFake ? "variable" : "History" });
      await tip.first().waitFor();
      await window.screenshot(pictures, "dark-1280-hover");
      await page.mouse.move(600, 20);
    });

    await step("goes to where a name is declared, in an earlier cell", async () => {
      if (isFake) {
        return;
      }
      const use = await window.position();
      await page.locator(".code-cell-row .view-line span").filter({ hasText: /^history$/ }).last().click();
      await page.keyboard.press("F12");
      await eventually("another cell", async () => (await window.position()).cell < use.cell, patience);
      await window.line("var history = trainer.Fit(").first().waitFor();
      await window.reveal("var n = history.Time;");
      await window.line("var n = history.Time;").first().click();
      await page.keyboard.press("End");
    });

    await step("marks a mistake, and lets it be repaired", async () => {
      await page.keyboard.type("\nwrongName");
      await page.locator(".squiggly-error").first().waitFor();
      await window.screenshot(pictures, "dark-1280-squiggle");
      for (let i = 0; i < "wrongName".length; i++) {
        await page.keyboard.press("Backspace");
      }
      await page.keyboard.type("n");
      await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
    });

    await step("saves what was meant, to the byte", async () => {
      const before = readFileSync(join(resolve(".."), "notebooks", "06-lenet.dib"), "utf8");
      const meant =
        before
          .replace("var quick = false;", "var quick = true;")
          .replace(/var epochs = 20;.*/, "var epochs = 1;")
          .replace(/var patience = 4;.*/, "var patience = 400;")
          .replace("    (epochs, fineEpochs, costEpochs) = (5, 2, 4);", "    (fineEpochs, costEpochs) = (2, 4);") +
        `\n#!csharp\n\nvar n = ${isFake ? "trainer.Count" : "history.Time"};\nn\n`;
      await window.save();
      assert.equal(readFileSync(lab, "utf8"), meant);
    });

    await step("asks for input", async () => {
      await window.newCellAtEnd();
      await page.keyboard.insertText(isFake ? "//! input Your name?" : '#!set --name student --value @input:"Your name?"\nstudent + "!"');
      await window.run("Your name?", false);
      await window.screenshot(pictures, "dark-1280-input");
      await window.answer(/Your name\?/, "Ada");
      await window.outputShows(isFake ? /got Ada/ : /Ada!/);
    });

    await step("saves a .dib as .ipynb, with its outputs", async () => {
      await window.command("DigitLab: Save as .ipynb");
      await window.answer(/Save As|OK/);
      await window.notification("06-lenet.ipynb is written");
      const saved = readNotebook("06-lenet.ipynb");
      const types = saved.cells.flatMap((cell) => cell.outputs ?? []).map((output) => output.output_type);
      assert.equal(saved.nbformat, 4);
      assert.ok(types.includes("display_data") && types.includes("stream"), types.join());
      await window.command("Notifications: Clear All Notifications");
    });

    await step("restarts, and variables are gone", async () => {
      const [before] = hostProcesses(root);
      await page.locator(".notebook-toolbar-container:visible").getByRole("button", { name: "Restart" }).click();
      await eventually("another process", () => hostProcesses(root).length === 1 && hostProcesses(root)[0] !== before);
      await page.waitForTimeout(1000);
      if (!isFake) {
        await window.run("var n = history.Time;");
        await window.outputShows(/CS0103|does not exist in the current context/);
      }
    });

    await step("says so when the host dies, and restarts it", async () => {
      await window.newCellAtEnd();
      const forever = isFake ? "//! wait 600000" : "await Task.Delay(600_000);";
      await page.keyboard.insertText(forever);
      await window.run(forever, false);
      const [process_] = hostProcesses(root);
      process.kill(process_!, "SIGKILL");
      const told = await window.notification("The host was ended by SIGKILL");
      await window.screenshot(pictures, "dark-1280-host-died");
      await told.getByRole("button", { name: "Restart" }).click();
      await eventually("another process", () => hostProcesses(root).length === 1);
      await window.run("// parameters");
      await page.keyboard.press("Control+Z");
    });

    await step("runs an .ipynb, and saves its outputs", async () => {
      await window.openFile("01-load-and-explore.ipynb");
      // In another order than the file has them, so that their counts tell that they ran.
      await window.run("// parameters");
      await window.run("#!import setup.dib");
      await window.save();
      const saved = readNotebook("01-load-and-explore.ipynb");
      assert.equal(saved.nbformat, 4);
      assert.ok(saved.cells.some((cell) => cell.cell_type === "code" && (cell.execution_count ?? 0) > 0));
      await window.screenshot(pictures, "dark-1280-ipynb");
      assert.equal(hostProcesses(root).length, 2);
    });

    await step("opens the walkthrough", async () => {
      await window.commandWith("Welcome: Open Walkthrough...", "DigitLab: from nothing to a trained network");
      await page.locator(".gettingStartedContainer").getByText("Train LeNet").first().waitFor();
      await window.screenshot(pictures, "dark-1280-walkthrough");
    });

    await step("leaves no process when the window is closed", async () => {
      await page.close({ runBeforeUnload: false });
      await eventually("no host is left", () => hostProcesses(root).length === 0, 60_000);
      page = await browser.newPage();
    });
  } finally {
    await browser.close();
    await server.stop();
    await eventually("no host is left with the server", () => hostProcesses(root).length === 0, 20_000).catch((error) => {
      hostProcesses(root).forEach((id) => process.kill(id));
      throw error;
    });
    rmSync(root, { recursive: true, force: true });
  }
});

/** Waits until a progress bar on the screen has gone on, twice. */
async function progressMoves(window: Workbench): Promise<void> {
  const before = new Map<string, number>();
  let moves = 0;
  for (const end = Date.now() + patience; Date.now() < end; await window.page.waitForTimeout(50)) {
    for (const frame of window.page.frames()) {
      const values = await frame
        .locator("progress")
        .evaluateAll((bars) => bars.map((bar) => (bar as HTMLProgressElement).value))
        .catch(() => []);
      for (const [index, value] of values.entries()) {
        const key = `${frame.url()} ${index}`;
        if (value > (before.get(key) ?? Infinity) && ++moves === 2) {
          return;
        }
        before.set(key, value);
      }
    }
  }
  throw new Error("No progress bar went on.");
}

/** The same in the themes and widths that students have. */
async function screens(window: Workbench): Promise<void> {
  const { page } = window;
  for (const [theme, name] of [["Light Modern", "light"], ["Dark High Contrast", "contrast"], ["Dark Modern", "dark"]] as const) {
    await window.commandWith("Preferences: Color Theme", theme);
    for (const width of [800, 1280]) {
      await page.setViewportSize({ width, height: 1000 });
      await page.waitForTimeout(500);
      await window.screenshot(pictures, `${name}-${width}`);
    }
  }
}


