import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, it } from "node:test";
import { readDib, usualCell } from "../src/documents/dibReader";
import { CellToWrite, writeDib } from "../src/documents/dibWriter";
import { toPlain } from "../src/documents/json";
import { DocumentError } from "../src/documents/kernels";
import { describeCells, dibFolders, dibsOf, opened, readText, references } from "./files";

const lf = "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"csharp\"}]}}\n\n#!csharp\n\n1\n\n#!markdown\n\n# Two\n\n#!csharp\n\n3\n";

function save(text: string, change: (cells: CellToWrite[]) => CellToWrite[] = (cells) => cells): string {
  const file = opened(text);
  return file.save(change(file.cells));
}

function edit(at: number, source: string): (cells: CellToWrite[]) => CellToWrite[] {
  return (cells) => cells.map((cell, index) => (index === at ? { ...cell, source } : cell));
}

describe("every .dib", () => {
  for (const folder of dibFolders) {
    it(`of ${basename(folder)} is saved to the byte, and an edited cell changes itself alone`, (t) => {
      const paths = dibsOf(folder);
      if (paths.length === 0) {
        t.skip(`${folder} is not here.`);
        return;
      }
      let edited = 0;
      for (const path of paths) {
        const text = readText(path);
        assert.equal(save(text), text, path);
        const file = readDib(text);
        const raws = file.cells.map((cell, index) => {
          const isLast = index === file.cells.length - 1 && !file.gaps.has(index + 1);
          return cell.raw?.text ?? usualCell(cell.kernel, cell.source, file.eol, isLast ? file.eol : file.eol + file.eol);
        });
        for (let at = 0; at < raws.length; at++) {
          const start = parts(raws, file.gaps, at).length;
          const after = text.slice(start + raws[at]!.length);
          const result = save(text, edit(at, "var edited = 1;"));
          assert.ok(result.startsWith(text.slice(0, start)), `${path}: what stands before cell ${at}`);
          assert.ok(result.endsWith(after), `${path}: what stands after cell ${at}`);
          const middle = result.slice(start, result.length - after.length);
          const isLast = at === raws.length - 1 && after.length === 0;
          assert.equal(middle, usualCell(file.cells[at]!.kernel, "var edited = 1;", file.eol, isLast ? file.eol : file.eol + file.eol));
          edited++;
        }
      }
      t.diagnostic(`${paths.length} files, ${edited} cells`);
    });
  }

  function parts(raws: string[], gaps: Map<number, string>, at: number): string {
    let text = "";
    for (let index = 0; index <= at; index++) {
      text += (gaps.get(index) ?? "") + (index < at ? raws[index]! : "");
    }
    return text;
  }
});

describe("a file that is saved as it was", () => {
  for (const [name, text] of Object.entries({
    "with CRLF": lf.replaceAll("\n", "\r\n"),
    "with mixed line ends": lf.replace("#!csharp\n\n1\n", "#!csharp\r\n\n1\r\n"),
    "without a final line end": lf.trimEnd(),
    "with a byte order mark": `\uFEFF${lf}`,
    "with empty cells at the ends": `#!csharp\n\n#!markdown\n\n${lf}\n#!csharp\n\n#!html\n`,
    "with empty cells between": lf.replace("#!markdown", "#!csharp\n#!csharp\n\n\n#!markdown"),
    "of nothing": "",
    "of an empty line": "\n",
    "of metadata alone": "#!meta\n\n{\"a\":1}",
    "of an empty cell": "#!csharp",
    "without a delimiter": "var x = 1;\n",
    "with empty lines around": "\n\n\nvar x = 1;\n\n\n\n",
    "with many empty lines": lf.replace("1\n", "1\n\n\n\n\n"),
    "with aliases": "#!c#\n1\n#!md\ntext\n#!powershell\n\nls",
    "with metadata in the middle": `#!csharp\n\n1\n\n#!meta\n{"kernelInfo":{"items":[{"name":"sql"}]}}\n#!sql\n\nselect 1\n`,
    "with carriage returns in a line": "#!csharp\n\na\rb\n\n#!csharp\n\nc\r\r\nd\n",
    "with damaged metadata": `#!meta\n\n{"a":\n\n#!csharp\n\n1\n`,
  })) {
    it(name, () => assert.equal(save(text), text));
  }
});

