// The real Visual Studio Code, end to end: code-server has its workbench and its extension host, Debian's Chromium
// shows the page. First host/tests.js runs inside the extension host; then page.mjs acts as a person does, with mouse
// and keys, in English and in French. Everything waits for what it can see, nothing for a time.

import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";
import { inEnglish, inFrench } from "./page.mjs";

const here = import.meta.dirname;
const { SIGLUM_TOOLS: tools, SIGLUM_WORK: work, SIGLUM_VSIX: vsix } = process.env;
const { chromium } = createRequire(path.join(tools, "tools", "x.js"))("playwright-core");
const codeServer = path.join(tools, "code/node_modules/code-server/out/node/entry.js");
const extensions = path.join(work, "extensions");
const examples = path.join(here, "../../../examples");
const started = Date.now();

let passed = 0;
let failed = 0;
export function report(name, ok, detail) {
  ok ? passed++ : failed++;
  console.log(`${ok ? "PASS" : "FAIL"} ${name}${ok ? "" : `\n     ${String(detail).split("\n").slice(0, 14).join("\n     ")}`}`);
}

const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.activityBar.location": "hidden",
  "workbench.layoutControl.enabled": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.enabled": false,
  "git.enabled": false,
  "update.mode": "none",
  "json.schemaDownload.enable": false,
  "window.commandCenter": false,
  "breadcrumbs.enabled": false,
  "editor.accessibilitySupport": "off",
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "editor.wordWrap": "on",
  "editor.lightbulb.enabled": "off",
};

class Editor {
  static async start(locale) {
    const editor = new Editor();
    editor.locale = locale;
    editor.folder = path.join(work, locale);
    editor.workspace = path.join(editor.folder, "article");
    editor.result = path.join(editor.folder, "host.json");
    fs.mkdirSync(path.join(editor.folder, "data/User"), { recursive: true });
    fs.writeFileSync(path.join(editor.folder, "data/User/settings.json"), JSON.stringify(SETTINGS));
    fs.writeFileSync(path.join(editor.folder, "config.yaml"), "auth: none\n");
    if (locale !== "en") {
      languagePack(locale, path.join(editor.folder, "data"));
    }
    editor.fresh();
    editor.port = await freePort();
    const log = (name) => fs.openSync(path.join(editor.folder, name), "w");
    const options = [
      ...["--bind-addr", `127.0.0.1:${editor.port}`, "--auth", "none", "--locale", locale],
      ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--ignore-last-opened"],
      ...["--disable-getting-started-override", "--vscode-option", "enable-smoke-test-driver"],
    ];
    editor.server = spawn(process.execPath, [codeServer, ...editor.base(), ...options, editor.workspace], {
      env: editor.environment(),
      stdio: ["ignore", log("server.log"), log("server.err")],
      detached: true,
    });
    await until("the server", () => fetch(`http://127.0.0.1:${editor.port}/healthz`).then((r) => r.ok, () => false), 60000);
    return editor;
  }

  base() {
    return ["--config", path.join(this.folder, "config.yaml"), "--user-data-dir", path.join(this.folder, "data"), "--extensions-dir", extensions];
  }

  environment() {
    const xdg = path.join(this.folder, "xdg");
    const env = { ...process.env, SIGLUM_RESULT: this.result, XDG_CONFIG_HOME: xdg, XDG_DATA_HOME: xdg, EXTENSIONS_GALLERY: "{}" };
    delete env.VSCODE_IPC_HOOK_CLI;
    return env;
  }

  /** The examples as they are in the project. */
  fresh() {
    fs.cpSync(examples, this.workspace, { recursive: true, force: true });
  }

