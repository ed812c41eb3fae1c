// Search: records by words of key, names, title and year, from which one is cited or opened.

import * as vscode from "vscode";
import type { LanguageClient, SymbolInformation } from "vscode-languageclient/node";

interface Found extends vscode.QuickPickItem {
  readonly key: string;
  readonly place: vscode.Location;
}

export function registerSearch(running: () => LanguageClient | undefined): vscode.Disposable {
  return vscode.commands.registerCommand("siglum.search", () => {
    const client = running();
    if (client !== undefined) {
      search(client);
    }
  });
}

function search(client: LanguageClient): void {
  const pick = vscode.window.createQuickPick<Found>();
  const cite: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("quote"), tooltip: vscode.l10n.t("Copy the key") };
  pick.placeholder = vscode.l10n.t("Words of a name, a title, a year...");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  let newest = 0;
  pick.onDidChangeValue(async (query) => {
    const mine = ++newest;
    pick.busy = true;
    const symbols = await client.sendRequest<SymbolInformation[] | null>("workspace/symbol", { query });
    if (mine === newest) {
      pick.busy = false;
      // What the server found by a misspelt word is shown whatever the list's own filter thinks of it.
      pick.items = (symbols ?? []).map((symbol) => ({ ...item(client, symbol), buttons: [cite], alwaysShow: true }));
    }
  });
  pick.onDidTriggerItemButton(async (event) => {
    pick.hide();
    await vscode.env.clipboard.writeText(event.item.key);
  });
  pick.onDidAccept(async () => {
    const [chosen] = pick.selectedItems;
    pick.hide();
    if (chosen !== undefined) {
      await vscode.window.showTextDocument(chosen.place.uri, { selection: chosen.place.range });
    }
  });
  pick.onDidHide(() => pick.dispose());
  pick.show();
}

function item(client: LanguageClient, symbol: SymbolInformation): Found {
  const [key = symbol.name, ...title] = symbol.name.split(" \u2014 ");
  const place = client.protocol2CodeConverter.asLocation(symbol.location);
  return { label: key, description: symbol.containerName ?? "", detail: title.join(" \u2014 "), key, place };
}
