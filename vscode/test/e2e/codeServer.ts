import { ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** VS Code as a server, from npm, in a folder of the user's cache: it is installed once. */

const version = "4.100.3";

/** @returns the program, or why there is none. */
export function findCodeServer(): { program: string } | { missing: string } {
  const given = process.env["DIGITLAB_CODE_SERVER"];
  const folder = given ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "digitlab", `code-server-${version}`);
  const program = join(folder, "node_modules", "code-server", "out", "node", "entry.js");
  const ready = join(folder, "ready");
  if (existsSync(ready)) {
    return { program };
  }
  if (process.platform !== "linux") {
    return { missing: "code-server is installed by this test on Linux alone." };
  }
  const failed = join(folder, "failed");
  if (existsSync(failed)) {
    return { missing: `code-server ${version} could not be installed from npm: ${readFileSync(failed, "utf8")} (remove ${failed} to try again)` };
  }
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync(process.execPath, [join("scripts", "codeServer.mjs"), version, folder], { stdio: "pipe", timeout: 1_200_000 });
    writeFileSync(ready, version);
    return { program };
  } catch (error) {
    const reason = (error as { stderr?: Buffer }).stderr?.toString().trim().split("\n").slice(-3).join(" ") ?? String(error);
    writeFileSync(failed, reason);
    return { missing: `code-server ${version} could not be installed from npm: ${reason}` };
  }
}

export function findBrowser(): string | undefined {
  return [process.env["DIGITLAB_BROWSER"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/** A server with a profile of its own, on loopback. */
export class CodeServer {
  private constructor(readonly address: string, private readonly process: ChildProcess) {}

  static async start(program: string, profile: string, extension: string, settings: object, environment: NodeJS.ProcessEnv): Promise<CodeServer> {
    const user = join(profile, "user");
    mkdirSync(join(user, "User"), { recursive: true });
    writeFileSync(join(user, "User", "settings.json"), JSON.stringify(settings, undefined, 2));
    const folders = ["--user-data-dir", user, "--extensions-dir", join(profile, "extensions")];
    const env: NodeJS.ProcessEnv = { ...process.env, ...environment, HOME: profile, XDG_CONFIG_HOME: join(profile, "config"), XDG_DATA_HOME: join(profile, "data") };
    // .NET keeps what it unpacks, and NuGet its packages, where the user has them.
    env["NUGET_PACKAGES"] ??= join(homedir(), ".nuget", "packages");
    delete env["PORT"];
    execFileSync(process.execPath, [program, ...folders, "--install-extension", extension], { env, stdio: "pipe" });
    for (let attempt = 1; ; attempt++) {
      try {
        return await CodeServer.listen(program, folders, env);
      } catch (error) {
        // Its two processes give each other ten seconds, which a busy machine may not have.
        if (attempt === 5) {
          throw error;
        }
      }
    }
  }

  private static async listen(program: string, folders: string[], env: NodeJS.ProcessEnv): Promise<CodeServer> {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      [program, ...folders, "--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
      { env, stdio: ["ignore", "pipe", "pipe"] },
    );
    let log = "";
    await new Promise<void>((resolve, reject) => {
      const read = (data: Buffer): void => {
        log += data.toString();
        if (log.includes("HTTP server listening")) {
          resolve();
        }
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", (code) => reject(new Error(`code-server ended with ${code}: ${log}`)));
    });
    return new CodeServer(`http://127.0.0.1:${port}`, child);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill("SIGTERM");
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000))]);
      this.process.kill("SIGKILL");
    }
  }
}

export function repositoryOf(folder: string): string {
  return existsSync(join(folder, "DigitLab.slnx")) ? folder : repositoryOf(dirname(folder));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
