// The citations of a record: what a lens above its entry opens.

import * as vscode from "vscode";

/** The command that the server's lenses run; its arguments are an address and a position. */
export const SHOW_CITATIONS = "siglum.showCitations";

export function registerCitations(): vscode.Disposable {
  return vscode.commands.registerCommand(SHOW_CITATIONS, async (address: string, at: { line: number; character: number }) => {
    const uri = vscode.Uri.parse(address);
    const position = new vscode.Position(at.line, at.character);
    const all = await vscode.commands.executeCommand<vscode.Location[]>("vscode.executeReferenceProvider", uri, position);
    const citations = all.filter((one) => one.uri.toString() !== uri.toString());
    await vscode.commands.executeCommand("editor.action.showReferences", uri, position, citations);
  });
}
