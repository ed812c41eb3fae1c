//! missing-from-bibliography: the key is in the corpus, not in the manuscript's own bibliography.

use super::lookup::Lookup;
use super::{
    Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity, file_name, record_of,
};
use siglum_corpus::Span;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::write::Source;
use siglum_corpus::write::add::addition;

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
    for (citation, lookup) in context.manuscript.citations.iter().zip(&context.keys().lookups) {
        let Lookup::Elsewhere(id) = *lookup else { continue };
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

/// Adds the record to the first of the manuscript's bibliographies that takes it, in that file's own style; an entry of
/// BibTeX goes into BibTeX as it is written.
fn fix(context: &Context<'_>, key: &str, id: RecordId) -> Option<Fix> {
    let shards = context.corpus.shards();
    let from = &shards[id.shard as usize];
    let Scope::Some(places) = &context.served.scope else { return None };
    let record = from.record(id.row).ok()?;
    let written = from.entry_as_written(id.row);
    let source = Source { record: &record, written: written.as_ref() };
    let mut own = places.iter().filter_map(|place| shards.get(*place as usize));
    let (own, addition) = own.find_map(|own| Some((own, addition(own, source)?)))?;
    let at = addition.at as usize;
    Some(Fix {
        title: Message::new("fix").arg("key", key).arg("file", file_name(own.path())),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: Some(own.path().to_owned()), span: Span::new(at, at), text: addition.text }],
    })
}
