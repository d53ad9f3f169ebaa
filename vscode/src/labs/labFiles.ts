/** Which notebooks of a workspace are labs, and what is known of each: without VS Code. */

/** Only labs: what they import is none, nor is an .ipynb that was made of the .dib beside it. */
export function labsAmong(paths: readonly string[]): string[] {
  const all = new Set(paths);
  return paths.filter(isLab).filter((path) => !path.endsWith(".ipynb") || !all.has(path.replace(/\.ipynb$/, ".dib"))).sort(byName);
}

function isLab(path: string): boolean {
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  return name !== "setup.dib" && (/^\d+-.+\.(dib|ipynb)$/.test(name) || (parts.at(-2) === "notebooks" && name.endsWith(".dib")));
}

function byName(a: string, b: string): number {
  const folder = (path: string): string => path.slice(0, path.lastIndexOf("/"));
  return folder(a).localeCompare(folder(b)) || a.localeCompare(b, "en", { numeric: true });
}

/** The first heading, else the file's name. */
export function titleOf(path: string, text: string): string {
  // In .ipynb a line of the text is a JSON string.
  const heading = path.endsWith(".ipynb") ? /"# ((?:[^"\\]|\\[^n])+?)(?:\\n)?"/.exec(text) : /^# (.+?)\s*$/m.exec(text);
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  return heading?.[1] ?? name;
}

/** How many exercises and checks a lab has, as its last cell says; undefined where it says nothing. */
export function checksOf(text: string): number | undefined {
  const match = /Check\.Summary\(([^)]*)\)/.exec(text);
  if (match === null) {
    return undefined;
  }
  const numbers = (match[1] ?? "").match(/\d+/g) ?? [];
  return numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + Number(number), 0);
}

export interface Progress {
  passed: number;
  failed: number;
  open: number;
}

/** "3 of 8 checks", or nothing where the lab was never run. */
export function progressText(progress: Progress | undefined, total: number | undefined): string {
  if (progress === undefined) {
    return total === undefined ? "" : `${total} checks`;
  }
  const all = Math.max(total ?? 0, progress.passed + progress.failed + progress.open);
  return all === 0 ? "" : `${progress.passed} of ${all} checks${progress.failed > 0 ? `, ${progress.failed} wrong` : ""}`;
}

export function isDone(progress: Progress | undefined, total: number | undefined): boolean {
  return progress !== undefined && progress.passed > 0 && progress.failed + progress.open === 0 && progress.passed >= (total ?? 0);
}
