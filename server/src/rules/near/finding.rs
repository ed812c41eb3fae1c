//! A finding about a name: what stands there, what the record has, the place in the record, and the edit.

use crate::rules::{Context, Diagnostic, Edit, Fix, Message, Related, Rule, Safety, record_of};
use siglum_corpus::index::Bearer;
use siglum_corpus::{Corpus, Span};
use std::path::PathBuf;

/// So many places are changed at once.
const MOST: usize = 1000;

/// A finding of `rule`, which says `fix`, `everywhere`, `correct` and `record`: `found` stands at `span`, where the bearer's name is `expected`.
#[must_use]
pub fn of_name(
    context: &Context<'_>,
    rule: &'static Rule,
    message: Message,
    span: Span,
    (found, expected): (&str, &str),
    bearer: Bearer,
) -> Diagnostic {
    let key = context.corpus.entry(bearer.id).key().to_owned();
    let message = message.arg("found", found).arg("expected", expected).arg("key", &key);
    let mut diagnostic = Diagnostic::new(rule, span, message);
    diagnostic.found = Some(found.to_owned());
    diagnostic.expected = Some(expected.to_owned());
    let place = place_of(context.corpus, bearer);
    diagnostic.related.push(place.related);
    diagnostic.fixes.push(Fix {
        title: Message::new("fix").arg("expected", expected),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text: expected.to_owned() }],
    });
    let everywhere = everywhere(context, found, expected);
    if everywhere.len() > 1 {
        let title = Message::new("everywhere").arg("expected", expected).arg("count", everywhere.len().to_string());
        diagnostic.fixes.push(Fix { title, safety: Safety::Unsafe, edits: everywhere });
    }
    diagnostic.fixes.extend(place.plain.filter(|(_, _, written)| written == expected).map(|(path, span, _)| Fix {
        title: Message::new("correct").arg("found", found).arg("key", &key),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: Some(path), span, text: found.to_owned() }],
    }));
    diagnostic.key = Some(key);
    diagnostic
}

/// The edits that write `expected` wherever the manuscript has the word `found`.
fn everywhere(context: &Context<'_>, found: &str, expected: &str) -> Vec<Edit> {
    let prose = &context.manuscript.prose;
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '@');
    let places = memchr::memmem::find_iter(prose.text.as_bytes(), found)
        .filter(|at| !prose.text[..*at].ends_with(letter) && !prose.text[at + found.len()..].starts_with(letter));
    let spans = places.map(|at| prose.source(Span::new(at, at + found.len())));
    let mut edits: Vec<Edit> = Vec::new();
    for span in spans.filter(|span| !span.is_empty()).take(MOST) {
        // Pieces of decoded text may share a place in the manuscript.
        if edits.last().is_none_or(|last| last.span.end <= span.start) {
            edits.push(Edit { path: None, span, text: expected.to_owned() });
        }
    }
    edits
}

/// Where a name stands in its file: the family name where it stands there plainly, else the whole name, else the key.
#[must_use]
pub fn span_of(corpus: &Corpus, bearer: Bearer) -> Span {
    place_of(corpus, bearer).related.span
}

/// Where a name stands in its record.
struct Place {
    related: Related,
    /// The file, the family name's bytes in it where it stands there plainly, and what it is.
    plain: Option<(PathBuf, Span, String)>,
}

/// The name in the record, or the record's key where the record cannot be read any more.
fn place_of(corpus: &Corpus, bearer: Bearer) -> Place {
    let mut place = Place { related: record_of(corpus, bearer.id, Message::new("record")), plain: None };
    let shard = corpus.shard(bearer.id);
    let Some(meant) = corpus.name(bearer) else { return place };
    let Ok(record) = shard.record(bearer.id.row) else { return place };
    let named = record.names.iter().find(|name| {
        let family = name.literal.as_deref().unwrap_or(&name.family);
        family == meant.family && name.given == meant.given
    });
    let Some(whole) = named.and_then(|name| name.written.from.cover()) else { return place };
    place.related.span = whole;
    let base = shard.entry(bearer.id.row).span().start;
    let text = shard.text_of(bearer.id.row).unwrap_or_default();
    let inside = Span { start: whole.start.saturating_sub(base), end: whole.end.saturating_sub(base) };
    if let Some(at) = inside.of(&text).find(meant.family) {
        let start = whole.start + at as u32;
        let span = Span { start, end: start + meant.family.len() as u32 };
        place.related.span = span;
        place.plain = Some((shard.path().to_owned(), span, meant.family.to_owned()));
    }
    place
}
