import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, it, after } from "node:test";
import { readDib } from "../src/documents/dibReader";
import { writeDib } from "../src/documents/dibWriter";
import { IpynbCell, writeIpynb } from "../src/documents/ipynb";
import { JsonObject, fromPlain, toPlain } from "../src/documents/json";
import { csharp, declaredDefault } from "../src/documents/kernels";
import { dibsOf, hostAssembly, readText, repository } from "./files";

/** The host's own conversions say the same. */
describe("digitlab convert", { skip: existsSync(hostAssembly) ? false : `${hostAssembly} is not built.` }, () => {
  const folder = mkdtempSync(join(tmpdir(), "digitlab-vscode-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function convert(from: string, to: string): string {
    execFileSync("dotnet", [hostAssembly, "convert", from, to], { stdio: "pipe" });
    return readFileSync(to, "utf8");
  }

  it("makes the same .ipynb of a lab", () => {
    for (const path of dibsOf(join(repository, "notebooks")).filter((name) => /06-|setup|01-/.test(name))) {
      const theirs = JSON.parse(convert(path, join(folder, `${basename(path)}.ipynb`))) as unknown;
      const file = readDib(readText(path));
      const cells = file.cells.map(
        ({ kernel, source }): IpynbCell =>
          kernel === "markdown" ? { type: "markdown", source, outputs: [] } : { type: "code", kernel, source, outputs: [] },
      );
      const ours = JSON.parse(
        writeIpynb(toPlain(file.metadata) as Record<string, unknown>, cells, declaredDefault(file.metadata) ?? csharp),
      ) as unknown;
      assert.deepEqual(ours, theirs, path);
    }
  });

  it("writes metadata with the same letters", () => {
    const odd = [..."\"\\/<>&'+`\u0000\u001f\u007f\u0085\u00a0\u00ad\u0378\u200b\u2028\u2029\u3000\ue000\ufeff\uffff é中🎨"].join("");
    const metadata = { title: odd, n: 1.5, list: [1, { a: null, b: true }] };
    const ipynb = {
      cells: [
        { cell_type: "code", execution_count: null, id: "a", metadata: { polyglot_notebook: { kernelName: "python" } }, outputs: [], source: ["1"] },
        { cell_type: "markdown", id: "b", metadata: {}, source: ["x"] },
      ],
      metadata,
      nbformat: 4,
      nbformat_minor: 5,
    };
    const path = join(folder, "odd.ipynb");
    writeFileSync(path, JSON.stringify(ipynb));
    const ours = writeDib(fromPlain(metadata) as JsonObject, [
      { kernel: "python", source: "1" },
      { kernel: "markdown", source: "x" },
    ]);
    assert.equal(ours, convert(path, join(folder, "odd.dib")));
  });
});
