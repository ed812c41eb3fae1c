//! The binary: parse arguments, call the language server or the command line.

#![forbid(unsafe_code)]

use siglum::cli::{self, Outcome};
use siglum::lsp;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Outcome::Exit(code) => code,
        Outcome::Serve(cache) => lsp::run(cache),
    }
}
