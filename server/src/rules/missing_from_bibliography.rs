//! missing-from-bibliography: the key is in the corpus, not in the manuscript's own bibliography.

use super::lookup::{Lookup, lookup};
use super::{
    Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity, file_name, record_of,
};
use siglum_corpus::Span;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::shard::Shard;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-from-bibliography",
    severity: Severity::Error,
    docs: Docs {
        summary: [
            "A key of the corpus that the manuscript's own bibliography lacks",
            "Une clé du corpus qui manque à la bibliographie du manuscrit",
        ],
        en: include_str!("../../../docs/rules/en/missing-from-bibliography.md"),
        fr: include_str!("../../../docs/rules/fr/missing-from-bibliography.md"),
    },
    messages: &[
        MessageText {
            id: "missing",
            en: "\"{key}\" is a record of {file}, but not of the manuscript's bibliography",
            fr: "« {key} » est une notice de {file}, mais non de la bibliographie du manuscrit",
        },
        MessageText { id: "fix", en: "Add \"{key}\" to {file}", fr: "Ajouter « {key} » à {file}" },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for citation in &context.manuscript.citations {
        let Lookup::Elsewhere(id) = lookup(context, citation) else { continue };
        let file = file_name(context.corpus.shards()[id.shard as usize].path());
        let message = Message::new("missing").arg("key", &citation.key).arg("file", file);
        let mut diagnostic = Diagnostic::new(&RULE, citation.key_span, message);
        diagnostic.key = Some(citation.key.clone());
        diagnostic.found = Some(citation.key.clone());
        diagnostic.related.push(record_of(context.corpus, id, Message::new("record")));
        diagnostic.fixes.extend(fix(context, &citation.key, id));
        out.push(diagnostic);
    }
}

/// Appends the record as it stands, where both files are BibTeX, whose records can be appended.
fn fix(context: &Context<'_>, key: &str, id: RecordId) -> Option<Fix> {
    let shards = context.corpus.shards();
    let from = &shards[id.shard as usize];
    let Scope::Some(places) = &context.served.scope else { return None };
    let is_bibtex = |shard: &&Shard| shard.format() == "bibtex" && from.format() == "bibtex";
    let own = places.iter().map(|place| &*shards[*place as usize]).find(is_bibtex)?;
    let text = from.text_of(id.row).ok()?;
    Some(Fix {
        title: Message::new("fix").arg("key", key).arg("file", file_name(own.path())),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: Some(own.path().to_owned()), span: end_of(own), text: format!("\n\n{text}") }],
    })
}

/// After the last record.
fn end_of(shard: &Shard) -> Span {
    let last = shard.len().checked_sub(1).map_or(0, |row| shard.entry(row).span().end as usize);
    Span::new(last, last)
}
