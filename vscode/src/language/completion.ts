import * as vscode from "vscode";
import { CompletionItem, CompletionResult } from "../host/protocol";
import { rangeOf } from "../notebook/cells";
import { Session } from "../run/session";
import type { LanguageHelp } from "./language";

const kinds: Record<string, vscode.CompletionItemKind> = {
  class: vscode.CompletionItemKind.Class,
  constant: vscode.CompletionItemKind.Constant,
  delegate: vscode.CompletionItemKind.Class,
  enum: vscode.CompletionItemKind.Enum,
  enummember: vscode.CompletionItemKind.EnumMember,
  event: vscode.CompletionItemKind.Event,
  extensionmethod: vscode.CompletionItemKind.Method,
  field: vscode.CompletionItemKind.Field,
  function: vscode.CompletionItemKind.Method,
  instance: vscode.CompletionItemKind.Variable,
  interface: vscode.CompletionItemKind.Interface,
  keyword: vscode.CompletionItemKind.Keyword,
  local: vscode.CompletionItemKind.Variable,
  magic: vscode.CompletionItemKind.Keyword,
  method: vscode.CompletionItemKind.Method,
  module: vscode.CompletionItemKind.Module,
  namespace: vscode.CompletionItemKind.Module,
  parameter: vscode.CompletionItemKind.Variable,
  path: vscode.CompletionItemKind.File,
  property: vscode.CompletionItemKind.Property,
  snippet: vscode.CompletionItemKind.Snippet,
  statement: vscode.CompletionItemKind.Variable,
  struct: vscode.CompletionItemKind.Struct,
  structure: vscode.CompletionItemKind.Struct,
  typeparameter: vscode.CompletionItemKind.TypeParameter,
  variable: vscode.CompletionItemKind.Variable,
};

class HostItem extends vscode.CompletionItem {
  constructor(label: string, readonly session: Session | undefined, readonly id: number | string | undefined) {
    super(label);
  }
}

export function registerCompletion(context: vscode.ExtensionContext, help: LanguageHelp): void {
  const provider: vscode.CompletionItemProvider<vscode.CompletionItem> = {
    async provideCompletionItems(document, position, cancel) {
      const result = await help.at<CompletionResult>("completion", document, position, cancel);
      if (result === undefined) {
        return undefined;
      }
      const range = rangeOf(document, result.start, result.end);
      const session = help.sessionOf(document);
      return result.items.map((item) => toItem(item, range, session));
    },
    async resolveCompletionItem(item, cancel) {
      if (item instanceof HostItem && item.session !== undefined && item.id !== undefined) {
        const answer = await help.ofSession<{ markdown: string }>(
          item.session,
          "completionDocumentation",
          { id: item.id },
          cancel,
        );
        if (answer?.markdown) {
          item.documentation = new vscode.MarkdownString(answer.markdown);
        }
      }
      return item;
    },
  };
  context.subscriptions.push(vscode.languages.registerCompletionItemProvider(help.selector, provider, "."));
}

function toItem(item: CompletionItem, range: vscode.Range, session: Session | undefined): vscode.CompletionItem {
  const result = new HostItem(item.label, session, item.id ?? undefined);
  const kind = kinds[(item.kind ?? "").toLowerCase()];
  if (kind !== undefined) {
    result.kind = kind;
  }
  if (item.detail) {
    result.detail = item.detail;
  }
  result.insertText = item.insertText ?? item.label;
  if (item.filterText) {
    result.filterText = item.filterText;
  }
  if (item.sortText) {
    result.sortText = item.sortText;
  }
  result.range = range;
  return result;
}
