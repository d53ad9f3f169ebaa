/** JSON read strictly and written as the host writes it: numbers keep their digits, keys their order. */

/** A number as it stands in the file: 1.50 stays so. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export type Json = null | boolean | string | JsonNumber | Json[] | JsonObject;

/** Keys in the order of the file; one that is given twice has its last value. */
export type JsonObject = Map<string, Json>;

export class JsonError extends Error {
  /** @param line counted from 0. */
  constructor(message: string, readonly line: number) {
    super(message);
  }
}

const maxDepth = 128;

export function parseJson(text: string): Json {
  let at = 0;
  skip();
  const value = read(0);
  skip();
  if (at < text.length) {
    fail(`${shown()} stands after the end.`);
  }
  return value;

  function read(depth: number): Json {
    if (depth > maxDepth) {
      fail(`it is nested more than ${maxDepth} deep.`);
    }
    const first = text[at];
    if (first === "{") {
      return readObject(depth);
    }
    if (first === "[") {
      return readArray(depth);
    }
    if (first === '"') {
      return readString();
    }
    for (const [word, value] of [["true", true], ["false", false], ["null", null]] as const) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
    number.lastIndex = at;
    const match = number.exec(text);
    if (match === null) {
      return fail(at < text.length ? `${shown()} is not expected here.` : "it ends too early.");
    }
    at += match[0].length;
    return new JsonNumber(match[0]);
  }

  function readObject(depth: number): JsonObject {
    const result: JsonObject = new Map();
    at++;
    skip();
    if (take("}")) {
      return result;
    }
    do {
      skip();
      if (text[at] !== '"') {
        fail(at < text.length ? `a name in quotes is expected, not ${shown()}.` : "it ends too early.");
      }
      const key = readString();
      skip();
      expect(":");
      skip();
      result.set(key, read(depth + 1));
      skip();
    } while (take(","));
    expect("}");
    return result;
  }

  function readArray(depth: number): Json[] {
    const result: Json[] = [];
    at++;
    skip();
    if (take("]")) {
      return result;
    }
    do {
      skip();
      result.push(read(depth + 1));
      skip();
    } while (take(","));
    expect("]");
    return result;
  }

  function readString(): string {
    const start = at;
    for (at++; at < text.length && text[at] !== '"' && text.charCodeAt(at) >= 32; at++) {
      if (text[at] === "\\") {
        at++;
      }
    }
    try {
      return (JSON.parse(text.slice(start, ++at)) as string).toWellFormed();
    } catch {
      at = start;
      return fail("a text in quotes does not end, or has a wrong escape.");
    }
  }

  function take(mark: string): boolean {
    if (text[at] !== mark) {
      return false;
    }
    at++;
    return true;
  }

  function expect(mark: string): void {
    if (!take(mark)) {
      fail(at < text.length ? `'${mark}' is expected, not ${shown()}.` : "it ends too early.");
    }
  }

  function skip(): void {
    while (at < text.length && " \t\r\n".includes(text.charAt(at))) {
      at++;
    }
  }

  function shown(): string {
    return `'${text.charAt(at)}'`;
  }

  function fail(reason: string): never {
    throw new JsonError(reason, text.slice(0, at).split("\n").length - 1);
  }
}

/** One line, as .NET's serializer writes it where it escapes as little as it can. */
export function writeJson(value: Json): string {
  if (value instanceof JsonNumber) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return `[${value.map(writeJson).join(",")}]`;
  }
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${writeText(key)}:${writeJson(item)}`).join(",")}}`;
  }
  return typeof value === "string" ? writeText(value) : String(value);
}

const shortEscapes: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

// Control characters, line and paragraph separators, private use, unassigned, and what lies beyond the first plane.
const escaped = /["\\\u0000-\u001f\u007f-\u00a0\ufeff\p{Zl}\p{Zp}\p{Zs}\p{Cc}\p{Cs}\p{Co}\p{Cn}\u{10000}-\u{10ffff}]/gu;

function writeText(text: string): string {
  const body = text.replace(escaped, (mark) =>
    mark === " " ? mark : shortEscapes[mark] ?? [...Array(mark.length).keys()].map((i) => unit(mark.charCodeAt(i))).join(""),
  );
  return `"${body}"`;
}

function unit(code: number): string {
  return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The text at a key of an object that has one. */
export function textAt(node: Json | undefined, key: string): string | undefined {
  const value = node instanceof Map ? node.get(key) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** What a value is, in words. */
export function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) {
    return "null";
  }
  if (value instanceof JsonNumber) {
    return "a number";
  }
  if (value instanceof Map) {
    return "an object";
  }
  return Array.isArray(value) ? "an array" : typeof value === "string" ? "a string" : "a boolean";
}

/** Objects of JavaScript as {@link Json}. */
export function fromPlain(value: unknown): Json {
  if (Array.isArray(value)) {
    return value.map(fromPlain);
  }
  if (typeof value === "object" && value !== null) {
    return new Map(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, fromPlain(item)]),
    );
  }
  return typeof value === "number" ? new JsonNumber(JSON.stringify(value)) : (value as null | boolean | string);
}

/** The same as objects of JavaScript, for those who write .ipynb. */
export function toPlain(value: Json): unknown {
  if (value instanceof JsonNumber) {
    return Number(value.text);
  }
  if (Array.isArray(value)) {
    return value.map(toPlain);
  }
  return value instanceof Map ? Object.fromEntries([...value].map(([key, item]) => [key, toPlain(item)])) : value;
}
