// Installs code-server from npm: codeServer.mjs VERSION FOLDER
// Its own install script asks for more than npm: what it needs of that is built here (argon2 and the like) or comes from
// another package (ripgrep).
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [version, folder] = process.argv.slice(2);
const ripgrep = `ripgrep-${process.platform}-${process.arch}`;
writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
npm(folder, "install", `code-server@${version}`, `@vscode/${ripgrep}@1.18.0`, "--ignore-scripts", "--no-package-lock");

const server = join(folder, "node_modules", "code-server");
const code = join(server, "lib", "vscode");
npm(code, "install", "--omit=dev", "--ignore-scripts");
if (existsSync(join(code, "extensions", "package.json"))) {
  npm(join(code, "extensions"), "install", "--omit=dev", "--ignore-scripts");
}

// Without the first it does not start; terminals, logs and watching of files are of no use to the tests.
npm(folder, "rebuild", "argon2");
for (const name of ["node-pty", "@vscode/spdlog", "native-watchdog", "@parcel/watcher"]) {
  try {
    npm(code, "rebuild", name);
  } catch {
    console.log(`${name} could not be built.`);
  }
}

const bin = join(code, "node_modules", "@vscode", "ripgrep", "bin");
mkdirSync(bin, { recursive: true });
copyFileSync(join(folder, "node_modules", "@vscode", ripgrep, "bin", "rg"), join(bin, "rg"));
chmodSync(join(bin, "rg"), 0o755);

function npm(cwd, ...args) {
  execFileSync("npm", [...args, "--no-fund", "--no-audit", "--loglevel=error"], { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
