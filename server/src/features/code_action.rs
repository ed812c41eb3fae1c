//! Code actions: the fixes of the diagnostics that overlap a range, and silencing a rule.

use super::{Action, View};
use crate::config::MessageLanguage;
use crate::rules::{Diagnostic, Edit, Safety, lookup};
use siglum_corpus::index::Scope;
use siglum_corpus::span::Span;

/// The actions for `range` (bytes), given the manuscript's diagnostics. Clients may send a whole line: only what
/// overlaps counts.
#[must_use]
pub fn actions(view: &View<'_>, diagnostics: &[Diagnostic], range: Span) -> Vec<Action> {
    let mut out = Vec::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.span.overlaps(range)) {
        for (place, fix) in diagnostic.fixes.iter().enumerate() {
            out.push(Action {
                title: fix.title.render(diagnostic.rule, view.config.message_language.unwrap_or_default()),
                diagnostic: Some(diagnostic.clone()),
                preferred: place == 0 && (fix.safety == Safety::Safe || diagnostic.fixes.len() == 1),
                edits: fix.edits.clone(),
            });
        }
        out.extend(correct_record(view, diagnostic));
        if !view.manuscript.regions.is_empty() {
            out.extend(ignore(view, diagnostic));
            out.push(ignore_in_file(view, diagnostic));
        }
    }
    out
}

fn say(view: &View<'_>, english: String, french: String) -> String {
    match view.config.message_language.unwrap_or_default() {
        MessageLanguage::English => english,
        MessageLanguage::French => french,
    }
}

/// The other way round: the manuscript is right, and the record is to say what it says. Only where the record says it
/// in one place, in these very letters.
fn correct_record(view: &View<'_>, diagnostic: &Diagnostic) -> Option<Action> {
    let (found, expected) = (diagnostic.found.as_deref()?, diagnostic.expected.as_deref()?);
    if diagnostic.fixes.iter().flat_map(|fix| &fix.edits).any(|edit| edit.path.is_some()) {
        // The rule itself offers it.
        return None;
    }
    let key = diagnostic.key.as_deref().filter(|key| *key != expected && !expected.is_empty())?;
    let context = super::hover::context(view);
    let id = lookup::find(&context, key).or_else(|| view.corpus.find(key, &Scope::All))?;
    let shard = view.corpus.shard(id);
    let entry = shard.entry(id.row);
    let text = shard.text_of(id.row).ok().filter(|text| text.len() == entry.span().len())?;
    let mut places = text.match_indices(expected).filter(|(at, _)| whole_word(&text, *at, expected.len()));
    let (at, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let start = entry.span().start as usize + at;
    let edit = Edit {
        path: Some(shard.path().to_owned()),
        span: Span::new(start, start + expected.len()),
        text: found.to_owned(),
    };
    let title =
        say(view, format!("Correct the record {key}: \"{found}\""), format!("Corriger la notice {key} : « {found} »"));
    Some(Action { title, diagnostic: Some(diagnostic.clone()), preferred: false, edits: vec![edit] })
}

fn whole_word(text: &str, at: usize, length: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !letter(text[..at].chars().next_back()) && !letter(text[at + length..].chars().next())
}

/// The word of a finding that a person may know to be right: a name.
#[must_use]
pub fn word_of(diagnostic: &Diagnostic) -> Option<&str> {
    let word = diagnostic.found.as_deref()?;
    let named = diagnostic.expected.is_some() && diagnostic.expected != diagnostic.key;
    let plain = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    (named && plain && word.chars().next().is_some_and(char::is_uppercase)).then_some(word)
}

/// A comment that silences the rule in the whole file, at its beginning or behind its front matter.
fn ignore_in_file(view: &View<'_>, diagnostic: &Diagnostic) -> Action {
    let rule = diagnostic.rule;
    let (open, close) = view.format.comment;
    let start = front_matter(view.text);
    let text = format!("{open} siglum-ignore-file {rule}{close}\n");
    let title = say(view, format!("Ignore {rule} in this file"), format!("Ignorer {rule} dans ce fichier"));
    let edits = vec![Edit { path: None, span: Span::new(start, start), text }];
    Action { title, diagnostic: Some(diagnostic.clone()), preferred: false, edits }
}

/// Where the front matter ends: 0 where there is none, the text's end where it does not end.
fn front_matter(text: &str) -> usize {
    if !text.starts_with("---") {
        return 0;
    }
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        if number > 0 && matches!(line.trim_end(), "---" | "...") {
            return at;
        }
    }
    at
}

/// A comment above the paragraph's line that silences the rule there.
fn ignore(view: &View<'_>, diagnostic: &Diagnostic) -> Option<Action> {
    let at = view.text.get(..diagnostic.span.start as usize)?;
    let paragraph = ["\n\n", "\r\n\r\n"].iter().filter_map(|gap| at.rfind(gap).map(|place| place + gap.len())).max();
    let start = paragraph.unwrap_or(0).max(front_matter(view.text));
    if start > at.len() {
        // Within a front matter a comment would be data.
        return None;
    }
    let (open, close) = view.format.comment;
    if open.is_empty() {
        return None;
    }
    let text = format!("{open} siglum-ignore {}{close}\n", diagnostic.rule);
    let rule = diagnostic.rule;
    let title = say(view, format!("Ignore {rule} here"), format!("Ignorer {rule} ici"));
    let edits = vec![Edit { path: None, span: Span::new(start, start), text }];
    Some(Action { title, diagnostic: Some(diagnostic.clone()), preferred: false, edits })
}
