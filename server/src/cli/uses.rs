//! What all manuscripts cite that a bibliography serves: known where every manuscript was looked at that lies in the
//! bibliography's folder, or in that of one which declares it.

use super::gather::{Gathered, Unit};
use crate::analysis::asks_uses;
use crate::config::Config;
use crate::load;
use crate::manuscript::format_of;
use crate::rules::uses::Uses;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is cited of a bibliography; `None` where no manuscript declares it, where not all that may use it are known, or
/// where no rule asks.
pub fn uses(gathered: &Gathered, path: &Path, config: &Config) -> Option<Uses> {
    if !asks_uses(config) {
        return None;
    }
    let declares = |unit: &&Unit| unit.plan.declared.iter().any(|declared| declared.path == path);
    let own: Vec<&Unit> = gathered.units.iter().filter(declares).collect();
    if own.is_empty() {
        return None;
    }
    let folders: BTreeSet<&Path> =
        own.iter().map(|unit| unit.path.as_path()).chain([path]).filter_map(Path::parent).collect();
    let folders: Vec<PathBuf> = folders.into_iter().map(Path::to_path_buf).collect();
    let (all, errors) = load::manuscripts(&folders, &mut |path| format_of(path).is_some());
    let known: FxHashSet<&Path> = gathered.units.iter().map(|unit| unit.path.as_path()).collect();
    let is_known =
        |path: &PathBuf| known.contains(path.as_path()) || own.iter().any(|unit| unit.plan.parts.contains(path));
    if !errors.is_empty() || !all.iter().all(is_known) {
        return None;
    }
    let serves = |unit: &&Unit| unit.corpus.place(path).is_some_and(|place| unit.served.scope.holds(place));
    let mut uses = Uses::default();
    for unit in gathered.units.iter().filter(serves) {
        uses.add(unit.manuscript(), &unit.served.whole);
    }
    Some(uses)
}
