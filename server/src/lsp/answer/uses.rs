//! What all manuscripts of the workspace cite of one bibliography, open or closed: for the rules that ask that.
//!
//! Invariant: known only where every manuscript of the folder was looked at, so that no record is called uncited that
//! something cites. What a closed manuscript says is remembered for as long as its file does not change.

use crate::config::Config;
use crate::load;
use crate::lsp::event::Snapshot;
use crate::lsp::planner::Planner;
use crate::manuscript::{Macros, Manuscript};
use crate::project::{Discovery, Files};
use crate::rules::uses::Uses;
use crate::workspace::document::Role;
use std::path::{Path, PathBuf};

/// Beyond so many manuscripts it is not known what they cite.
const MOST: usize = 1_000;

/// What is cited of the bibliography at `path`; `None` where it lies in no folder of the workspace, where no manuscript
/// declares it, or where not all that may use it are known.
#[must_use]
pub fn uses(snapshot: &Snapshot, path: &Path, config: &Config) -> Option<Uses> {
    let planner = &snapshot.planner;
    let holding = snapshot.folders.iter().filter(|folder| path.starts_with(folder));
    let folder = holding.min_by_key(|folder| folder.as_os_str().len())?;
    let mut uses = Uses::default();
    let mut declared = false;
    let mut discovery = Discovery::new(&planner.files);
    for manuscript in manuscripts(planner, folder, config)? {
        declared |= add(planner, &mut discovery, (path, config), &manuscript, &mut uses)?;
    }
    // What has no path, a new text or a cell of a notebook, may cite anything.
    let pathless = snapshot.open.iter().filter(|open| open.view.path.is_none());
    for view in pathless.map(|open| &open.view).filter(|view| matches!(view.role, Role::Manuscript(_))) {
        uses.add(&view.parsed.manuscript, &view.served.whole);
    }
    declared.then_some(uses)
}

/// The manuscripts in a folder, those that are open and not saved yet among them; `None` where there are too many, or where
/// some cannot be reached.
fn manuscripts(planner: &Planner, folder: &Path, config: &Config) -> Option<Vec<PathBuf>> {
    let mut is_ours = |path: &Path| config.format_of(path).is_some();
    let (mut found, errors) = load::manuscripts(&[folder.to_owned()], &mut is_ours);
    let open = planner.files.open.keys().filter(|path| path.starts_with(folder) && is_ours(path));
    found.extend(open.cloned());
    found.sort_unstable();
    found.dedup();
    (errors.is_empty() && found.len() <= MOST).then_some(found)
}

/// Adds what a manuscript cites, if the bibliography serves it; whether it declares it. `None`: it cannot be read.
fn add(
    planner: &Planner,
    discovery: &mut Discovery<'_>,
    (bibliography, config): (&Path, &Config),
    path: &Path,
    uses: &mut Uses,
) -> Option<bool> {
    let format = config.format_of(path)?;
    let part = planner.files.part(path, format, &Macros::default())?;
    discovery.know(path, part.clone());
    let (planned, _) = planner.plan(discovery, path, Role::Manuscript(format), &Manuscript::default());
    let plan = &planned.plan;
    if !plan.files(&planned.workspace).contains(&bibliography) {
        return Some(false);
    }
    let part = if plan.macros.is_empty() { part } else { planner.files.part(path, format, &plan.macros)? };
    uses.all |= part.cites_all || plan.whole.cites_all();
    let own = part.cited.iter().chain(&part.crossrefs).map(|key| &**key);
    uses.keys.extend(own.chain(plan.whole.cited()).map(str::to_owned));
    Some(plan.declared.iter().any(|declared| declared.path == bibliography))
}
