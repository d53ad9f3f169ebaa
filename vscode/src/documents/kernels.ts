import { Json, JsonObject, kindOf, textAt } from "./json";

/** The kernels (languages of cells) that a notebook may name, as the host knows them. */

export const csharp = "csharp";
export const markdown = "markdown";

/** Stands for a raw cell, for which .dib has no word. */
export const raw = "raw";

export interface Kernel {
  readonly name: string;
  readonly language?: string;
  readonly aliases: readonly string[];
}

/** What every .NET notebook may name without saying more. */
export const known: readonly Kernel[] = [
  { name: csharp, language: "C#", aliases: ["c#", "cs"] },
  { name: "fsharp", language: "F#", aliases: ["f#", "fs"] },
  { name: "html", language: "HTML", aliases: [] },
  { name: "http", language: "HTTP", aliases: [] },
  { name: "javascript", language: "JavaScript", aliases: ["js"] },
  { name: "mermaid", language: "Mermaid", aliases: [] },
  { name: "pwsh", language: "PowerShell", aliases: ["powershell"] },
  { name: "value", aliases: [] },
];

/** A notebook file that cannot be read, or a notebook that cannot be written: says what is wrong and where. */
export class DocumentError extends Error {}

/** Name and aliases to name, of the known kernels, markdown and those that the metadata declares. */
export function kernelNames(metadata: JsonObject): Map<string, string> {
  const names = new Map<string, string>();
  const declared = declaredKernels(metadata);
  for (const kernel of declared) {
    for (const name of [kernel.name, ...kernel.aliases]) {
      if ((names.get(name) ?? kernel.name) !== kernel.name) {
        throw new DocumentError(`#!meta declares the kernel name or alias '${name}' twice.`);
      }
      names.set(name, kernel.name);
    }
  }
  for (const kernel of [...known, { name: markdown, aliases: ["md"] }]) {
    // A declaration without aliases does not take the well-known ones away, but it must not clash with them.
    if (declared.some((other) => other.name === kernel.name)) {
      for (const alias of kernel.aliases) {
        if ((names.get(alias) ?? kernel.name) !== kernel.name) {
          throw new DocumentError(`#!meta declares the kernel name or alias '${alias}', which is ${kernel.name}'s.`);
        }
      }
    }
    for (const name of [kernel.name, ...kernel.aliases]) {
      if (!names.has(name)) {
        names.set(name, kernel.name);
      }
    }
  }
  return names;
}

/** The kernels that `kernelInfo` (or, in .ipynb, `polyglot_notebook`) lists. */
export function declaredKernels(metadata: JsonObject): Kernel[] {
  const info = metadata.get("kernelInfo") ?? metadata.get("polyglot_notebook");
  const items = info instanceof Map ? info.get("items") : undefined;
  if (items === undefined || items === null) {
    return [];
  }
  if (!Array.isArray(items)) {
    throw new DocumentError(`kernelInfo.items must be an array, but is ${kindOf(items)}.`);
  }
  return items.map((item) => {
    const name = textAt(item, "name");
    if (name === undefined) {
      throw new DocumentError("An item of kernelInfo.items has no name.");
    }
    const language = textAt(item, "languageName");
    const aliases = item instanceof Map ? item.get("aliases") : undefined;
    return {
      name,
      ...(language === undefined ? {} : { language }),
      aliases: Array.isArray(aliases) ? aliases.filter((alias) => typeof alias === "string") : [],
    };
  });
}

/** The `kernelInfo` of a notebook: the declared kernels, completed by others. */
export function kernelInfo(metadata: JsonObject, others: readonly Kernel[]): JsonObject {
  const declared = declaredKernels(metadata);
  const items = [...declared, ...others.filter((kernel) => declared.every((other) => other.name !== kernel.name))];
  return new Map<string, Json>([
    ["defaultKernelName", textAt(metadata.get("kernelInfo"), "defaultKernelName") ?? null],
    ["items", items.map(kernelJson)],
  ]);
}

function kernelJson(kernel: Kernel): Json {
  const item: JsonObject = new Map([["name", kernel.name]]);
  if (kernel.language !== undefined) {
    item.set("languageName", kernel.language);
  }
  if (kernel.aliases.length > 0) {
    item.set("aliases", [...kernel.aliases]);
  }
  return item;
}

/** The kernel that the metadata names for cells that name none. */
export function declaredDefault(metadata: JsonObject): string | undefined {
  return (
    textAt(metadata.get("kernelInfo"), "defaultKernelName") ??
    textAt(metadata.get("polyglot_notebook"), "defaultKernelName") ??
    fromKernelspec(metadata.get("kernelspec"), metadata.get("language_info"))
  );
}

/** The kernel that a Jupyter kernelspec stands for; undefined when there is nothing to tell it by. */
export function fromKernelspec(kernelspec: Json | undefined, languageInfo: Json | undefined): string | undefined {
  const name = textAt(kernelspec, "name");
  const language =
    textAt(kernelspec, "language") ??
    textAt(languageInfo, "name") ??
    (name?.startsWith(".net-") ? name.slice(".net-".length) : undefined);
  if (language === undefined) {
    return undefined;
  }
  const match = known.find((kernel) =>
    [...kernel.aliases, kernel.name, kernel.language ?? ""].some((word) => word.toLowerCase() === language.toLowerCase()),
  );
  return match?.name ?? language;
}

const languages: Record<string, string> = { pwsh: "powershell", value: "plaintext", raw: "raw" };

/** The language that VS Code shows a kernel's cells in. */
export function languageOf(kernel: string): string {
  return languages[kernel] ?? kernel;
}

/**
 * The kernel of a cell that VS Code holds.
 * @param language of the cell.
 * @param remembered the kernel that the cell had in its file.
 */
export function kernelOf(language: string, remembered: string | undefined): string {
  // VS Code shows a language that it does not know as plain text.
  if (remembered !== undefined && (language === languageOf(remembered) || language === "plaintext")) {
    return remembered;
  }
  return language === "powershell" ? "pwsh" : language === "plaintext" ? raw : language;
}
