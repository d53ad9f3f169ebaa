/** The cell that holds a lab's parameters, and its switch between quick and full. */

export interface QuickSwitch {
  /** Where the value stands in the cell's text. */
  start: number;
  end: number;
  isQuick: boolean;
}

export function isParameters(code: string): boolean {
  return /^\s*\/\/\s*parameters\s*$/.test(code.split("\n", 1)[0] ?? "");
}

/** The value of `quick` in a cell of parameters. */
export function findQuick(code: string): QuickSwitch | undefined {
  const match = /^([ \t]*(?:var|bool)[ \t]+quick[ \t]*=[ \t]*)(true|false)\b/m.exec(code);
  if (!isParameters(code) || match === null) {
    return undefined;
  }
  const start = match.index + match[1]!.length;
  return { start, end: start + match[2]!.length, isQuick: match[2] === "true" };
}