  async page(browser, payload = []) {
    const context = await browser.newContext({ viewport: { width: 900, height: 560 }, locale: this.locale === "en" ? "en-US" : this.locale });
    const page = await context.newPage();
    const log = (text) => fs.appendFileSync(path.join(this.folder, "console.log"), `${text}\n`);
    page.on("console", (message) => log(`[${message.type()}] ${message.text()}`));
    page.on("request", (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (hostname !== "" && hostname !== "127.0.0.1" && !["data:", "blob:"].includes(protocol)) {
        fs.appendFileSync(path.join(this.folder, "external.log"), `${request.url()}\n`);
      }
    });
    page.address = `http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(this.workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    return page;
  }

  remote(file) {
    return `vscode-remote://127.0.0.1:${this.port}${file}`;
  }

  stop() {
    try {
      process.kill(-this.server.pid, "SIGTERM");
    } catch {
      // It has gone already.
    }
  }
}

/** A language needs a pack, and a file that only a running editor writes. */
function languagePack(locale, data) {
  const texts = path.join(data, "texts.json");
  fs.writeFileSync(texts, JSON.stringify({ version: "1.0.0", contents: {} }));
  const pack = { extensionIdentifier: { id: `siglum.language-pack-${locale}`, uuid: "" }, version: "1.0.0" };
  const packs = { [locale]: { hash: "siglum", extensions: [pack], translations: { vscode: texts }, label: locale } };
  fs.writeFileSync(path.join(data, "languagepacks.json"), JSON.stringify(packs));
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function until(what, test, patience) {
  for (const end = Date.now() + patience; !(await test()); ) {
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function installExtension() {
  const folder = path.join(work, "install");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "config.yaml"), "auth: none\n");
  const options = ["--config", path.join(folder, "config.yaml"), "--user-data-dir", folder, "--extensions-dir", extensions];
  execFileSync(process.execPath, [codeServer, ...options, "--install-extension", vsix], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Runs host/tests.js inside the extension host; VS Code tells the end through the page. */
async function hostTests(editor, browser) {
  const page = await editor.page(browser, [
    ["extensionDevelopmentPath", editor.remote(path.join(here, "host"))],
    ["extensionTestsPath", editor.remote(path.join(here, "host/tests.js"))],
    ["skipWelcome", "true"],
  ]);
  let ended;
  const end = new Promise((resolve) => (ended = resolve));
  await page.exposeFunction("codeAutomationLog", () => undefined);
  await page.exposeFunction("codeAutomationExit", (code) => ended(code));
  await page.goto(page.address);
  const code = await Promise.race([end, new Promise((resolve) => setTimeout(() => resolve("no end"), 150000))]);
  const told = fs.existsSync(editor.result) ? JSON.parse(fs.readFileSync(editor.result, "utf8")) : { results: [] };
  for (const { name, ok, detail } of told.results) {
    report(`in the extension host: ${name}`, ok, detail);
  }
  if (!told.done || code === "no end") {
    report("the tests in the extension host come to their end", false, code);
  }
  await page.context().close();
}

async function shown(editor, browser, tests) {
  editor.fresh();
  const page = await editor.page(browser, [["openFile", editor.remote(path.join(editor.workspace, "article.md"))], ["skipWelcome", "true"]]);
  page.setDefaultTimeout(30000);
  try {
    await page.goto(page.address);
    await tests(page, report);
  } catch (error) {
    report(`the page (${editor.locale})`, false, error);
    await page.screenshot({ path: path.join(editor.folder, "failure.png") }).catch(() => undefined);
  }
  await page.context().close();
  const asked = path.join(editor.folder, "external.log");
  const ours = fs.existsSync(asked) ? fs.readFileSync(asked, "utf8") : "";
  report(`nothing is asked of the network (${editor.locale})`, !/siglum/i.test(ours.replaceAll(work, "")), ours);
}

const running = [];
let browser;
try {
  installExtension();
  const editor = await Editor.start("en");
  running.push(editor);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
  await hostTests(editor, browser);
  await shown(editor, browser, inEnglish);
  editor.stop();
  const french = await Editor.start("fr");
  running.push(french);
  await shown(french, browser, inFrench);
} catch (error) {
  report("the tests run", false, error.stack);
} finally {
  await browser?.close();
  running.forEach((editor) => editor.stop());
}
console.log(`in ${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
