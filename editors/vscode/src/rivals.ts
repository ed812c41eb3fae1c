// Extensions that do for a language what siglum does too. Where the server's feature is "auto", it leaves lists to
// them, so that nothing is offered twice.

import * as vscode from "vscode";

interface Rival {
  readonly extension: string;
  readonly languages: readonly string[];
  readonly features: readonly string[];
}

const RIVALS: readonly Rival[] = [
  { extension: "james-yu.latex-workshop", languages: ["latex"], features: ["completion", "definition", "outline"] },
  { extension: "efoerster.texlab", languages: ["latex", "bibtex"], features: ["completion", "definition", "references", "rename", "highlight", "outline", "folding"] },
  { extension: "myriad-dreamin.tinymist", languages: ["typst"], features: ["completion", "definition", "references", "rename", "highlight", "outline"] },
  { extension: "notzaki.pandocciter", languages: ["markdown"], features: ["completion", "definition"] },
  { extension: "quarto.quarto", languages: ["markdown"], features: ["outline"] },
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
