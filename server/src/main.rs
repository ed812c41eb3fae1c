//! The binary: parse arguments, call the language server or the command line.
fn main() {}
