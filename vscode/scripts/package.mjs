// Writes the .vsix: npm run package -- [--host FOLDER] [--out FILE]
// FOLDER holds the host's portable assemblies, DigitLab.Host.dll among them; they go into the extension's folder host/.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const limit = 15 * 1024 * 1024;
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const caller = process.env.INIT_CWD ?? process.cwd();

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : resolve(caller, process.argv[at + 1]);
}

const host = option("--host");
const out = option("--out") ?? join(here, "digitlab.vsix");
if (host !== undefined && !existsSync(join(host, "DigitLab.Host.dll"))) {
  console.error(`${host}: there is no DigitLab.Host.dll in this folder.`);
  process.exit(2);
}

// In a folder of its own: what is packed is what is listed here, and two that pack at once are not in each other's way.
const stage = mkdtempSync(join(tmpdir(), "digitlab-vsix-"));
try {
  execFileSync(process.execPath, [join(here, "scripts", "build.mjs"), "--out", join(stage, "dist")], {
    cwd: here,
    stdio: "inherit",
  });
  for (const name of ["media", "README.md", "package.json", ".vscodeignore"]) {
    cpSync(join(here, name), join(stage, name), { recursive: true });
  }
  for (const name of ["LICENSE", "THIRD-PARTY-NOTICES.md"]) {
    cpSync(join(here, "..", name), join(stage, name));
  }
  if (host !== undefined) {
    cpSync(host, join(stage, "host"), { recursive: true });
  }
  // What is bundled need not be installed, and vsce must not ask for it.
  const manifest = JSON.parse(readFileSync(join(stage, "package.json"), "utf8"));
  delete manifest.dependencies;
  delete manifest.devDependencies;
  delete manifest.scripts;
  writeFileSync(join(stage, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  mkdirSync(dirname(out), { recursive: true });
  const vsce = join(here, "node_modules", "@vscode", "vsce", "vsce");
  execFileSync(
    process.execPath,
    [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", out],
    { cwd: stage, stdio: ["ignore", "inherit", "inherit"] },
  );
  const { size } = statSync(out);
  console.log(`${out}: ${(size / 1024 / 1024).toFixed(1)} MB${host === undefined ? ", without a host" : ""}`);
  if (size > limit) {
    console.error(`It is larger than ${limit / 1024 / 1024} MB.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(stage, { recursive: true, force: true });
}
