//! siglum: a language server and linter for the citations of manuscripts.

pub mod analysis;
pub mod config;
pub mod features;
pub mod manuscript;
pub mod rules;
