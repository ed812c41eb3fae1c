// The doctor: asks the server what serves a document, and shows its page.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** What the server says of a document. */
export interface Examined {
  readonly uri: string;
  readonly bibliographies: readonly string[];
  readonly records: number;
  readonly problems: number;
  readonly unknown: number;
  readonly missing: readonly string[];
  readonly pending: boolean;
  readonly page?: string;
}

export async function examine(client: LanguageClient, document: vscode.Uri): Promise<Examined | undefined> {
  const uri = client.code2ProtocolConverter.asUri(document);
  const parameters = { command: "siglum.doctor", arguments: [uri] };
  const answer = await client.sendRequest<{ documents: Examined[] }>("workspace/executeCommand", parameters);
  return answer.documents[0];
}

const SCHEME = "siglum-doctor";

export class Doctor implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private page = "";
  private readonly parts: vscode.Disposable[];

  constructor(private readonly running: () => LanguageClient | undefined) {
    this.parts = [
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.commands.registerCommand("siglum.showDoctor", () => this.show()),
    ];
  }

  provideTextDocumentContent(): string {
    return this.page;
  }

  dispose(): void {
    this.parts.forEach((part) => part.dispose());
  }

  private async show(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    this.page = (await this.written(document)) ?? vscode.l10n.t("Open a manuscript or a bibliography first.");
    const uri = vscode.Uri.from({ scheme: SCHEME, path: vscode.l10n.t("siglum - doctor") });
    this.changed.fire(uri);
    const shown = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(shown, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }

  private async written(document: vscode.TextDocument | undefined): Promise<string | undefined> {
    const client = this.running();
    if (client === undefined) {
      return vscode.l10n.t("The language server is not running.");
    }
    return document && (await examine(client, document.uri))?.page;
  }
}
