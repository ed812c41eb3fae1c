//! Which of the server's features are on, in which language: so that it lives beside other servers without doubling
//! their lists.

use super::value::{Fault, Value, string, table};
use super::{Config, unknown};
use crate::manuscript::FORMATS;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// What the server can do for an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // The names say it.
pub enum Feature {
    Hover,
    Completion,
    Diagnostics,
    WorkspaceDiagnostics,
    CodeActions,
    Definition,
    References,
    Highlight,
    Rename,
    Symbols,
    InlayHints,
    CodeLens,
    Links,
    Folding,
}

/// Whether a feature is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Switch {
    /// As the server thinks best: off where the editor says that another server does it, and off for what many find
    /// in the way.
    #[default]
    Auto,
    /// On.
    On,
    /// Off.
    Off,
}

/// The features' names, in the order of the documentation.
pub const FEATURES: [(&str, Feature); 14] = [
    ("hover", Feature::Hover),
    ("completion", Feature::Completion),
    ("diagnostics", Feature::Diagnostics),
    ("workspace-diagnostics", Feature::WorkspaceDiagnostics),
    ("code-actions", Feature::CodeActions),
    ("definition", Feature::Definition),
    ("references", Feature::References),
    ("highlight", Feature::Highlight),
    ("rename", Feature::Rename),
    ("symbols", Feature::Symbols),
    ("inlay-hints", Feature::InlayHints),
    ("code-lens", Feature::CodeLens),
    ("links", Feature::Links),
    ("folding", Feature::Folding),
];

/// The switches' names.
pub const SWITCHES: [(&str, Switch); 3] = [("auto", Switch::Auto), ("on", Switch::On), ("off", Switch::Off)];

/// The name of bibliographies where formats of manuscripts are named.
pub const BIBLIOGRAPHY: &str = "bibliography";

/// The switches that are set: for all languages, and for one format of manuscripts or [`BIBLIOGRAPHY`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features(BTreeMap<(Option<String>, Feature), Switch>);

impl Features {
    /// Sets a feature, in one format or in all.
    pub fn set(&mut self, format: Option<&str>, feature: Feature, switch: Switch) {
        self.0.insert((format.map(str::to_owned), feature), switch);
    }

    /// Puts what `over` sets over this.
    pub fn extend(&mut self, over: Self) {
        self.0.extend(over.0);
    }

    /// How a feature is set in a format: what is set for it, else what is set for all.
    #[must_use]
    pub fn of(&self, format: &str, feature: Feature) -> Switch {
        let own = self.0.get(&(Some(format.to_owned()), feature));
        own.or_else(|| self.0.get(&(None, feature))).copied().unwrap_or_default()
    }
}

/// The feature of that name.
#[must_use]
pub fn feature(name: &str) -> Option<Feature> {
    FEATURES.iter().find(|(known, _)| *known == name).map(|(_, feature)| *feature)
}

/// The switch of that name.
#[must_use]
pub fn switch(name: &str) -> Option<Switch> {
    SWITCHES.iter().find(|(known, _)| *known == name).map(|(_, switch)| *switch)
}

/// The formats that have switches of their own.
#[must_use]
pub fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).chain([BIBLIOGRAPHY]).collect()
}

/// Reads `[features]`: switches for all languages, and in a table of its own for one.
pub(super) fn read(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    for (key, value) in table(value, "features")? {
        let name = key.get_ref().as_ref();
        let Some(own) = value.get_ref().as_table() else {
            set(config, None, key, value)?;
            continue;
        };
        if !formats().contains(&name) {
            return Err((key.span(), unknown("format", "format", name, &formats())));
        }
        for (key, value) in own {
            set(config, Some(name), key, value)?;
        }
    }
    Ok(())
}

fn set(config: &mut Config, format: Option<&str>, key: &Spanned<Cow<'_, str>>, value: &Value<'_>) -> Result<(), Fault> {
    let name = key.get_ref().as_ref();
    let names = FEATURES.map(|(name, _)| name);
    let feature = feature(name).ok_or_else(|| (key.span(), unknown("feature", "fonction", name, &names)))?;
    let said = string(value, name)?;
    let known = SWITCHES.map(|(name, _)| name);
    let switch = switch(said).ok_or_else(|| (value.span(), unknown("switch", "interrupteur", said, &known)))?;
    config.features.set(format, feature, switch);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_for_a_format_wins_over_what_is_set_for_all() {
        let mut features = Features::default();
        assert_eq!(features.of("latex", Feature::Hover), Switch::Auto);
        features.set(None, Feature::Hover, Switch::Off);
        features.set(Some("latex"), Feature::Hover, Switch::On);
        assert_eq!(features.of("latex", Feature::Hover), Switch::On);
        assert_eq!(features.of("markdown", Feature::Hover), Switch::Off);
        assert_eq!(feature("inlay-hints").map(|feature| features.of("latex", feature)), Some(Switch::Auto));
    }
}
