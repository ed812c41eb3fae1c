// The extension: starts the language server and gives its answers a place in the editor.

import * as vscode from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";
import { Abstracts } from "./abstracts";
import { registerCitations } from "./citations";
import { clientOptions } from "./client";
import { Doctor } from "./doctor";
import { registerSearch } from "./search";
import { findServer } from "./server";
import { Status } from "./status";

/** What other extensions, and the tests, may use. */
export interface Api {
  readonly client: LanguageClient | undefined;
  readonly status: Pick<Status, "said">;
}

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const log = vscode.window.createOutputChannel("siglum", { log: true });
  const running = (): LanguageClient | undefined => (client?.state === State.Running ? client : undefined);
  const status = new Status(running);
  const abstracts = new Abstracts(running);
  context.subscriptions.push(log, status, new Doctor(running), registerSearch(running), registerCitations(), ...abstracts.register());

  const start = async (): Promise<void> => {
    await stop();
    const server = await findServer(context);
    if (server === undefined) {
      status.noServer();
      void tellMissing();
      return;
    }
    log.info(server.command);
    client = new LanguageClient("siglum", "siglum", server, clientOptions(log, abstracts, status));
    client.onDidChangeState((event) => status.serverIs(event.newState));
    try {
      await client.start();
    } catch (error) {
      log.error(String(error));
      status.noServer();
    }
  };

  context.subscriptions.push(
    vscode.commands.registerCommand("siglum.restart", start),
    vscode.commands.registerCommand("siglum.showLog", () => log.show()),
    vscode.commands.registerCommand("siglum.readAgain", () => vscode.commands.executeCommand("siglum.reindex")),
    vscode.workspace.onDidGrantWorkspaceTrust(start),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("siglum.server.path")) {
        void start();
      }
    }),
  );
  await start();
  return {
    get client() {
      return client;
    },
    status,
  };
}

export function deactivate(): Promise<void> {
  return stop();
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  // A server that does not go in time is killed by the client.
  await old?.dispose().catch(() => undefined);
}

async function tellMissing(): Promise<void> {
  const settings = vscode.l10n.t("Open Settings");
  const text = vscode.l10n.t(
    "The siglum language server was not found: neither in the setting siglum.server.path, nor in the extension, nor on the PATH.",
  );
  if ((await vscode.window.showErrorMessage(text, settings)) === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "siglum.server.path");
  }
}
