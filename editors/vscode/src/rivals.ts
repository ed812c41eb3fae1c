// Extensions that do for a language what siglum does too. Where the server's feature is "auto", it leaves lists to
// them, so that nothing is offered twice.

import * as vscode from "vscode";

interface Rival {
  readonly extension: string;
  readonly languages: readonly string[];
  readonly features: readonly string[];
}

const LISTS = ["completion", "definition", "references", "rename", "highlight", "symbols"] as const;

/** Formats and features by the server's names. Hovers stay: no other shows abstracts. */
const RIVALS: readonly Rival[] = [
  { extension: "james-yu.latex-workshop", languages: ["latex"], features: ["completion", "definition", "symbols"] },
  { extension: "efoerster.texlab", languages: ["latex", "bibliography"], features: [...LISTS, "folding"] },
  { extension: "myriad-dreamin.tinymist", languages: ["typst"], features: LISTS },
  { extension: "notzaki.pandocciter", languages: ["markdown"], features: ["completion", "definition"] },
  { extension: "quarto.quarto", languages: ["markdown"], features: ["symbols"] },
];

/** For each of the server's formats, the features that another extension has. */
export function beside(): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const rival of RIVALS.filter((one) => vscode.extensions.getExtension(one.extension) !== undefined)) {
    for (const language of rival.languages) {
      found[language] = [...new Set([...(found[language] ?? []), ...rival.features])];
    }
  }
  return found;
}
