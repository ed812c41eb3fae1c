// How the client is set up: exact language selectors, since VS Code does not show a provider with a weaker selector
// beside one with an exact one; settings in the server's spelling; links that may run one command and no other.

import * as vscode from "vscode";
import type { LanguageClientOptions } from "vscode-languageclient/node";
import { READ_IN, type Abstracts } from "./abstracts";
import { SHOW_CITATIONS } from "./citations";
import { beside } from "./rivals";
import type { Status } from "./status";
import manifest from "../package.json";

/** The languages in which the extension wakes are those that it serves. */
export const LANGUAGES: readonly string[] = manifest.activationEvents
  .filter((event) => event.startsWith("onLanguage:"))
  .map((event) => event.replace("onLanguage:", ""));

/** The files that the server's settings may stand in, in whatever language the editor takes TOML for. */
const SETTINGS = { scheme: "file", pattern: "**/{siglum,.siglum,pyproject}.toml" };

export function clientOptions(
  log: vscode.LogOutputChannel,
  abstracts: Abstracts,
  status: Status,
): LanguageClientOptions {
  const ofLanguage = (language: string) => [
    { scheme: "file", language },
    { scheme: "untitled", language },
  ];
  const documentSelector = [...LANGUAGES.flatMap(ofLanguage), SETTINGS];
  return {
    documentSelector,
    outputChannel: log,
    initializationOptions: { commands: [READ_IN, SHOW_CITATIONS], trusted: vscode.workspace.isTrusted, beside: beside() },
    markdown: { isTrusted: { enabledCommands: [READ_IN] }, supportHtml: false },
    middleware: {
      provideHover: (document, position, token, next) => {
        abstracts.hovered(document, position);
        return next(document, position, token);
      },
      provideDiagnostics: async (document, previous, token, next) => {
        const report = await next(document, previous, token);
        status.refresh();
        return report;
      },
      workspace: {
        configuration: async (params, token, next) => {
          const answers = await next(params, token);
          return Array.isArray(answers) ? answers.map(spelt) : answers;
        },
      },
    },
  };
}

/** Settings as the server takes them: what is "auto" or "" here is not set there. */
function spelt(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    return settings;
  }
  const set = (value: unknown): boolean => value !== "auto" && value !== "";
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => set(value)));
}
