//! The tests that run the real binary, and the tests that hold the house in order. One binary; every file is a module.

// A test says what went wrong by panicking.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

mod beside;
mod book;
mod cache;
mod check;
mod client;
mod commands;
mod disk;
mod draft;
mod editing;
mod editors;
mod export;
mod failures;
mod fixes;
mod fixture;
mod keys;
mod memo;
mod notebooks;
mod packages;
mod peers;
mod picture;
mod projects;
mod protocol;
mod ratchets;
mod readmes;
mod replays;
mod reports;
mod schema;
mod seeds;
mod settings;
mod toml;
mod transcript;
mod typed;
mod uses;
mod watch;
mod whole;
