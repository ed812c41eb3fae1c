//! What is wrong with a file of settings, and with the files that it extends.

use super::places;
use crate::config::{self, ConfigError, MessageLanguage};
use crate::lsp::event::Snapshot;
use crate::workspace::DocView;
use siglum_corpus::span::Span;
use std::ops::Range;
use tower_lsp::ls_types::{Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity};

/// The faults of an open file of settings, at most so many; what is wrong in a file that it extends stands at `extend`.
pub fn faults(snapshot: &Snapshot, view: &DocView, most: usize) -> Vec<Diagnostic> {
    let Some(path) = view.path.as_deref() else { return Vec::new() };
    let language = view.config.message_language.unwrap_or_default();
    let text = &view.parsed.text;
    let one = |range: Range<usize>, message: &str| Diagnostic {
        range: places::range(&snapshot.client, &view.parsed, Span::new(range.start, range.end)),
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("siglum".to_owned()),
        message: message.to_owned(),
        ..Diagnostic::default()
    };
    let own = config::faults(path, text).into_iter().map(|(range, words)| one(range, words.get(language)));
    let beyond = config::beyond(&snapshot.planner.files, path, text).into_iter().map(|((range, words), error)| {
        let related = error.filter(|_| snapshot.client.related_information);
        Diagnostic {
            related_information: related.and_then(|error| Some(vec![place(snapshot, &error, language)?])),
            ..one(range, words.get(language))
        }
    });
    own.chain(beyond).take(most).collect()
}

/// The place in the other file.
fn place(snapshot: &Snapshot, error: &ConfigError, language: MessageLanguage) -> Option<DiagnosticRelatedInformation> {
    let span = Span::new(error.span.start, error.span.end);
    let location = places::location(snapshot, &error.path, span, None)?;
    Some(DiagnosticRelatedInformation { location, message: error.message.get(language).to_owned() })
}
