// The language of abstracts: a link in a hover, or a command, shows them in another one.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** The command that links of hovers may run; its argument is a language's tag. */
export const READ_IN = "siglum.readIn";

export class Abstracts {
  private last: { uri: vscode.Uri; position: vscode.Position } | undefined;

  constructor(private readonly running: () => LanguageClient | undefined) {}

  register(): vscode.Disposable[] {
    return [
      vscode.commands.registerCommand(READ_IN, (language: unknown) => this.readIn(language)),
      vscode.commands.registerCommand("siglum.switchLanguage", () => this.choose()),
    ];
  }

  /** Remembers where a hover was asked for: a link in it is about that place. */
  hovered(document: vscode.TextDocument, position: vscode.Position): void {
    this.last = { uri: document.uri, position };
  }

  private async readIn(language: unknown): Promise<void> {
    if (typeof language !== "string" || !(await this.set(language))) {
      return;
    }
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || this.last?.uri.toString() !== editor.document.uri.toString()) {
      return;
    }
    // The editor shows a hover where the cursor is, and keeps one that is open there already, though it is old.
    editor.selection = new vscode.Selection(this.last.position, this.last.position);
    await vscode.commands.executeCommand("editor.action.hideHover");
    await vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
  }

  private async choose(): Promise<void> {
    const ours = { label: vscode.l10n.t("The manuscript's language"), language: undefined };
    const languages = ["fr", "en", "es", "pt", "de", "it"].map((language) => ({ label: named(language), language }));
    const placeHolder = vscode.l10n.t("The language of abstracts that comes first");
    const chosen = await vscode.window.showQuickPick([ours, ...languages], { placeHolder });
    if (chosen !== undefined) {
      await this.set(chosen.language);
    }
  }

  private async set(language: string | undefined): Promise<boolean> {
    const client = this.running();
    if (client === undefined) {
      return false;
    }
    const parameters = { command: "siglum.language", arguments: [language ?? null] };
    await client.sendRequest("workspace/executeCommand", parameters);
    return true;
  }
}

/** A language's name in itself. */
function named(language: string): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
}
