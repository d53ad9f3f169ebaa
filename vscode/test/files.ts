import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { readDib, sourceOf } from "../src/documents/dibReader";
import { CellToWrite, saveDib } from "../src/documents/dibWriter";

/** Files that tests read, and how VS Code would open and save them. */

export const repository = resolve("..");
export const references = join(repository, "tests", "DigitLab.Host.Tests", "Reference");
export const hostAssembly =
  process.env["DIGITLAB_HOST"] ?? join(repository, "host", "bin", "Release", "net10.0", "DigitLab.Host.dll");

/** Folders of .dib; those outside of the repository may be missing. */
export const dibFolders = [
  join(repository, "notebooks"),
  references,
  join(repository, "tests", "DigitLab.Host.Tests", "Samples"),
  ...[join(repository, "..", "shared"), join(repository, "..", "..", "shared")].map((shared) =>
    join(shared, "reference", "documents"),
  ),
];

export function dibsOf(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? dibsOf(path) : path.endsWith(".dib") ? [path] : []));
}

export function readText(path: string): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
}

/** Cells as they come back from VS Code, for which each carriage return ends a line. */
export function opened(text: string): { cells: CellToWrite[]; save: (cells: CellToWrite[]) => string } {
  const file = readDib(text);
  return {
    cells: file.cells.map(({ kernel, source, raw }, index) => ({
      kernel,
      source: source.replace(/\r\n|\r/g, "\n"),
      kept: { index, kernel, ...(raw === undefined ? {} : { raw }) },
    })),
    save: (cells) => saveDib({ eol: file.eol, gaps: file.gaps, count: file.cells.length }, cells),
  };
}

export function describeCells(text: string): string[] {
  return readDib(text).cells.map((cell) => `${cell.kernel}\n${sourceOf(cell.source)}`);
}
