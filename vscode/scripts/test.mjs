// Builds and runs the tests: the types and those without VS Code, or with --e2e those that drive it in a browser.
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const isEndToEnd = process.argv.includes("--e2e");
const folder = isEndToEnd ? "dist/test/e2e" : "dist/test";
const end = isEndToEnd ? ".e2e.js" : ".test.js";

if (!isEndToEnd) {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit"], { stdio: "inherit" });
}
execFileSync(process.execPath, ["scripts/build.mjs", "--tests"], { stdio: "inherit" });
const files = readdirSync(folder).filter((name) => name.endsWith(end)).map((name) => `${folder}/${name}`);
const reporter = process.argv.includes("--tap") ? "tap" : "spec";
const { status } = spawnSync(
  process.execPath,
  ["--enable-source-maps", "--test", "--test-concurrency=1", `--test-reporter=${reporter}`, ...files],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
