//! siglum: a language server and linter for the citations of manuscripts.

pub mod config;
pub mod manuscript;
pub mod rules;
