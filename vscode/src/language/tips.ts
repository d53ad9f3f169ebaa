import * as vscode from "vscode";
import { CellSpan, HoverResult, SignatureHelpResult } from "../host/protocol";
import { cellOf, idOf, rangeOf } from "../notebook/cells";
import type { LanguageHelp } from "./language";

/** Hover, signatures, and where something is defined. */

export function registerTips(context: vscode.ExtensionContext, help: LanguageHelp): void {
  context.subscriptions.push(
    vscode.languages.registerHoverProvider(help.selector, {
      async provideHover(document, position, cancel) {
        const hover = await help.at<HoverResult>("hover", document, position, cancel);
        return (
          hover && new vscode.Hover(new vscode.MarkdownString(hover.markdown), rangeOf(document, hover.start, hover.end))
        );
      },
    }),
    vscode.languages.registerSignatureHelpProvider(
      help.selector,
      {
        async provideSignatureHelp(document, position, cancel) {
          const result = await help.at<SignatureHelpResult>("signatureHelp", document, position, cancel);
          return result && toSignatureHelp(result);
        },
      },
      "(",
      ",",
      "<",
    ),
    vscode.languages.registerDefinitionProvider(help.selector, {
      async provideDefinition(document, position, cancel) {
        const places = (await help.at<CellSpan[]>("definition", document, position, cancel)) ?? [];
        const notebook = cellOf(document)?.notebook;
        return places.flatMap((place) => {
          const target = notebook?.getCells().find((cell) => idOf(cell) === place.cell)?.document;
          return target ? [new vscode.Location(target.uri, rangeOf(target, place.start, place.end))] : [];
        });
      },
    }),
  );
}

function toSignatureHelp(result: SignatureHelpResult): vscode.SignatureHelp {
  const help = new vscode.SignatureHelp();
  help.activeSignature = result.activeSignature;
  help.activeParameter = result.activeParameter;
  help.signatures = result.signatures.map((signature) => {
    const shown = new vscode.SignatureInformation(signature.label, markdown(signature.documentation));
    shown.parameters = signature.parameters.map(
      (parameter) => new vscode.ParameterInformation([parameter.start, parameter.end], markdown(parameter.documentation)),
    );
    return shown;
  });
  return help;
}

function markdown(text: string | null | undefined): vscode.MarkdownString | undefined {
  return text ? new vscode.MarkdownString(text) : undefined;
}
