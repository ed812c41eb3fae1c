//! A finding about a name: what stands there, what the record has, the place in the record, and the edit.

use crate::rules::{Context, Diagnostic, Edit, Fix, Message, Related, Rule, Safety, record_of};
use siglum_corpus::Span;
use siglum_corpus::index::Bearer;

/// A finding of `rule`, which says a `fix` and a `record`: `found` stands at `span`, where the bearer's name is `expected`.
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
    diagnostic.key = Some(key);
    diagnostic.related.push(named(context, bearer));
    diagnostic.fixes.push(Fix {
        title: Message::new("fix").arg("expected", expected),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text: expected.to_owned() }],
    });
    diagnostic
}

/// The name in the record, or the record's key where the record cannot be read any more.
fn named(context: &Context<'_>, bearer: Bearer) -> Related {
    let mut related = record_of(context.corpus, bearer.id, Message::new("record"));
    let Some(meant) = context.corpus.name(bearer) else { return related };
    let Ok(record) = context.corpus.shard(bearer.id).record(bearer.id.row) else { return related };
    let named = record.names.iter().find(|name| {
        let family = name.literal.as_deref().unwrap_or(&name.family);
        family == meant.family && name.given == meant.given
    });
    if let Some(span) = named.and_then(|name| name.written.from.cover()) {
        related.span = span;
    }
    related
}
