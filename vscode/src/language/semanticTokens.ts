import * as vscode from "vscode";
import { SemanticToken } from "../host/protocol";
import { positionAt, textOf } from "../notebook/cells";
import { Sessions } from "../run/sessions";
import type { LanguageHelp } from "./language";

/** VS Code's standard types of tokens. */
const types = [
  "namespace", "type", "class", "enum", "interface", "struct", "typeParameter", "parameter", "variable", "property",
  "enumMember", "event", "function", "method", "macro", "keyword", "modifier", "comment", "string", "number", "regexp",
  "operator", "decorator", "label",
];

export function registerSemanticTokens(context: vscode.ExtensionContext, help: LanguageHelp, sessions: Sessions): void {
  const legend = new vscode.SemanticTokensLegend(types);
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(
    changed,
    // A name is coloured by what it is, which a cell that ran may have told.
    sessions.onCreated((session) => {
      session.onRan(() => changed.fire());
      session.onRestart(() => changed.fire());
    }),
    vscode.languages.registerDocumentSemanticTokensProvider(
      help.selector,
      {
        onDidChangeSemanticTokens: changed.event,
        async provideDocumentSemanticTokens(document, cancel) {
          const tokens = await help.about<SemanticToken[]>("semanticTokens", document, cancel);
          return tokens && build(document, tokens, legend);
        },
      },
      legend,
    ),
  );
}

function build(
  document: vscode.TextDocument,
  tokens: readonly SemanticToken[],
  legend: vscode.SemanticTokensLegend,
): vscode.SemanticTokens {
  const builder = new vscode.SemanticTokensBuilder(legend);
  const text = textOf(document);
  for (const { start, length, type } of tokens) {
    if (!types.includes(type)) {
      continue;
    }
    // A token may not reach into the next line.
    for (let at = start; at < start + length; ) {
      const line = text.indexOf("\n", at);
      const end = line < 0 ? start + length : Math.min(line, start + length);
      if (end > at) {
        const from = positionAt(document, at);
        builder.push(new vscode.Range(from, from.translate(0, end - at)), type);
      }
      at = end + 1;
    }
  }
  return builder.build();
}
