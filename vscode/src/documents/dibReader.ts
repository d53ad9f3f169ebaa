import { Json, JsonError, JsonObject, kindOf, parseJson, textAt } from "./json";
import { DocumentError, csharp, kernelInfo, kernelNames } from "./kernels";

/**
 * Reads .dib as the host's DibReader does, and keeps what that drops: a cell knows how it stands in the file, and what
 * stands between cells (the byte order mark, `#!meta`, empty cells) is kept as it is.
 */

export interface DibCell {
  kernel: string;
  /** Lines end in \n; without the empty lines around. */
  source: string;
  /** How it stands in the file; undefined where that is what a writer would write. */
  raw?: RawCell;
}

export interface RawCell {
  /** From its delimiter, if it has one, to the next. */
  text: string;
  /** Where the delimiter's line ends. */
  head: number;
}

export interface DibFile {
  metadata: JsonObject;
  cells: DibCell[];
  /** What stands before the cell of that number; that of the number of cells stands at the end. */
  gaps: Map<number, string>;
  /** How the file's lines end. */
  eol: "\n" | "\r\n";
  /** What is wrong with the file: told to the user, and nothing is lost. */
  problems: DibProblem[];
}

export interface DibProblem {
  /** Counted from 1. */
  line: number;
  message: string;
}

const meta = "#!meta";
const byteOrderMark = "\uFEFF";
const lineFeed = 10;
const carriageReturn = 13;

export function readDib(text: string): DibFile {
  const firstLine = text.indexOf("\n");
  const file: DibFile = {
    metadata: new Map(),
    cells: [],
    gaps: new Map(),
    eol: firstLine > 0 && text.charCodeAt(firstLine - 1) === carriageReturn ? "\r\n" : "\n",
    problems: [],
  };
  let names = kernelNames(file.metadata);
  let kernel: string | undefined;
  let block = 0; // where the cell at hand starts, with its delimiter
  let body = 0; // where its text starts
  let gap = "";
  let at = 0;
  let number = 0; // of the line, counted from 0
  while (text.startsWith(byteOrderMark, at)) {
    at++;
  }
  gap = text.slice(0, at);
  block = body = at;

  while (at < text.length) {
    const next = lineEnd(at);
    if (text.startsWith(meta, at)) {
      endCell(at);
      const start = at;
      const startLine = number;
      at = next;
      number++;
      while (at < text.length && !text.startsWith("#!", at)) {
        at = lineEnd(at);
        number++;
      }
      readMeta(text.slice(next, at), startLine + 1);
      gap += text.slice(start, at);
      kernel = undefined;
      block = body = at;
      continue;
    }
    if (text.startsWith("#!", at)) {
      const named = names.get(trimReturns(text.slice(at + 2, next)));
      if (named !== undefined) {
        endCell(at);
        kernel = named;
        block = at;
        body = next;
      }
    } else {
      findConflict(at);
    }
    at = next;
    number++;
  }
  endCell(text.length);
  if (gap.length > 0) {
    file.gaps.set(file.cells.length, gap);
  }
  forgetWhatIsUsual(file);
  return file;

  function lineEnd(from: number): number {
    const end = text.indexOf("\n", from);
    return end < 0 ? text.length : end + 1;
  }

  function endCell(end: number): void {
    const source = sourceOf(text.slice(body, end));
    if (source.length === 0) {
      gap += text.slice(block, end);
      return;
    }
    if (gap.length > 0) {
      file.gaps.set(file.cells.length, gap);
      gap = "";
    }
    file.cells.push({ kernel: kernel ?? defaultKernel(), source, raw: { text: text.slice(block, end), head: body - block } });
  }

  function defaultKernel(): string {
    return textAt(file.metadata.get("kernelInfo"), "defaultKernelName") ?? csharp;
  }

  function readMeta(json: string, line: number): void {
    try {
      for (const [key, value] of parseMeta(json, line)) {
        file.metadata.set(key, value);
      }
      names = kernelNames(file.metadata);
    } catch (error) {
      if (!(error instanceof ProblemAt)) {
        if (!(error instanceof DocumentError)) {
          throw error;
        }
        file.problems.push({ line, message: error.message });
        return;
      }
      file.problems.push({ line: error.line, message: error.message });
    }
  }

  function findConflict(from: number): void {
    const first = text.charCodeAt(from);
    if ((first === 60 && text.startsWith("<<<<<<< ", from)) || (first === 62 && text.startsWith(">>>>>>> ", from))) {
      file.problems.push({
        line: number + 1,
        message: "a merge conflict stands here. Open the file as text, choose which lines to keep, and save it.",
      });
    }
  }
}

class ProblemAt extends Error {
  constructor(message: string, readonly line: number) {
    super(message);
  }
}

/** @param line of the first line of the text, counted from 0. */
function parseMeta(text: string, line: number): JsonObject {
  if (text.trim().length === 0) {
    return new Map();
  }
  let metadata: Json;
  try {
    metadata = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) {
      throw error;
    }
    throw new ProblemAt(
      `#!meta must be followed by one JSON object and then a cell delimiter such as #!csharp: ${error.message}`,
      line + 1 + error.line,
    );
  }
  if (!(metadata instanceof Map)) {
    throw new ProblemAt(`#!meta must be followed by a JSON object, but it is ${kindOf(metadata)}.`, line + 1);
  }
  return normalizeKernelInfo(metadata);
}

/** Puts `kernelInfo` first and its items in their usual form. */
function normalizeKernelInfo(metadata: JsonObject): JsonObject {
  if (!(metadata.get("kernelInfo") instanceof Map)) {
    return metadata;
  }
  const result: JsonObject = new Map([["kernelInfo", kernelInfo(metadata, [])]]);
  for (const [key, value] of metadata) {
    if (key !== "kernelInfo") {
      result.set(key, value);
    }
  }
  return result;
}

/** A cell's text: lines end in \n, and there are no empty ones around. */
export function sourceOf(body: string): string {
  const text = body.includes("\r") ? body.split("\n").map(trimReturns).join("\n") : body;
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === lineFeed) {
    start++;
  }
  while (end > start && text.charCodeAt(end - 1) === lineFeed) {
    end--;
  }
  return text.slice(start, end);
}

function trimReturns(line: string): string {
  let end = line.length;
  while (end > 0 && (line.charCodeAt(end - 1) === carriageReturn || line.charCodeAt(end - 1) === lineFeed)) {
    end--;
  }
  return line.slice(0, end);
}

/** A cell as a writer writes it. */
export function usualCell(kernel: string, source: string, eol: string, end: string): string {
  const text = eol === "\n" ? source : source.replaceAll("\n", eol);
  return `#!${kernel}${eol}${eol}${text}${end}`;
}

/** Most cells stand in their file as they would be written: what is kept of a large file is its text once. */
function forgetWhatIsUsual(file: DibFile): void {
  file.cells.forEach((cell, index) => {
    const last = index === file.cells.length - 1 && !file.gaps.has(index + 1);
    const usual = usualCell(cell.kernel, cell.source, file.eol, last ? file.eol : file.eol + file.eol);
    if (cell.raw?.text === usual && !cell.source.includes("\r")) {
      delete cell.raw;
    }
  });
}
