import { RawCell, readDib, sourceOf, usualCell } from "./dibReader";
import { JsonObject, writeJson } from "./json";
import {
  DocumentError,
  Kernel,
  csharp,
  declaredDefault,
  declaredKernels,
  kernelInfo,
  kernelNames,
  known,
  markdown,
} from "./kernels";

/** Writes .dib: what was not changed as it stood in the file, the rest as the host's DibWriter does. */

export interface CellToWrite {
  kernel: string;
  source: string;
  /** What is known of it when it was read; undefined for a new one. */
  kept?: KeptCell | undefined;
}

export interface KeptCell {
  /** Which cell of the file it was. */
  index: number;
  kernel: string;
  /** How it stood there, where that is not the usual. */
  raw?: RawCell;
}

export interface KeptFile {
  eol: "\n" | "\r\n";
  gaps: ReadonlyMap<number, string>;
  /** How many cells the file had. */
  count: number;
}

const newFile: KeptFile = { eol: "\n", gaps: new Map(), count: 0 };

/** Keys of .ipynb that say again what kernelInfo says, or what the format itself implies. */
const jupyterKeys = ["kernelspec", "language_info", "polyglot_notebook"];

/** A notebook that came from elsewhere, with its metadata. */
export function writeDib(metadata: JsonObject, cells: readonly CellToWrite[]): string {
  const complete = writtenMetadata(metadata, cells);
  refuseAmbiguities(cells, kernelNames(complete), () => true);
  return finish(metaBlock(complete, "\n"), "", cells, newFile, kernelNames(complete));
}

/** A notebook whose file was read before. */
export function saveDib(file: KeptFile, cells: readonly CellToWrite[]): string {
  const head = file.gaps.get(0) ?? "";
  const read = readDib([...file.gaps.values()].join(""));
  const unlisted = unlistedKernels(read.metadata, cells);
  if (unlisted.length === 0) {
    const names = namesOf(read.metadata);
    refuseAmbiguities(cells, names, isChanged);
    return finish(head, "", cells, file, names);
  }
  if (read.problems[0] !== undefined) {
    throw new DocumentError(
      `A cell of the kernel "${unlisted[0]?.name}" has to be named in the file's #!meta, which is damaged: ` +
        `${read.problems[0].message} Open the file as text and repair it, or choose another language for the cell.`,
    );
  }
  // One block of metadata at the start says what all of them said.
  const complete = writtenMetadata(read.metadata, cells);
  refuseAmbiguities(cells, kernelNames(complete), () => true);
  const gaps = new Map([...file.gaps].map(([index, text]) => [index, withoutMeta(text)]));
  const mark = /^\uFEFF*/.exec(head)?.[0] ?? "";
  return finish(mark + metaBlock(complete, file.eol), gaps.get(0)?.slice(mark.length) ?? "", cells, { ...file, gaps }, kernelNames(complete), true);
}

/** Names as far as the metadata can be read. */
function namesOf(metadata: JsonObject): Map<string, string> {
  try {
    return kernelNames(metadata);
  } catch {
    return kernelNames(new Map());
  }
}

function unlistedKernels(metadata: JsonObject, cells: readonly CellToWrite[]): Kernel[] {
  const used = new Set(cells.filter((cell) => sourceOf(cell.source).length > 0).map((cell) => cell.kernel));
  const declared = declaredOf(metadata);
  return [...used]
    .filter((name) => name !== markdown && known.every((kernel) => kernel.name !== name))
    .filter((name) => declared.every((kernel) => kernel.name !== name))
    .map((name) => ({ name, aliases: [] }));
}

function declaredOf(metadata: JsonObject): Kernel[] {
  try {
    return declaredKernels(metadata);
  } catch {
    return [];
  }
}

function writtenMetadata(metadata: JsonObject, cells: readonly CellToWrite[]): JsonObject {
  const unlisted = unlistedKernels(metadata, cells);
  const result: JsonObject = new Map([...metadata].filter(([key]) => !jupyterKeys.includes(key)));
  const declared = declaredDefault(metadata);
  if (unlisted.length > 0 || ((declared ?? csharp) !== csharp && (metadata.get("kernelInfo") ?? null) === null)) {
    const info = kernelInfo(metadata, unlisted);
    if ((info.get("defaultKernelName") ?? null) === null) {
      info.set("defaultKernelName", declared ?? null);
    }
    result.set("kernelInfo", info);
  }
  return result;
}

