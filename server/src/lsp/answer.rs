//! The features' plain values as the protocol's: one file a family of requests.

pub mod actions;
pub mod beside;
pub mod closed;
pub mod commands;
pub mod completion;
pub mod diagnostics;
pub mod hover;
pub mod naming;
pub mod navigation;
pub mod places;
pub mod records;
pub mod rename;
pub mod settings;
pub mod symbols;
pub mod uses;
