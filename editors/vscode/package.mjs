// Packages the extension: node package.mjs [--target linux-x64 --server PATH/TO/siglum] [--out FILE.vsix]
// Without a server the package holds none, and the one on the PATH is used. One package a platform, as VS Code wants it.

import { execFileSync } from "node:child_process";
import { copyFileSync, chmodSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const here = import.meta.dirname;
const { values } = parseArgs({ options: { target: { type: "string" }, server: { type: "string" }, out: { type: "string" } } });
if ((values.target === undefined) !== (values.server === undefined)) {
  throw new Error("--target and --server go together: a package with a server is for one platform");
}
const run = (tool, ...args) =>
  execFileSync(process.execPath, [path.join(here, "node_modules", tool), ...args], { cwd: here, stdio: "inherit" });

rmSync(path.join(here, "server"), { recursive: true, force: true });
if (values.server !== undefined) {
  mkdirSync(path.join(here, "server"));
  const program = path.join(here, "server", values.target.startsWith("win32") ? "siglum.exe" : "siglum");
  copyFileSync(values.server, program);
  chmodSync(program, 0o755);
}
run("typescript/bin/tsc", "--noEmit");
execFileSync(path.join(here, "node_modules/.bin/esbuild"), [
  "src/extension.ts", "--bundle", "--platform=node", "--format=cjs", "--target=node20", "--external:vscode", "--minify",
  "--outfile=dist/extension.js", "--log-level=warning",
], { cwd: here, stdio: "inherit" });
const out = path.resolve(values.out ?? path.join(here, "siglum.vsix"));
run("@vscode/vsce/vsce", "package", "--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", out,
  ...(values.target === undefined ? [] : ["--target", values.target]));
