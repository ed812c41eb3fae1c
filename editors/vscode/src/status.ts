// The language status item: how many records serve the document, and whether something is wrong with them.

import * as vscode from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { LANGUAGES } from "./client";
import { examine, type Examined } from "./doctor";

/** So long after the last event the server is asked: many come at once. */
const PAUSE = 300;

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;
  private readonly parts: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly running: () => LanguageClient | undefined) {
    const selector = LANGUAGES.map((language) => ({ language }));
    this.item = vscode.languages.createLanguageStatusItem("siglum.status", selector);
    this.item.name = "siglum";
    this.item.command = { command: "siglum.showDoctor", title: vscode.l10n.t("Details") };
    this.item.text = "siglum";
    this.parts = [this.item, vscode.window.onDidChangeActiveTextEditor(() => this.refresh())];
  }

  /** For the tests: what the item says. */
  get said(): { text: string; detail: string | undefined; severity: vscode.LanguageStatusSeverity } {
    return { text: this.item.text, detail: this.item.detail, severity: this.item.severity };
  }

  serverIs(state: State): void {
    this.item.busy = state === State.Starting;
    if (state === State.Running) {
      this.refresh();
    } else if (state === State.Stopped) {
      this.say(vscode.l10n.t("siglum has stopped"), undefined, vscode.LanguageStatusSeverity.Error);
    }
  }

  noServer(): void {
    this.item.busy = false;
    const detail = vscode.l10n.t("the language server was not found");
    this.say("siglum", detail, vscode.LanguageStatusSeverity.Error);
  }

  /** Asks the server, a little later. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask().catch(() => undefined), PAUSE);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.parts.forEach((part) => part.dispose());
  }

  private async ask(): Promise<void> {
    const client = this.running();
    const document = vscode.window.activeTextEditor?.document;
    if (client === undefined || document === undefined || !LANGUAGES.includes(document.languageId)) {
      return;
    }
    const found = await examine(client, document.uri);
    if (found !== undefined) {
      this.item.busy = found.pending;
      this.tell(found);
    }
  }

  private tell(found: Examined): void {
    const { Warning, Information } = vscode.LanguageStatusSeverity;
    const files = found.bibliographies.length;
    if (files === 0 && found.missing.length === 0) {
      this.say(vscode.l10n.t("No bibliography"), vscode.l10n.t("nothing serves this document"), Warning);
      return;
    }
    const wrong: string[] = [];
    if (found.missing.length > 0) {
      wrong.push(vscode.l10n.t("not there: {0}", found.missing.join(", ")));
    }
    if (found.unknown > 0) {
      wrong.push(vscode.l10n.t("unknown keys: {0}", found.unknown));
    }
    if (found.problems > 0) {
      wrong.push(vscode.l10n.t("faults of syntax: {0}", found.problems));
    }
    const text = vscode.l10n.t("Records: {0}", found.records.toLocaleString(vscode.env.language));
    const detail = [vscode.l10n.t("bibliographies: {0}", files), ...wrong].join(" · ");
    const grave = found.missing.length > 0 || found.problems > 0;
    this.say(text, detail, grave ? Warning : Information);
  }

  private say(text: string, detail: string | undefined, severity: vscode.LanguageStatusSeverity): void {
    this.item.text = text;
    this.item.detail = detail ?? "";
    this.item.severity = severity;
  }
}
