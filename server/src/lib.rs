//! siglum: a language server and linter for the citations of manuscripts.

#![forbid(unsafe_code)]

pub mod analysis;
pub mod cli;
pub mod config;
pub mod features;
pub mod load;
pub mod lsp;
pub mod manuscript;
pub mod project;
pub mod rules;
pub mod workspace;