function metaBlock(metadata: JsonObject, eol: string): string {
  return metadata.size === 0 ? "" : `#!meta${eol}${eol}${writeJson(metadata)}${eol}${eol}`;
}

/** What a gap holds beside metadata: empty cells. */
function withoutMeta(gap: string): string {
  return gap.replace(/^#!meta[^\n]*(\n(?!#!)[^\n]*)*(\n|$)/gm, "");
}

/**
 * Joins the file's parts.
 * @param rest what stands between the metadata and the first cell.
 * @param names that this file knows: a cell of another file may begin with one that it does not.
 * @param isRewritten whether the metadata changed: what followed it without a delimiter gets one.
 */
function finish(
  head: string,
  rest: string,
  cells: readonly CellToWrite[],
  file: KeptFile,
  names: ReadonlyMap<string, string>,
  isRewritten = false,
): string {
  const { eol, gaps, count } = file;
  const parts: string[] = [];
  const written = cells
    .map((cell) => ({ ...cell, source: sourceOf(normalized(cell.source)) }))
    .filter((cell) => cell.source.length > 0);
  const waiting = [...gaps].filter(([index]) => index > 0 && index < count).sort(([a], [b]) => a - b);
  const after = count > 0 ? gaps.get(count) ?? "" : "";
  push(head + rest);
  written.forEach(({ kernel, source, kept }, position) => {
    let isBehindItsGap = position === 0 && kept?.index === 0;
    while (kept !== undefined && waiting[0] !== undefined && waiting[0][0] <= kept.index) {
      const [index, gap] = waiting.shift()!;
      push(gap);
      isBehindItsGap = index === kept.index;
    }
    const isLast = position === written.length - 1 && waiting.length === 0;
    const end = isLast && after.length === 0 ? eol : eol + eol;
    const raw = untouched({ kernel, source, kept });
    const isKnown = raw !== undefined && (raw.head === 0 || names.get(raw.text.slice(2, raw.head).trimEnd()) === kernel);
    if (raw === undefined || !isKnown || (raw.head === 0 && (isRewritten || !isBehindItsGap))) {
      push(usualCell(kernel, source, eol, end));
    } else if (isLast === (kept?.index === count - 1)) {
      push(raw.text);
    } else {
      push(trimLines(raw.text) + end);
    }
  });
  for (const [, gap] of waiting) {
    push(gap);
  }
  push(after);
  return parts.join("");

  function push(part: string): void {
    const before = parts.at(-1);
    if (part.length === 0) {
      return;
    }
    // The byte order mark needs no line of its own.
    if (before !== undefined && !before.endsWith("\n") && !/^\uFEFF+$/.test(before)) {
      parts.push(eol);
    }
    parts.push(part);
  }
}

/** How a cell stood in its file, if it is still the same; VS Code turns each carriage return into the end of a line. */
function untouched({ kernel, source, kept }: CellToWrite): RawCell | undefined {
  const raw = kept?.raw;
  return raw !== undefined && kernel === kept?.kernel && normalized(sourceOf(raw.text.slice(raw.head))) === source
    ? raw
    : undefined;
}

function isChanged(cell: CellToWrite): boolean {
  return untouched({ ...cell, source: sourceOf(normalized(cell.source)) }) === undefined;
}

function normalized(source: string): string {
  return source.includes("\r") ? source.replace(/\r\n|\r/g, "\n") : source;
}

function trimLines(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) {
    end--;
  }
  return text.slice(0, end);
}

function refuseAmbiguities(
  cells: readonly CellToWrite[],
  names: ReadonlyMap<string, string>,
  isAsked: (cell: CellToWrite) => boolean,
): void {
  cells.forEach((cell, index) => {
    if (!cell.source.includes("#!") || !isAsked(cell)) {
      return;
    }
    normalized(cell.source)
      .split("\n")
      .forEach((line, number) => {
        if (line.startsWith("#!meta") || (line.startsWith("#!") && names.has(line.slice(2)))) {
          throw new DocumentError(
            `Not saved: line ${number + 1} of cell ${index + 1} is "${shorten(line)}", which in a .dib begins ` +
              "another cell. Change that line, for example by a space before it, and save again.",
          );
        }
      });
  });
}

function shorten(line: string): string {
  return line.length > 60 ? `${line.slice(0, 60)}...` : line;
}
