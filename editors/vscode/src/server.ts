// Where the server's program is: the setting, else in the extension, else on the PATH. It is never downloaded.

import { constants } from "node:fs";
import { access } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Executable } from "vscode-languageclient/node";

const NAME = process.platform === "win32" ? "siglum.exe" : "siglum";

export async function findServer(context: vscode.ExtensionContext): Promise<Executable | undefined> {
  const set = vscode.workspace.getConfiguration("siglum").get<string>("server.path", "").trim();
  const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "";
  // What is set is meant: nothing else is taken in its place.
  const candidates =
    set === "" ? [context.asAbsolutePath(path.join("server", NAME)), ...onPath()] : [set.replace(/^~(?=[/\\])/, home)];
  for (const command of candidates) {
    if (await isProgram(command)) {
      return { command, args: ["lsp"] };
    }
  }
  return undefined;
}

function onPath(): string[] {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  // A relative folder would be looked up in the workspace, whose programs are not to be run.
  return folders.filter((folder) => path.isAbsolute(folder)).map((folder) => path.join(folder, NAME));
}

async function isProgram(command: string): Promise<boolean> {
  if (!path.isAbsolute(command)) {
    return false;
  }
  return access(command, constants.X_OK).then(
    () => true,
    () => false,
  );
}
