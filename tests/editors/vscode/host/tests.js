// Runs inside the real extension host, over a copy of the project's examples: what the extension does with VS Code's
// own interfaces. The results go into the file that SIGLUM_RESULT names.

const fs = require("node:fs");
const vscode = require("vscode");

const results = [];
const save = (done) => {
  fs.writeFileSync(`${process.env.SIGLUM_RESULT}.new`, JSON.stringify({ done, results }));
  fs.renameSync(`${process.env.SIGLUM_RESULT}.new`, process.env.SIGLUM_RESULT);
};

async function test(name, body) {
  try {
    await body();
    results.push({ name, ok: true });
  } catch (error) {
    results.push({ name, ok: false, detail: String(error?.stack ?? error) });
  }
  save(false);
}

function check(ok, detail) {
  if (!ok) {
    throw new Error(typeof detail === "string" ? detail : JSON.stringify(detail));
  }
}

/** Waits until `look` gives something, and gives that. */
async function until(what, look, patience = 30000) {
  for (const end = Date.now() + patience; ; ) {
    const seen = await look();
    if (seen) {
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const run = (command, ...rest) => vscode.commands.executeCommand(command, ...rest);
const folder = () => vscode.workspace.workspaceFolders[0].uri;
const file = (name) => vscode.Uri.joinPath(folder(), name);
const ours = (uri) => vscode.languages.getDiagnostics(uri).filter((one) => one.source === "siglum");

/** The place `skip` characters into the first `text` of a document. */
function place(document, text, skip = 1) {
  const at = document.getText().indexOf(text);
  check(at >= 0, `no ${text} in ${document.uri.path}`);
  return document.positionAt(at + skip);
}

async function hovered(uri, position) {
  const hovers = await run("vscode.executeHoverProvider", uri, position);
  const contents = hovers.flatMap((hover) => hover.contents);
  return { text: contents.map((one) => one.value).join("\n"), contents, count: hovers.length };
}

const FRENCH = "Le mélange des fonctions";
const ENGLISH = "Mixing of roles";

exports.run = async () => {
  const extension = vscode.extensions.getExtension("siglum.siglum");
  let document;
  let editor;

  await test("the extension wakes for Markdown and starts the server that it holds", async () => {
    document = await vscode.workspace.openTextDocument(file("article.md"));
    editor = await vscode.window.showTextDocument(document);
    await until("the extension", () => extension.isActive);
    await until("the server", () => extension.exports.client?.state === 2);
  });

  await test("findings have a place, a source and a rule", async () => {
    const found = await until("findings", () => {
      const list = ours(document.uri);
      return list.some((one) => one.code === "unknown-key") && list.some((one) => one.code === "misspelled-author") && list;
    });
    const unknown = found.find((one) => one.code === "unknown-key");
    check(document.getText(unknown.range) === "tuurna2016", document.getText(unknown.range));
    const name = found.find((one) => one.code === "misspelled-author");
    check(document.getText(name.range) === "Ranisto", document.getText(name.range));
    check(name.relatedInformation?.length > 0, "no link to the record");
  });

  await test("hover shows the abstract in the manuscript's language, the other one behind a link", async () => {
    const { text, contents, count } = await hovered(document.uri, place(document, "@tuurnas2016"));
    check(count === 1, `${count} hovers`);
    check(text.includes(FRENCH) && !text.includes(ENGLISH), text);
    check(text.includes("atteindre les objectifs du service"), "the abstract is cut");
    check(text.includes('(command:siglum.readIn?%5B%22en%22%5D)'), text);
    const [{ isTrusted, supportHtml }] = contents;
    check(JSON.stringify(isTrusted) === '{"enabledCommands":["siglum.readIn"]}', isTrusted);
    check(!supportHtml, "HTML is let in");
  });

  await test("the link's command switches the language of abstracts, and back", async () => {
    const at = place(document, "@tuurnas2016");
    await run("siglum.readIn", "en");
    const english = await hovered(document.uri, at);
    check(english.text.includes(ENGLISH) && !english.text.includes(FRENCH), english.text);
    await run("siglum.readIn", "fr");
    const french = await hovered(document.uri, at);
    check(french.text.includes(FRENCH) && !french.text.includes(ENGLISH), french.text);
  });

  await test("completion by a misspelt author, with the abstract beside the list", async () => {
    const line = document.lineCount - 1;
    const end = document.lineAt(line).range.end;
    await editor.edit((edit) => edit.insert(end, "\n\nVoir [@ranisto"));
    const at = new vscode.Position(line + 2, "Voir [@ranisto".length);
    const list = await run("vscode.executeCompletionItemProvider", document.uri, at, undefined, 10);
    const items = list.items.filter((item) => item.kind === vscode.CompletionItemKind.Reference);
    check(items[0] && (items[0].label.label ?? items[0].label) === "tuurnas2016", items.map((item) => item.label));
    const documentation = items[0].documentation?.value ?? items[0].documentation ?? "";
    check(documentation.includes(FRENCH), `documentation: ${documentation}`);
    await run("undo");
  });

  await test("beside another extension nothing is shown twice by us, and ours is shown", async () => {
    const at = place(document, "@tuurnas2016");
    const item = (label) => new vscode.CompletionItem(label, vscode.CompletionItemKind.Reference);
    const selector = { scheme: "file", language: "markdown" };
    const rivals = [
      vscode.languages.registerCompletionItemProvider(selector, { provideCompletionItems: () => [item("rival")] }, "@"),
      vscode.languages.registerHoverProvider(selector, { provideHover: () => new vscode.Hover("RIVAL") }),
    ];
    const list = await run("vscode.executeCompletionItemProvider", document.uri, at);
    const labels = list.items.map((one) => one.label.label ?? one.label);
    const { count } = await hovered(document.uri, at);
    rivals.forEach((rival) => rival.dispose());
    check(labels.includes("rival") && labels.filter((label) => label === "tuurnas2016").length === 1, labels);
    check(count === 2, `${count} hovers`);
  });

  await test("the quick fix of an unknown key mends it, and the finding goes", async () => {
    const at = place(document, "@tuurna2016", 3);
    const actions = await run("vscode.executeCodeActionProvider", document.uri, new vscode.Range(at, at), "quickfix");
    const fix = actions.find((action) => action.isPreferred);
    check(fix?.edit, actions.map((action) => action.title));
    await vscode.workspace.applyEdit(fix.edit);
    check(document.getText().includes("[@tuurnas2016, p. 150]"), document.getText());
    await until("the finding to go", () => !ours(document.uri).some((one) => one.code === "unknown-key"));
  });

  await test("renaming the second key of a cluster renames that key, here, in the other manuscript, in the bibliography", async () => {
    const at = place(document, "@brandsen2016; @bovaird2007", 18);
    const edit = await run("vscode.executeDocumentRenameProvider", document.uri, at, "bovaird2007a");
    check(await vscode.workspace.applyEdit(edit), "the edit was refused");
    const text = document.getText();
    check(text.includes("@brandsen2016; @bovaird2007a]") || text.includes("@brandsen2016; @bovaird2007a"), text);
    check(!/bovaird2007\b/.test(text) && text.includes("@crozier1963; @bartoli2015"), text);
    const bibliography = await vscode.workspace.openTextDocument(file("refs.bib"));
    const entries = bibliography.getText();
    check(entries.includes("@article{bovaird2007a,") && entries.includes("@article{brandsen2016,"), entries);
    await run("workbench.action.files.saveAll");
  });

  await test("definition leads to the entry in the bibliography", async () => {
    const places = await run("vscode.executeDefinitionProvider", document.uri, place(document, "@ostrom1996"));
    const [first] = places;
    const target = first?.uri ?? first?.targetUri;
    check(target?.path.endsWith("refs.bib"), places);
    const bibliography = await vscode.workspace.openTextDocument(target);
    const range = first.range ?? first.targetSelectionRange ?? first.targetRange;
    check(bibliography.lineAt(range.start.line).text.includes("@article{ostrom1996"), range);
  });

  await test("the status item tells how many records serve", async () => {
    await vscode.window.showTextDocument(document);
    const said = () => extension.exports.status.said;
    const right = () => /^Records: [1-9]/.test(said().text) && said().detail === "bibliographies: 1" && said().severity === 0;
    await until("the status", right).catch((error) => check(false, [String(error), said()]));
  });

  await test("the doctor's page names the bibliographies", async () => {
    await run("siglum.showDoctor");
    const page = await until("the page", () =>
      vscode.workspace.textDocuments.find((one) => one.uri.scheme === "siglum-doctor" && one.getText().includes("refs.bib")),
    );
    check(page.getText().includes("article.md"), page.getText());
    await run("workbench.action.closeActiveEditor");
  });

  await test("settings reach the server: messages in French, a rule off", async () => {
    const settings = vscode.workspace.getConfiguration("siglum");
    await settings.update("messageLanguage", "fr", vscode.ConfigurationTarget.Workspace);
    await settings.update("rules", { "repeated-citation": "off" }, vscode.ConfigurationTarget.Workspace);
    await until("French messages", () => {
      const found = ours(document.uri);
      const french = found.some((one) => one.code === "misspelled-author" && /[«»]/.test(one.message));
      return french && !found.some((one) => one.code === "repeated-citation");
    });
    await settings.update("messageLanguage", undefined, vscode.ConfigurationTarget.Workspace);
    await settings.update("rules", undefined, vscode.ConfigurationTarget.Workspace);
  });

  await test("LaTeX is served too, in its manuscript's language", async () => {
    const paper = await vscode.workspace.openTextDocument(file("paper.tex"));
    await vscode.window.showTextDocument(paper);
    if (paper.languageId !== "latex") {
      check(false, `paper.tex is ${paper.languageId}`);
    }
    await until("findings", () => ours(paper.uri).some((one) => one.code === "unknown-key"));
    const { text } = await hovered(paper.uri, place(paper, "{tuurnas2016"));
    check(text.includes(FRENCH), text); // the reader asked for French above
  });

  await test("the server's own settings are completed, and their faults shown", async () => {
    const uri = file("records/siglum.toml");
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('corpsu = []\n\n[rules]\nunknown-key = ""\n'));
    const settings = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(settings);
    await until("a fault", () => ours(uri).some((one) => one.message.includes("`corpus`")));
    const list = await run("vscode.executeCompletionItemProvider", uri, place(settings, '""'));
    check(list.items.some((item) => item.label === "hint"), list.items.map((item) => item.label));
    const { text } = await hovered(uri, place(settings, "unknown-key"));
    check(text.includes("unknown-key"), text);
    await vscode.workspace.fs.delete(uri);
  });

  await test("the server starts again when asked, and answers", async () => {
    const before = extension.exports.client;
    await run("siglum.restart");
    await until("the new server", () => extension.exports.client !== before && extension.exports.client?.state === 2);
    const { text } = await until("a hover", async () => {
      const hover = await hovered(document.uri, place(document, "@tuurnas2016"));
      return hover.text.includes(FRENCH) && hover;
    });
    check(!text.includes(ENGLISH), text);
  });

  save(true);
  if (results.some((result) => !result.ok)) {
    throw new Error("some tests failed");
  }
};
