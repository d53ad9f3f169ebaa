import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { repositoryOf } from "./codeServer";

/** The labs in a folder of their own, and the extension with what runs them: the host, or what stands in for it. */

export const isFake = process.env["DIGITLAB_E2E"] === "fake";
const repository = repositoryOf(resolve("."));

export const host = process.env["DIGITLAB_HOST"] ?? join(repository, "host", "bin", "Release", "net10.0", "DigitLab.Host.dll");

/** Why the test cannot run here; undefined where it can. */
export function whatIsMissing(): string | undefined {
  if (isFake) {
    return undefined;
  }
  if (!existsSync(host)) {
    return `${host} is not built.`;
  }
  if (!existsSync(join(repository, "lib", "DigitLab", "bin", "Release", "net8.0", "references.csx"))) {
    return "The labs' library is not built: dotnet build -c Release lib/DigitLab";
  }
  return undefined;
}

/** @returns the folder of the labs. */
export function copyLabs(root: string): string {
  const notebooks = join(root, "labs", "notebooks");
  mkdirSync(notebooks, { recursive: true });
  const from = join(repository, "notebooks");
  for (const name of readdirSync(from).filter((file) => /^(06-.*|setup)\.dib$|\.md$/.test(file))) {
    copyFileSync(join(from, name), join(notebooks, name));
  }
  copyFileSync(join(from, "01-load-and-explore.ipynb"), join(notebooks, "01-load-and-explore.ipynb"));
  if (!isFake) {
    symlinkSync(join(repository, "lib"), join(root, "labs", "lib"));
  }
  return join(root, "labs");
}

/** Packs the extension, as `digitlab vscode-extension` does. */
export function buildExtension(root: string): string {
  const out = join(root, "digitlab.vsix");
  const portable = isFake ? [] : ["--host", portableHost(root)];
  execFileSync(process.execPath, [join("scripts", "package.mjs"), ...portable, "--out", out], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return out;
}

/** The host as it goes into a self-contained edition: the same files. */
function portableHost(root: string): string {
  const lab = join(root, "empty", "lab.dib");
  mkdirSync(join(root, "empty"));
  writeFileSync(lab, "#!markdown\n\n# Empty\n");
  execFileSync("dotnet", [host, "student", lab, "--out", join(root, "edition"), "--self-contained"], { stdio: "pipe" });
  return join(root, "edition", "host");
}

export function settingsFor(root: string): object {
  const common = {
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Dark Modern",
    "telemetry.telemetryLevel": "off",
    "workbench.tips.enabled": false,
    "chat.commandCenter.enabled": false,
    "files.autoSave": "off",
    "notebook.find.filters": { markupSource: false, markupPreview: false, codeSource: true, codeOutput: false },
    "editor.accessibilitySupport": "off",
    "security.workspace.trust.startupPrompt": "always",
  };
  if (!isFake) {
    return common;
  }
  const dotnet = join(root, "dotnet");
  writeFileSync(dotnet, `#!/bin/sh\nexec ${process.execPath} ${resolve("dist", "test", "fakeHost.js")} "$@"\n`);
  chmodSync(dotnet, 0o755);
  writeFileSync(join(root, "DigitLab.Host.dll"), "");
  return { ...common, "digitlab.dotnet": dotnet, "digitlab.host": join(root, "DigitLab.Host.dll") };
}

export function environment(): NodeJS.ProcessEnv {
  const mnist = join(repository, "..", "shared", "mnist");
  return process.env["DIGITLAB_DATA"] === undefined && existsSync(mnist) ? { DIGITLAB_DATA: mnist } : {};
}

/** Processes of hosts that this test's extension started. */
export function hostProcesses(root: string): number[] {
  const mark = isFake ? join(root, "DigitLab.Host.dll") : join(root, "profile", "extensions");
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      try {
        const words = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
        return words.includes("vscode") && words.some((word) => word.startsWith(mark) && word.endsWith("DigitLab.Host.dll"));
      } catch {
        return false;
      }
    });
}
