#!/usr/bin/env node
// Starts the binary that came with the package of this system. Nothing is fetched.
"use strict";

const { spawn } = require("node:child_process");

const system = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "siglum.exe" : "siglum";

let binary;
try {
  binary = require.resolve(`@siglum/${system}/bin/${file}`);
} catch {
  console.error(
    `siglum: error: the package @siglum/${system} is not installed: either there is no binary for this system, or ` +
      "optional dependencies were left out (npm install --include=optional).",
  );
  process.exit(2);
}

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`siglum: error: ${binary}: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
