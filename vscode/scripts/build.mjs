// Bundles the extension to dist/extension.js and, with --tests, the tests to dist/test/.
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";

const withTests = process.argv.includes("--tests");
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  logLevel: "warning",
  sourcemap: withTests,
};

rmSync("dist", { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  format: "cjs",
  external: ["vscode"],
  minify: !withTests,
});

if (withTests) {
  const find = (folder, end) => readdirSync(folder).filter((name) => name.endsWith(end)).map((name) => `${folder}/${name}`);
  await build({
    ...common,
    entryPoints: [...find("test", ".test.ts"), "test/fakeHost.ts", ...find("test/e2e", ".e2e.ts")],
    outdir: "dist/test",
    outbase: "test",
    format: "cjs",
    external: ["playwright-core"],
  });
}
