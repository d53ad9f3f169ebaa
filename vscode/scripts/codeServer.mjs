// Installs code-server from npm: codeServer.mjs VERSION FOLDER
// Its own install script asks for more than npm: what it needs of that is built here (argon2 and the like) or comes from
// another package (ripgrep).
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
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

// Without the first it does not start; terminals, logs and watching of files are of no use to the tests.
compile(join(folder, "node_modules", "argon2"));
for (const name of ["node-pty", "@vscode/spdlog", "native-watchdog", "@parcel/watcher"]) {
  try {
    compile(join(code, "node_modules", ...name.split("/")));
  } catch {
    console.log(`${name} could not be built.`);
  }
}

const bin = join(code, "node_modules", "@vscode", "ripgrep", "bin");
mkdirSync(bin, { recursive: true });
copyFileSync(join(folder, "node_modules", "@vscode", ripgrep, "bin", "rg"), join(bin, "rg"));
chmodSync(join(bin, "rg"), 0o755);

function npm(cwd, ...args) {
  const quiet = ["--no-fund", "--no-audit", "--loglevel=error", "--fetch-retries=6", "--prefer-offline"];
  execFileSync("npm", [...args, ...quiet], { cwd, stdio: ["ignore", "inherit", "inherit"] });
}

/** Does what a package does when it is installed; npm itself asks before it runs such a script. */
function compile(place) {
  const { scripts } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  const env = { ...process.env, npm_config_build_from_source: "true" };
  if (scripts?.install !== undefined) {
    execFileSync("npm", ["run", "install"], { cwd: place, env, stdio: ["ignore", "inherit", "inherit"] });
    return;
  }
  const global = execFileSync("npm", ["root", "-g"], { encoding: "utf8" }).trim();
  const gyp = join(global, "npm", "node_modules", "node-gyp", "bin", "node-gyp.js");
  execFileSync(process.execPath, [gyp, "rebuild"], { cwd: place, env, stdio: ["ignore", "inherit", "inherit"] });
}
