//! AsciiDoc: the bibliography that a document names, or one that includes it.

use super::markdown::included;
use super::parts::{Bond, Resolve};
use super::{Discovery, Plan, Question, Way, folders_up};
use crate::manuscript::{Format, asciidoc};

/// AsciiDoc's way.
pub(super) static WAY: Way = Way { format: "asciidoc", plan };

/// AsciiDoc, and how its includes are found.
const LEXED: (&Format, Resolve) = (&asciidoc::FORMAT, included);

fn plan(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan) {
    // asciidoctor-bibtex reads a path from the folder it runs in, which is the manuscript's or one above.
    let folders = folders_up(question.path, question.root);
    for reference in &question.part.bibliographies {
        discovery.declare(question, plan, (reference, question.path), &folders);
    }
    let closures = discovery.including_each_other(question, plan, LEXED);
    discovery.bind(plan, &closures, Bond::Includes);
}
