import * as path from "node:path";

/** Where the host, `dotnet` and the labs' library are looked for. */

export const hostFile = "DigitLab.Host.dll";

export type Exists = (file: string) => boolean;

export interface HostPlaces {
  /** What the user set; empty where nothing was. */
  setting: string;
  extension: string;
  /** The notebook's folder, and those of the workspace; the nearest first. */
  folders: readonly string[];
  home: string;
}

/** The host's assembly; undefined where there is none. */
export function findHost(places: HostPlaces, exists: Exists): string | undefined {
  if (places.setting.length > 0) {
    return settingPlaces(places).find(exists);
  }
  return [
    path.join(places.extension, "host", hostFile),
    ...places.folders.flatMap((folder) =>
      ancestors(folder).flatMap((above) => [
        path.join(above, "host", hostFile),
        path.join(above, "host", "bin", "Release", "net10.0", hostFile),
      ]),
    ),
  ].find(exists);
}

function settingPlaces({ setting, folders, home }: HostPlaces): string[] {
  const named = setting.startsWith("~") ? path.join(home, setting.slice(1)) : setting;
  const bases = path.isAbsolute(named) ? [""] : folders;
  return bases
    .map((base) => path.join(base, named))
    .flatMap((place) => (place.endsWith(".dll") ? [place] : [path.join(place, hostFile)]));
}

/** The checkout around the folders: where the host's and the library's projects are. */
export function findCheckout(folders: readonly string[], exists: Exists): string | undefined {
  return folders
    .flatMap(ancestors)
    .find((folder) => exists(path.join(folder, "lib", "DigitLab", "DigitLab.csproj")));
}

/** Whether the labs of a checkout find their library built. */
export function isLibraryBuilt(checkout: string, exists: Exists): boolean {
  return exists(path.join(checkout, "lib", "DigitLab", "bin", "Release", "net8.0", "references.csx"));
}

export function hasHostProject(checkout: string, exists: Exists): boolean {
  return exists(path.join(checkout, "host", "DigitLab.Host.csproj"));
}

/** Where `dotnet` may be although it is not on the path: it was installed after VS Code was started, for example. */
export function dotnetPlaces(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string[] {
  const name = platform === "win32" ? "dotnet.exe" : "dotnet";
  const folders = [
    environment["DOTNET_ROOT"],
    path.join(home, ".dotnet"),
    ...(platform === "win32"
      ? [path.join(environment["ProgramFiles"] ?? "C:\\Program Files", "dotnet")]
      : ["/usr/local/share/dotnet", "/usr/share/dotnet", "/usr/lib/dotnet", "/usr/local/bin", "/opt/homebrew/bin"]),
  ];
  return folders.filter((folder) => folder !== undefined && folder.length > 0).map((folder) => path.join(folder!, name));
}

/** `dotnet`: the one that was set, else the first of the path, else where it is usually installed. */
export function findDotnet(
  setting: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
  exists: Exists,
): string | undefined {
  if (setting.length > 0) {
    return setting;
  }
  const name = platform === "win32" ? "dotnet.exe" : "dotnet";
  const onPath = (environment["PATH"] ?? environment["Path"] ?? "")
    .split(path.delimiter)
    .filter((folder) => folder.length > 0)
    .map((folder) => path.join(folder, name));
  return [...onPath, ...dotnetPlaces(environment, platform, home)].find(exists);
}

/** What `dotnet` says and how it ends where the runtime that the host needs is missing. */
export function isRuntimeMissing(code: number | null, error: string): boolean {
  return code === 150 || /You must install (or update )?\.NET|framework .* was not found/i.test(error);
}

function ancestors(folder: string): string[] {
  const result = [folder];
  for (let parent = path.dirname(folder); parent !== result.at(-1); parent = path.dirname(parent)) {
    result.push(parent);
  }
  return result;
}
