//! Code actions: the fixes of the diagnostics that overlap a range, and silencing a rule.

use super::{Action, View};
use crate::rules::{Diagnostic, Edit, Safety};
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
        out.extend(ignore(view, diagnostic));
    }
    out
}

/// A comment above the paragraph's line that silences the rule there.
fn ignore(view: &View<'_>, diagnostic: &Diagnostic) -> Option<Action> {
    let at = view.text.get(..diagnostic.span.start as usize)?;
    let paragraph = ["\n\n", "\r\n\r\n"].iter().filter_map(|gap| at.rfind(gap).map(|place| place + gap.len())).max();
    let start = paragraph.unwrap_or(0);
    if view.text.starts_with("---") && start == 0 {
        // Above a front matter a comment would end it.
        return None;
    }
    let (open, close) = view.format.comment;
    if open.is_empty() {
        return None;
    }
    let text = format!("{open} siglum-ignore {}{close}\n", diagnostic.rule);
    let title = match view.config.message_language.unwrap_or_default() {
        crate::config::MessageLanguage::English => format!("Ignore {} here", diagnostic.rule),
        crate::config::MessageLanguage::French => format!("Ignorer {} ici", diagnostic.rule),
    };
    let edits = vec![Edit { path: None, span: Span::new(start, start), text }];
    Some(Action { title, diagnostic: Some(diagnostic.clone()), preferred: false, edits })
}
