//! Which features are on for a document: the settings, and what the editor says that another server does there.

use super::capabilities::Client;
use crate::config::features::{BIBLIOGRAPHY, Feature, Switch};
use crate::workspace::DocView;
use crate::workspace::document::Role;

/// The name of what a document is, as settings and clients name it.
#[must_use]
pub fn name_of(role: Role) -> &'static str {
    match role {
        Role::Manuscript(format) => format.name,
        Role::Bibliography => BIBLIOGRAPHY,
        Role::Settings => "settings",
        Role::Other => "other",
    }
}

/// Whether a feature is on for a document.
#[must_use]
pub fn wants(client: &Client, view: &DocView, feature: Feature) -> bool {
    let name = name_of(view.role);
    match view.config.features.of(name, feature) {
        Switch::On => true,
        Switch::Off => false,
        // Remarks within the text, and findings in files that nobody has opened, are for those who ask for them.
        Switch::Auto if matches!(feature, Feature::InlayHints | Feature::WorkspaceDiagnostics) => false,
        Switch::Auto => !client.beside.contains(&(name.to_owned(), feature)),
    }
}
