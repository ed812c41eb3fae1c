//! missing-abstract: a cited work of which the corpus has no abstract in a language that the settings ask for.

use super::{Check, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity, record_of};
use siglum_corpus::Lang;
use siglum_corpus::index::RecordId;
use siglum_corpus::record::TextKind;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-abstract",
    severity: Severity::Off,
    docs: Docs {
        summary: [
            "A cited work without an abstract in a language that is asked for",
            "Une œuvre citée sans résumé dans une langue demandée",
        ],
        en: include_str!("../../../docs/rules/en/missing-abstract.md"),
        fr: include_str!("../../../docs/rules/fr/missing-abstract.md"),
    },
    messages: &[
        MessageText { id: "none", en: "\"{key}\" has no abstract", fr: "« {key} » n'a pas de résumé" },
        MessageText {
            id: "missing",
            en: "\"{key}\" has no abstract in: {languages}",
            fr: "« {key} » n'a pas de résumé en : {languages}",
        },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let asked = if context.config.abstracts.is_empty() { &context.config.languages } else { &context.config.abstracts };
    for cited in context.cited() {
        let work = context.works().of(cited.id);
        let has = work.abstracts.get_or_init(|| languages(context, cited.id));
        // Of an abstract whose language is not known nothing is missing for certain.
        let has_it = |lang: &Lang| has.iter().any(|one| one.as_ref().is_none_or(|one| one.matches(lang)));
        let missing: Vec<&str> = asked.iter().filter(|lang| !has_it(lang)).map(Lang::as_str).collect();
        let message = match (asked.is_empty(), has.is_empty()) {
            (true, true) => Message::new("none"),
            (false, _) if !missing.is_empty() => Message::new("missing").arg("languages", missing.join(", ")),
            _ => continue,
        };
        let citation = &context.manuscript.citations[cited.first];
        let mut found = Diagnostic::new(&RULE, citation.key_span, message.arg("key", &citation.key));
        found.key = Some(citation.key.clone());
        found.found = Some(citation.key.clone());
        found.related.push(record_of(context.corpus, cited.id, Message::new("record")));
        out.push(found);
    }
}

/// The languages of the abstracts that any file has of a work; `None` for one that is not known. A record that cannot be
/// read any more counts as having one, since nothing could be looked up.
fn languages(context: &Context<'_>, id: RecordId) -> Vec<Option<Lang>> {
    let Ok(work) = context.corpus.work(id) else { return vec![None] };
    let whole = |kind: TextKind| {
        !matches!(kind, TextKind::PlainLanguage | TextKind::Graphical | TextKind::Teaser | TextKind::Short)
    };
    let texts = work.abstracts().into_iter().map(|(text, _)| text).filter(|text| whole(text.kind));
    texts.map(|text| text.lang.clone().filter(|_| text.kind != TextKind::Mixed)).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity;
    use crate::rules::testing::Fixture;
    use siglum_corpus::Lang;

    fn told(fixture: &str, languages: &[&str]) -> Vec<String> {
        let mut fixture = Fixture::new(fixture);
        fixture.config.severities.insert("missing-abstract".to_owned(), Severity::Info);
        fixture.config.abstracts = languages.iter().map(|tag| Lang::new(*tag)).collect();
        let found = fixture.findings(&fixture.manuscripts[0]).into_iter().filter(|one| one.rule == "missing-abstract");
        found.map(|one| one.message.render(one.rule, crate::config::MessageLanguage::English)).collect()
    }

    const TEXT: &str = "//- /refs.bib
@article{a, author = {Ek, A.}, title = {Trust at the counter}, year = 2010, abstract = {This article shows that the trust of the people in public services grows where they meet.}}
@article{b, author = {Bo, B.}, title = {Another matter}, year = 2011}
//- /fr.bib
@article{other, author = {Ek, A.}, title = {Trust at the counter}, year = 2010, abstract = {Cet article montre que la confiance des gens dans les services publics grandit avec les rencontres.}}
//- /draft.md
One [@a; @b], two [@a].
";

    #[test]
    fn what_no_file_has_is_found() {
        assert_eq!(told(TEXT, &[]), ["\"b\" has no abstract"]);
        assert_eq!(told(TEXT, &["fr", "en"]), ["\"b\" has no abstract in: fr, en"]);
        assert_eq!(told(TEXT, &["de"]).len(), 2);
        assert!(Fixture::new(TEXT).findings(&Fixture::new(TEXT).manuscripts[0]).is_empty(), "off unless asked for");
    }
}
