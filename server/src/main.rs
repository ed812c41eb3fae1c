//! The binary: parse arguments, call the language server or the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    // `--stdio` and `--clientProcessId=N`, which some editors add, say nothing that the protocol does not.
    if std::env::args_os().nth(1).is_some_and(|command| command == "lsp") {
        return siglum::lsp::run();
    }
    siglum::cli::run()
}
