import * as vscode from "vscode";
import { HostClient } from "../host/client";
import { cellOf, csharpCells, idOf, offsetAt } from "../notebook/cells";
import { Session } from "../run/session";
import { Sessions } from "../run/sessions";
import { registerCompletion } from "./completion";
import { registerDiagnostics } from "./diagnostics";
import { registerSemanticTokens } from "./semanticTokens";
import { registerTips } from "./tips";

/** Help inside cells, asked of the host. */

export function registerLanguage(context: vscode.ExtensionContext, sessions: Sessions): void {
  const help = new LanguageHelp(sessions);
  registerCompletion(context, help);
  registerTips(context, help);
  registerSemanticTokens(context, help, sessions);
  registerDiagnostics(context, sessions);
}

export class LanguageHelp {
  readonly selector = csharpCells;

  constructor(private readonly sessions: Sessions) {}

  /** Asks about a place of a cell; undefined where nobody can answer. */
  async at<R>(
    method: string,
    document: vscode.TextDocument,
    position: vscode.Position,
    cancel: vscode.CancellationToken,
  ): Promise<R | undefined> {
    return this.ask(document, cancel, (client, cell) =>
      client.request<object, R | null>(method, { cell, offset: offsetAt(document, position) }, cancel),
    );
  }

  async about<R>(method: string, document: vscode.TextDocument, cancel: vscode.CancellationToken): Promise<R | undefined> {
    return this.ask(document, cancel, (client, cell) => client.request<object, R | null>(method, { cell }, cancel));
  }

  async ofSession<R>(session: Session, method: string, params: object, cancel: vscode.CancellationToken): Promise<R | undefined> {
    const client = await session.helper();
    return client && this.guarded(() => client.request<object, R | null>(method, params, cancel));
  }

  sessionOf(document: vscode.TextDocument): Session | undefined {
    const cell = cellOf(document);
    return cell && this.sessions.of(cell.notebook);
  }

  private async ask<R>(
    document: vscode.TextDocument,
    cancel: vscode.CancellationToken,
    request: (client: HostClient, cell: string) => Promise<R | null>,
  ): Promise<R | undefined> {
    const cell = cellOf(document);
    const client = await (cell && this.sessions.of(cell.notebook))?.helper();
    if (client === undefined || cell === undefined || cancel.isCancellationRequested) {
      return undefined;
    }
    return this.guarded(() => request(client, idOf(cell)));
  }

  /** Who types does not want to hear why there is no help. */
  private async guarded<R>(request: () => Promise<R | null>): Promise<R | undefined> {
    try {
      return (await request()) ?? undefined;
    } catch (error) {
      this.sessions.log.debug(String(error));
      return undefined;
    }
  }
}
