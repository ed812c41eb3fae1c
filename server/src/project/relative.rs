//! Formats whose paths are read from the file that names them: a document, what it includes, and what includes it.
//!
//! A chapter does not say whose it is; its main file is one in its folder or above that includes it.

use super::parts::{Bond, Closure, Resolve};
use super::{Discovery, Plan, Question};
use crate::manuscript::Format;
use std::path::Path;

/// Declares what the files of a document name, which is known by its path.
pub(super) type Declare = fn(&mut Discovery<'_>, &Question<'_>, &mut Plan, &Path, &Closure);

/// Fills a plan.
pub(super) fn plan(
    discovery: &mut Discovery<'_>,
    question: &Question<'_>,
    plan: &mut Plan,
    format: (&'static Format, Resolve),
    declare: Declare,
) {
    let own = discovery.closure(question, question.path, format);
    let complete = question.part.complete;
    let roots = if complete { Vec::new() } else { discovery.including(question, format) };
    plan.root_document = roots.first().map(|(root, _)| root.clone());
    declare(discovery, question, plan, question.path, &own);
    let mut closures = vec![own];
    for (root, closure) in roots {
        declare(discovery, question, plan, &root, &closure);
        closures.push(closure);
    }
    let mut bond = Bond::Includes;
    if closures.len() == 1 && !complete {
        for piece in discovery.pieces(question, format, &|_| false) {
            bond = Bond::Pieces;
            closures.push(discovery.closure(question, &piece, format));
        }
    }
    discovery.bind(plan, &closures, bond);
}
