//! Pieces of a front that stand without one: abstracts alone, titles and abstracts in whatever holds them, and the
//! sub-articles of an article (reviews, answers) that is not there itself.
//!
//! A piece is a record where it says what can be cited or compared: a title, an identifier or an abstract. Bodies, tables,
//! figures, funding, dates and affiliations alone are none.
//!
//! Source: the JATS tag library 1.3: the content models of `abstract`, `title-group` and `front-stub`.

use super::JATS;
use super::front::Front;
use crate::read::draft::Draft;
use crate::read::keys::give_keys;
use crate::read::xml::{Opened, each_record, opened};
use crate::read::{Origin, Reading};

/// What the records of such a text are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bare<'t> {
    /// Elements of this name, each of them an article or a part of one.
    Each(&'t str),
    /// All abstracts of the text together: those of one article.
    Abstracts,
}

/// What stands in a text whose first element that a front may have has no front around it.
pub fn pieces(head: &str) -> Option<Bare<'_>> {
    let opened = opened(head);
    let is_piece = |name| matches!(name, "title-group" | "abstract" | "trans-abstract" | "article-id");
    let first = opened.iter().find(|opened| is_piece(opened.name))?;
    let has = |names: &[&str]| opened.iter().any(|opened| names.contains(&opened.name));
    let is_jats = match first.name {
        "title-group" => has(&["article-title"]),
        "article-id" => has(&["title-group", "abstract"]),
        // DocBook's abstracts have other paragraphs, and those of MODS or of services have none.
        _ => is_paragraphs(&opened, first.name),
    };
    match first {
        _ if !is_jats => None,
        Opened { depth: 0, .. } => Some(Bare::Abstracts),
        Opened { holder: "front-stub", .. } => Some(Bare::Each("sub-article")),
        Opened { holder: holder @ ("article" | "sub-article"), .. } => Some(Bare::Each(holder)),
        Opened { depth: 1, holder, .. } => Some(Bare::Each(holder)),
        _ => None,
    }
}

/// Whether the first element of that name begins as an abstract of JATS does.
fn is_paragraphs(opened: &[Opened<'_>], name: &str) -> bool {
    let inside = opened.iter().skip_while(|opened| opened.name != name).skip(1);
    let mut parts = inside.skip_while(|opened| matches!(opened.name, "title" | "object-id" | "label"));
    parts.next().is_some_and(|part| matches!(part.name, "p" | "sec"))
}

/// The record whose abstracts stand in a text, one after the other.
pub fn abstracts(text: &str, origin: &Origin<'_>) -> Reading {
    let mut problems = Vec::new();
    let mut draft: Option<Draft> = None;
    let mut found = |part: super::Element<'_>| {
        let draft = draft.get_or_insert_with(|| {
            let mut draft = Draft::new(JATS.name, part.span(), origin.depth);
            draft.record.item_type = crate::record::ItemType::ArticleJournal;
            draft
        });
        draft.record.span.end = part.span().end;
        Front::original(draft, "").part(part);
    };
    each_record(text, &["abstract", "trans-abstract"], &mut found, &mut |problem| problems.push(problem));
    let mut records: Vec<_> = draft.into_iter().map(|draft| draft.record).collect();
    give_keys(&mut records, origin, |_| {});
    for problem in &mut problems {
        problem.key = records.first().map(|record| record.key.value.clone());
    }
    Reading { records, problems }
}
