//! Completion of what is no key: paths of bibliographies where one is declared, labels of locators behind a key.

use super::{Completion, Completions, Kind, View};
use siglum_corpus::span::Span;
use std::path::{Component, Path, PathBuf};

/// How many items are listed at most.
const LIMIT: usize = 50;
/// What stands before a bibliography's path, by itself or before quotes, brackets and blanks.
const OPENERS: [&str; 5] =
    ["bibliography:", "\\addbibresource{", "\\bibliography{", "bibliography(", "#+bibliography:"];
/// The corpus formats that manuscripts declare; records and answers of services are none.
const DECLARED: [&str; 5] = ["bibtex", "csl-json", "csl-yaml", "hayagriva", "biblatex"];

/// The labels of locators, as Pandoc knows them in English and in French.
const LABELS: [(&str, &[&str]); 2] = [
    (
        "en",
        &["p.", "pp.", "chap.", "sec.", "para.", "vol.", "no.", "fig.", "n.", "bk.", "col.", "fol.", "l.", "pt.", "v."],
    ),
    ("fr", &["p.", "chap.", "sect.", "paragr.", "vol.", "no", "fig.", "n.", "liv.", "col.", "fo", "l.", "part.", "v."]),
];

/// Paths of bibliographies, where one is declared at `offset`.
#[must_use]
pub fn bibliographies(view: &View<'_>, offset: usize) -> Option<Completions> {
    let replace = declared(view, offset)?;
    let folder = view.path?.parent()?;
    let typed = view.text.get(replace.start as usize..offset)?;
    let before = view.text.get(..replace.start as usize)?;
    let bare = before.rsplit(['\n', '}']).next().is_some_and(|line| line.contains("\\bibliography{"));
    let known = view.corpus.shards().iter().filter(|shard| DECLARED.contains(&shard.format()));
    let mut paths: Vec<String> = known.filter_map(|shard| relative(folder, shard.path())).collect();
    if bare {
        // BibTeX adds the extension by itself, and a second time where it is written.
        paths = paths.iter().map(|path| path.strip_suffix(".bib").unwrap_or(path).to_owned()).collect();
    }
    paths.sort_by_key(|path| (!path.starts_with(typed), path.matches('/').count(), path.clone()));
    paths.truncate(LIMIT);
    let item = |path: String| Completion {
        label: path.clone(),
        detail: String::new(),
        description: String::new(),
        replace,
        filter: path.clone(),
        text: path,
        kind: Kind::Path,
    };
    Some(Completions { items: paths.into_iter().map(item).collect(), incomplete: true })
}

/// The path being typed: a declared one under the cursor, or the empty place behind what opens one.
fn declared(view: &View<'_>, offset: usize) -> Option<Span> {
    let touched = view.manuscript.bibliographies.iter().map(|one| one.span);
    if let Some(span) = touched.filter(|span| !span.is_empty()).find(|span| span.touches(offset)) {
        return Some(span);
    }
    let line = view.text.get(..offset)?.rsplit('\n').next()?;
    let opener = line.trim_end_matches([' ', '"', '\'', '[']);
    OPENERS.iter().any(|known| opener.ends_with(known)).then(|| Span::new(offset, offset))
}

/// A path as a manuscript in `folder` names it, with slashes; `None` where they share no folder.
fn relative(folder: &Path, path: &Path) -> Option<String> {
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared < 2 {
        return None;
    }
    let up = from[shared..].iter().map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to[shared..].iter().copied()).collect();
    Some(way.to_str()?.replace('\\', "/"))
}

/// Labels of locators, behind a key and a comma in brackets: `[@key, `.
#[must_use]
pub fn labels(view: &View<'_>, offset: usize) -> Option<Completions> {
    let before = |one: &&crate::manuscript::Citation| (one.key_span.end as usize) < offset;
    let citation = view.manuscript.citations.iter().rfind(before)?;
    let tail = view.text.get(citation.key_span.end as usize..offset)?.strip_prefix(", ")?;
    let marked = view.text.get(..citation.key_span.start as usize)?.ends_with('@');
    if !marked || tail.len() > 10 || !tail.chars().all(|c| c.is_alphabetic() || c == '.') {
        return None;
    }
    // The bracket may not be closed yet: its place is looked for, not the cluster's.
    let paragraph = view.text.get(..citation.key_span.start as usize)?.rsplit("\n\n").next()?;
    if paragraph.rfind('[')? < paragraph.rfind(']').unwrap_or(0) {
        return None;
    }
    let language = view.manuscript.lang.as_ref().or(view.languages.first()).map_or("en", |lang| lang.primary());
    let (_, labels) = LABELS.iter().find(|(known, _)| *known == language).unwrap_or(&LABELS[0]);
    let replace = Span::new(offset - tail.len(), offset);
    let item = |label: &&str| Completion {
        label: (*label).to_owned(),
        detail: String::new(),
        description: String::new(),
        replace,
        filter: (*label).to_owned(),
        text: format!("{label} "),
        kind: Kind::Label,
    };
    let items = labels.iter().filter(|label| label.starts_with(tail)).map(item).collect();
    Some(Completions { items, incomplete: false })
}
