/** Lines of cells that bring names into the session which nobody knows before they ran. */
const bringsNames = /^[ \t]*#(!import|!connect|load|r)\b/m;

/**
 * Whether a cell can be judged: where a cell above it, or it itself, still has to load something, each of its names would be
 * an error.
 */
export function canJudge(codeAbove: readonly { code: string; hasRun: boolean }[]): boolean {
  return codeAbove.every(({ code, hasRun }) => hasRun || !bringsNames.test(code));
}