describe("cells that come, go and move", () => {
  it("a new cell is written as the host writes it", () => {
    const cell = { kernel: "csharp", source: "\n\nvar x = 1;\n\n" };
    assert.equal(save(lf, (cells) => [...cells, cell]), `${lf}\n#!csharp\n\nvar x = 1;\n`);
    assert.equal(save(lf, (cells) => [cell, ...cells]), lf.replace("#!csharp\n\n1", "#!csharp\n\nvar x = 1;\n\n#!csharp\n\n1"));
    assert.equal(save("", () => [cell]), "#!csharp\n\nvar x = 1;\n");
  });

  it("empty cells are not written", () => {
    assert.equal(save(lf, (cells) => [...cells, { kernel: "csharp", source: "\n" }]), lf);
  });

  it("the last cell is deleted, moved up, or followed by another", () => {
    assert.equal(save(lf, (cells) => cells.slice(0, 2)), lf.replace("\n#!csharp\n\n3\n", ""));
    const unended = lf.trimEnd();
    assert.equal(save(unended, ([a, b, c]) => [c!, a!, b!]).split("#!csharp\n\n3\n\n#!csharp\n\n1\n\n#!markdown\n\n# Two\n").length, 2);
  });

  it("a cell without a delimiter gets one where another comes before it", () => {
    assert.equal(save("1\n", (cells) => [{ kernel: "markdown", source: "x" }, ...cells]), "#!markdown\n\nx\n\n#!csharp\n\n1\n");
  });

  it("another language is another delimiter", () => {
    assert.match(save("#!c#\n1\n", ([cell]) => [{ ...cell!, kernel: "fsharp" }]), /^#!fsharp\n\n1\n$/);
  });

  it("an unknown kernel is declared, and the rest of the metadata kept", () => {
    const text = `#!meta\n\n{"n":1.50,"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":[],"name":"csharp"}]}}\n\n#!csharp\n\n1\n`;
    assert.equal(
      save(text, (cells) => [...cells, { kernel: "python", source: "2" }]),
      `#!meta\n\n{"kernelInfo":{"defaultKernelName":"csharp","items":[{"name":"csharp"},{"name":"python"}]},"n":1.50}\n\n#!csharp\n\n1\n\n#!python\n\n2\n`,
    );
  });

  it("a cell of another file begins with a name that this one knows", () => {
    const other = opened(`#!meta\n{"kernelInfo":{"items":[{"name":"csharp","aliases":["my"]}]}}\n#!my\n1\n`).cells[0]!;
    assert.equal(save(lf, (cells) => [...cells, other]), `${lf}\n#!csharp\n\n1\n`);
  });

  it("random changes are read back as they were made", () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    const texts = dibFolders.flatMap(dibsOf).slice(0, 60).map(readText);
    for (let turn = 0; turn < 600; turn++) {
      const file = opened(texts[random(texts.length)]!);
      const cells = [...file.cells];
      for (let change = 0; change < 4 && cells.length > 0; change++) {
        const at = random(cells.length);
        const [cell] = cells.splice(at, 1);
        const kind = random(4);
        if (kind > 0) {
          cells.splice(random(cells.length + 1), 0, kind === 1 ? { ...cell!, source: `changed ${turn}\n  twice` } : cell!);
        }
        if (kind === 3) {
          cells.splice(random(cells.length + 1), 0, { kernel: "markdown", source: `new ${turn}` });
        }
      }
      const expected = cells.map((cell) => `${cell.kernel}\n${cell.source}`.replace(/\n+$/, ""));
      assert.deepEqual(describeCells(file.save(cells)).map((cell) => cell.replaceAll("\r", "\n")), expected);
    }
  });
});

describe("a text that would be read back as another cell", () => {
  for (const [line, kernel] of [["#!csharp", "csharp"], ["#!meta", "csharp"], ["#!metadata", "markdown"], ["#!md", "html"]]) {
    it(`${line} in a cell of ${kernel} is refused by name`, () => {
      assert.throws(
        () => save(lf, (cells) => [...cells, { kernel: kernel!, source: `x\n${line}\ny` }]),
        (error: unknown) => error instanceof DocumentError && error.message.includes(`line 2 of cell 4 is "${line}"`),
      );
    });
  }

  it("what is no delimiter is saved", () => {
    for (const line of ["#!time", "#!csharp ", " #!csharp", "#!unknown", "#r \"nuget: A\""]) {
      assert.ok(save(lf, edit(0, `${line}\n1`)).includes(line));
    }
  });
});

