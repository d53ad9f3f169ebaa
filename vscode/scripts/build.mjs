// Bundles the extension to dist/extension.js (--out FOLDER: there) and, with --tests, the tests to dist/test/.
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const withTests = process.argv.includes("--tests");
const at = process.argv.indexOf("--out");
const out = at < 0 ? "dist" : process.argv[at + 1];
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  logLevel: "warning",
  sourcemap: withTests,
};

rmSync(out, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ["src/extension.ts"],
  outfile: join(out, "extension.js"),
  format: "cjs",
  external: ["vscode"],
  minify: !withTests,
});

if (withTests) {
  const find = (folder, end) => readdirSync(folder).filter((name) => name.endsWith(end)).map((name) => `${folder}/${name}`);
  await build({
    ...common,
    entryPoints: [...find("test", ".test.ts"), "test/fakeHost.ts", ...find("test/e2e", ".e2e.ts")],
    outdir: join(out, "test"),
    outbase: "test",
    format: "cjs",
    external: ["playwright-core"],
  });
}
