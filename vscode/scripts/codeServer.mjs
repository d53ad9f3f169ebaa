// Installs code-server from npm: codeServer.mjs VERSION FOLDER
// Its own install script asks for a compiler and for more than npm. Nothing is built here: terminals, logs and watching of
// files are of no use to the tests, and ripgrep comes from another package.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [version, folder] = process.argv.slice(2);
const ripgrep = `ripgrep-${process.platform}-${process.arch}`;
writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
const server = join(folder, "node_modules", "code-server");
const code = join(server, "lib", "vscode");
if (!existsSync(code) || !existsSync(join(folder, "node_modules", "@vscode", ripgrep))) {
  npm(folder, "install", `code-server@${version}`, `@vscode/${ripgrep}@1.18.0`, "--ignore-scripts", "--no-package-lock");
}
npm(code, "install", "--omit=dev", "--ignore-scripts");
if (existsSync(join(code, "extensions", "package.json"))) {
  npm(join(code, "extensions"), "install", "--omit=dev", "--ignore-scripts");
}

// Some parts look for packages there, as in VS Code itself.
for (const place of [code, join(code, "extensions")]) {
  if (!existsSync(join(place, "node_modules.asar"))) {
    symlinkSync("node_modules", join(place, "node_modules.asar"));
  }
}

// It hashes passwords, of which a server on loopback has none, and must be compiled.
writeFileSync(join(folder, "node_modules", "argon2", "argon2.js"), "module.exports = {};\n");

const bin = join(code, "node_modules", "@vscode", "ripgrep", "bin");
mkdirSync(bin, { recursive: true });
copyFileSync(join(folder, "node_modules", "@vscode", ripgrep, "bin", "rg"), join(bin, "rg"));
chmodSync(join(bin, "rg"), 0o755);

function npm(cwd, ...args) {
  const quiet = ["--no-fund", "--no-audit", "--loglevel=error", "--fetch-retries=6", "--prefer-offline"];
  execFileSync("npm", [...args, ...quiet], { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