describe("a damaged file", () => {
  it("says what is wrong with its metadata, and where", () => {
    const { problems, cells } = readDib("#!meta\n\n{\"a\":\n\n#!csharp\n\n1\n");
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.message, /#!meta must be followed by one JSON object/);
    assert.equal(problems[0]!.line, 5);
    assert.equal(cells.length, 1);
  });

  it("says so where the metadata is of another kind", () => {
    assert.match(readDib("#!meta\n[1]\n#!csharp\n1").problems[0]!.message, /JSON object, but it is an array/);
    assert.match(readDib(`#!meta\n{"kernelInfo":{"items":5}}\n#!csharp\n1`).problems[0]!.message, /items must be an array/);
  });

  it("names the line of a merge conflict", () => {
    const { problems } = readDib("#!csharp\n\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> theirs\n");
    assert.deepEqual(problems.map((problem) => problem.line), [3, 7]);
  });
});

describe("the host's reader and writer", () => {
  const golden = join(references, "golden");
  const names = existsSync(golden) ? readdirSync(join(references, "edge")).filter((name) => name.endsWith(".dib")) : [];

  it("find the same cells", () => {
    assert.ok(names.length > 0);
    for (const name of names.filter((candidate) => existsSync(join(golden, `${candidate}.model.json`)))) {
      const expected = JSON.parse(readFileSync(join(golden, `${name}.model.json`), "utf8")) as {
        metadata: unknown;
        cells: { kernel: string; contents: string }[];
      };
      const file = readDib(readText(join(references, "edge", name)));
      const cells = file.cells.map(({ kernel, source }) => ({ kernel, contents: source }));
      // Where there is none, theirs make one.
      const theirs = expected.cells.map(({ kernel, contents }) => ({ kernel, contents }));
      assert.deepEqual(cells, theirs.filter((cell) => cell.contents !== ""), name);
      assert.deepEqual(toPlain(file.metadata), expected.metadata, name);
      assert.equal(file.problems.length, 0, name);
    }
  });

  it("write the same", () => {
    for (const name of names.filter((candidate) => existsSync(join(golden, `${candidate}.rt.dib`)))) {
      const file = readDib(readText(join(references, "edge", name)));
      assert.equal(writeDib(file.metadata, file.cells), readText(join(golden, `${name}.rt.dib`)), name);
    }
  });

  it("refuse the same", () => {
    for (const name of names.filter((candidate) => existsSync(join(golden, `${candidate}.error`)))) {
      assert.notEqual(readDib(readText(join(references, "edge", name))).problems.length, 0, name);
    }
  });
});

/** What this process has worked, in milliseconds: a busy machine does not count. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

describe("large files", () => {
  it("of 5,000 cells and of 60 MB take time in proportion", (t) => {
    for (const [cells, length] of [[5000, 200], [3000, 20_000]] as const) {
      const line = "var x = 1; // ä\n";
      const text = Array.from({ length: cells }, (_, i) => `#!csharp\n\n${line.repeat(length / line.length)}// ${i}\n\n`).join("").trimEnd() + "\n";
      const start = worked();
      const file = opened(text);
      const read = worked();
      const saved = file.save(file.cells);
      const end = worked();
      assert.ok(saved === text);
      t.diagnostic(`${cells} cells, ${(text.length / 1e6).toFixed(0)} MB: read ${(read - start).toFixed(0)} ms, saved ${(end - read).toFixed(0)} ms`);
      assert.ok(end - start < 10_000);
    }
  });

  it("of one line, of empty lines, of unclosed metadata", () => {
    for (const text of ["x".repeat(20_000_000), "\n".repeat(5_000_000), `#!csharp\n\na${"\n".repeat(5_000_000)}b`, `#!meta\n${"[".repeat(1_000_000)}`]) {
      const start = worked();
      assert.ok(save(text) === text);
      assert.ok(worked() - start < 5000);
    }
  });
});
