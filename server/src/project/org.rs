//! Org: `#+bibliography`, read from the file that names it, also where that file is included or a setup file.

use super::parts::{Closure, Resolve};
use super::{Discovery, Plan, Question, Way, normal, relative};
use crate::manuscript::{BibliographyRef, Format, Include, org};
use std::path::{Path, PathBuf};

/// Org's way.
pub(super) static WAY: Way = Way { format: "org", plan };

const FORMAT: (&Format, Resolve) = (&org::FORMAT, included);

fn plan(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan) {
    relative::plan(discovery, question, plan, FORMAT, declare);
}

fn declare(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan, _: &Path, closure: &Closure) {
    for (reference, by) in &closure.bibliographies {
        let path = at_home(&reference.path).to_string_lossy().into_owned();
        let reference = BibliographyRef { path, span: reference.span };
        discovery.declare(question, plan, (&reference, by), &[by.parent().unwrap_or(by)]);
    }
}

fn included(discovery: &Discovery<'_>, include: &Include, _: &Path, by: &Path) -> Option<PathBuf> {
    if super::is_remote(&include.path) {
        return None;
    }
    let path = normal(&by.parent().unwrap_or(by).join(at_home(&include.path)));
    Some(path).filter(|path| discovery.files.is_file(path))
}

/// The path with the user's folder for `~`, as Emacs reads it.
fn at_home(written: &str) -> PathBuf {
    let home = written.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
    home.unwrap_or_else(|| PathBuf::from(written))
}
