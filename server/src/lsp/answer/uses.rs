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
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Beyond so many manuscripts it is not known what they cite: so many are remembered.
pub const MOST: usize = 20_000;
/// So long one piece of the work takes.
const PIECE: Duration = Duration::from_millis(100);

/// What became of a piece of the work.
pub enum Asked {
    /// There is more to do.
    More(Box<Asking>),
    /// What is cited; `None` where the bibliography lies in no folder of the workspace, where no manuscript declares it, or
    /// where not all that may use it can be read.
    Known(Option<Uses>),
    /// There are more manuscripts in this folder than are looked at.
    TooMany(PathBuf),
}

/// Looking at one manuscript after the other for what they cite of a bibliography.
pub struct Asking {
    snapshot: Snapshot,
    bibliography: PathBuf,
    config: Arc<Config>,
    waiting: Vec<PathBuf>,
    uses: Uses,
    declared: bool,
}

impl Asking {
    /// Finds the manuscripts that may use the current document.
    #[must_use]
    pub fn begin(snapshot: Snapshot) -> Asked {
        let view = snapshot.current.as_ref().map(|open| &open.view);
        let Some((path, config)) = view.and_then(|view| Some((view.path.clone()?, Arc::clone(&view.config)))) else {
            return Asked::Known(None);
        };
        let holding = snapshot.folders.iter().filter(|folder| path.starts_with(folder));
        let Some(folder) = holding.min_by_key(|folder| folder.as_os_str().len()) else { return Asked::Known(None) };
        match manuscripts(&snapshot.planner, folder, &config) {
            None => Asked::Known(None),
            Some(waiting) if waiting.len() > MOST => Asked::TooMany(folder.clone()),
            Some(waiting) => Asked::More(Box::new(Self {
                bibliography: path,
                snapshot,
                config,
                waiting,
                uses: Uses::default(),
                declared: false,
            })),
        }
    }

    /// Looks at some more.
    #[must_use]
    pub fn step(mut self: Box<Self>) -> Asked {
        match self.look() {
            None => return Asked::Known(None),
            Some(()) if !self.waiting.is_empty() => return Asked::More(self),
            Some(()) => {}
        }
        // What has no path, a new text or a cell of a notebook, may cite anything.
        let pathless = self.snapshot.open.iter().filter(|open| open.view.path.is_none());
        for view in pathless.map(|open| &open.view).filter(|view| matches!(view.role, Role::Manuscript(_))) {
            self.uses.add(&view.parsed.manuscript, &view.served.whole);
        }
        Asked::Known(self.declared.then_some(self.uses))
    }

    /// Looks at manuscripts for the time of a piece; `None` where one cannot be read.
    fn look(&mut self) -> Option<()> {
        let started = Instant::now();
        let planner = &self.snapshot.planner;
        let mut discovery = Discovery::new(&planner.files);
        while let Some(manuscript) = self.waiting.pop() {
            let about = (&*self.bibliography, &*self.config);
            self.declared |= add(planner, &mut discovery, about, &manuscript, &mut self.uses)?;
            if started.elapsed() > PIECE {
                break;
            }
        }
        Some(())
    }
}

/// The manuscripts in a folder, those that are open and not saved yet among them; `None` where some cannot be reached.
fn manuscripts(planner: &Planner, folder: &Path, config: &Config) -> Option<Vec<PathBuf>> {
    let mut is_ours = |path: &Path| config.format_of(path).is_some();
    let (mut found, errors) = load::manuscripts(&[folder.to_owned()], &mut is_ours);
    let open = planner.files.open.keys().filter(|path| path.starts_with(folder) && is_ours(path));
    found.extend(open.cloned());
    found.sort_unstable();
    found.dedup();
    errors.is_empty().then_some(found)
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
