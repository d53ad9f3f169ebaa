import { ChildProcess, spawn } from "node:child_process";
import {
  CancellationToken,
  Message,
  MessageConnection,
  RequestType,
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
} from "vscode-jsonrpc/node";
import * as protocol from "./protocol";

/** A host process and the connection to it. */

export interface HostCommand {
  command: string;
  args: readonly string[];
  folder: string;
  environment?: NodeJS.ProcessEnv;
}

export interface HostEvents {
  output(output: protocol.OutputParams): void;
  status(status: protocol.StatusParams): void;
  input(input: protocol.InputParams, cancel: CancellationToken): Promise<string | null>;
  /** What the process writes to its standard error. */
  log(text: string): void;
  exit(exit: HostExit): void;
}

export interface HostExit {
  /** Null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The end of its standard error. */
  error: string;
  /** Whether it was asked to end. */
  isExpected: boolean;
}

/** The process could not be started, or ended before it answered. */
export class HostStartError extends Error {
  constructor(message: string, readonly isMissing: boolean, readonly exit?: HostExit) {
    super(message);
  }
}

/** The process ended while something was asked of it. */
export class HostExitError extends Error {
  constructor(readonly exit: HostExit) {
    super(exitSentence(exit));
  }
}

/** What can no longer be written is no error of its own: the process has ended, and its end is told. */
class HostWriter extends StreamMessageWriter {
  override async write(message: Message): Promise<void> {
    await super.write(message).catch(() => undefined);
  }
}

/** How long a process may take to end by itself. */
const patience = 2000;

const keptError = 8000;

export class HostClient {
  private readonly connection: MessageConnection;
  private readonly exited: Promise<HostExit>;
  private error = "";
  private isEnding = false;
  private ended: HostExit | undefined;

  private constructor(private readonly process: ChildProcess, events: HostEvents) {
    this.connection = createMessageConnection(
      new StreamMessageReader(process.stdout!),
      new HostWriter(process.stdin!),
    );
    process.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.error = (this.error + text).slice(-keptError);
      events.log(text);
    });
    // Writing to a process that has just ended is no news: its end is told.
    process.stdin!.on("error", () => undefined);
    this.connection.onError(([error]) => events.log(`${error.message}\n`));
    this.exited = new Promise((resolve) => {
      // "close" comes when the last of its output was read.
      process.once("close", (code, signal) => {
        this.ended = { code, signal, error: this.error, isExpected: this.isEnding };
        resolve(this.ended);
        this.connection.dispose();
        events.exit(this.ended);
      });
    });
    this.connection.onNotification("output", (output: protocol.OutputParams) => events.output(output));
    this.connection.onNotification("status", (status: protocol.StatusParams) => events.status(status));
    this.connection.onRequest("input", (input: protocol.InputParams, cancel: CancellationToken) =>
      events.input(input, cancel),
    );
    this.connection.listen();
  }

  /** Starts a host and introduces the notebook to it. */
  static async start(
    host: HostCommand,
    notebook: string | null,
    events: HostEvents,
  ): Promise<{ client: HostClient; about: protocol.InitializeResult }> {
    const child = spawn(host.command, [...host.args], {
      cwd: host.folder,
      env: host.environment ?? process.env,
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error: NodeJS.ErrnoException) =>
        reject(new HostStartError(`${host.command}: ${error.message}`, error.code === "ENOENT")),
      );
    });
    const client = new HostClient(child, events);
    try {
      const about = await client.request<protocol.InitializeParams, protocol.InitializeResult>("initialize", {
        protocol: protocol.protocolVersion,
        notebook,
        folder: host.folder,
      });
      if (about.protocol !== protocol.protocolVersion) {
        throw new HostStartError(
          `The host speaks version ${about.protocol} of the protocol and this extension version ` +
            `${protocol.protocolVersion}. Install the extension that came with the labs, or empty the setting digitlab.host.`,
          false,
        );
      }
      return { client, about };
    } catch (error) {
      await client.end();
      throw error instanceof HostExitError ? new HostStartError(error.message, false, error.exit) : error;
    }
  }

  get processId(): number | undefined {
    return this.process.pid;
  }

  get hasEnded(): boolean {
    return this.ended !== undefined;
  }

  execute(params: protocol.ExecuteParams): Promise<protocol.ExecuteResult> {
    return this.request("execute", params);
  }

  interrupt(): Promise<null> {
    return this.request("interrupt", {});
  }

  async request<P extends object, R>(method: string, params: P, cancel?: CancellationToken): Promise<R> {
    if (this.ended !== undefined) {
      throw new HostExitError(this.ended);
    }
    const type = new RequestType<P, R, void>(method);
    const end = this.exited.then((exit): never => {
      throw new HostExitError(exit);
    });
    end.catch(() => undefined);
    try {
      const answer = cancel
        ? this.connection.sendRequest(type, params, cancel)
        : this.connection.sendRequest(type, params);
      return await Promise.race([answer, end]);
    } catch (error) {
      // The connection may notice the end before the process is gone.
      const isAlive = !(error instanceof HostExitError) && (await this.isAliveAfter(error));
      throw isAlive || error instanceof HostExitError ? error : new HostExitError(await this.exited);
    }
  }

  notify(method: string, params: object): void {
    void this.quietly(() => this.connection.sendNotification(method, params));
  }

  /** Ends the process: it is asked, then its input is closed, then it is killed. */
  async end(): Promise<void> {
    this.isEnding = true;
    if (this.ended !== undefined) {
      return;
    }
    const timer = setTimeout(() => this.process.kill("SIGKILL"), patience);
    const asked = this.quietly(() => this.connection.sendRequest("shutdown"));
    await Promise.race([asked, this.exited, delay(patience / 4)]);
    this.process.stdin!.end();
    await this.exited;
    clearTimeout(timer);
  }

  /** What cannot be sent any more need not be: the process is about to end. */
  private async quietly(send: () => Promise<unknown>): Promise<void> {
    try {
      await send();
    } catch {
      // Its end is told by itself.
    }
  }

  /** Whether an error is an answer; a closed connection is not. */
  private async isAliveAfter(error: unknown): Promise<boolean> {
    const code = (error as { code?: unknown }).code;
    // An answer has a number of JSON-RPC's; these are the connection's own.
    const isOfConnection = typeof code !== "number" || [1, 2, -32097, -32099].includes(code);
    if (!isOfConnection) {
      return true;
    }
    return Promise.race([this.exited.then(() => false), delay(patience).then(() => true)]);
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

/** How a host ended, as a sentence. */
export function exitSentence({ code, signal, error }: HostExit): string {
  const how = code === null ? `was ended by ${signal ?? "a signal"}` : `ended with exit code ${code}`;
  const reason = error
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 0 && !line.startsWith("at "))
    .slice(-1)[0];
  return `The host ${how}, and its variables are gone.${reason === undefined ? "" : ` It said last: ${reason}`}`;
}
