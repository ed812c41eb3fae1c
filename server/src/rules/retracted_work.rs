//! retracted-work: a cited work is retracted, as its record, another record of the corpus, or a list of the settings says.

use super::works::{Retraction, Source};
use super::{Check, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity, file_name, record_of};

/// The rule.
pub static RULE: Rule = Rule {
    name: "retracted-work",
    severity: Severity::Warning,
    docs: Docs {
        summary: ["A cited work is retracted", "Une œuvre citée est rétractée"],
        en: include_str!("../../../docs/rules/en/retracted-work.md"),
        fr: include_str!("../../../docs/rules/fr/retracted-work.md"),
    },
    messages: &[
        MessageText {
            id: "said",
            en: "the work \"{key}\" is retracted: {file} says \"{words}\"",
            fr: "l'œuvre « {key} » est rétractée : {file} dit « {words} »",
        },
        MessageText {
            id: "notice",
            en: "the work \"{key}\" is retracted by \"{words}\" in {file}",
            fr: "l'œuvre « {key} » est rétractée par « {words} » dans {file}",
        },
        MessageText {
            id: "listed",
            en: "the work \"{key}\" is retracted: {file} lists {words}",
            fr: "l'œuvre « {key} » est rétractée : {file} donne {words}",
        },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for cited in context.cited() {
        let work = context.works().of(cited.id);
        let Some(Retraction { source, words }) = &work.said(context, cited.id).retraction else { continue };
        let (id, file, place) = match source {
            Source::Record(id) => ("said", file_name(context.corpus.shard(*id).path()), *id),
            Source::Notice(id) => ("notice", file_name(context.corpus.shard(*id).path()), *id),
            Source::List(file) => ("listed", file.clone(), cited.id),
        };
        let citation = &context.manuscript.citations[cited.first];
        let message = Message::new(id).arg("key", &citation.key).arg("file", file).arg("words", words);
        let mut found = Diagnostic::new(&RULE, citation.key_span, message);
        found.key = Some(citation.key.clone());
        found.found = Some(citation.key.clone());
        found.related.push(record_of(context.corpus, place, Message::new("record")));
        out.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::config::retractions::Retractions;
    use crate::rules::testing::Fixture;

    fn told(fixture: &Fixture) -> Vec<String> {
        let found = fixture.findings(&fixture.manuscripts[0]).into_iter().filter(|one| one.rule == "retracted-work");
        found.map(|one| one.message.render(one.rule, crate::config::MessageLanguage::English)).collect()
    }

    #[test]
    fn the_record_another_record_or_a_notice_says_it() {
        let refs = "//- /refs.bib\n@article{a, author = {Ek, A.}, title = {A work on hearts}, year = 2010, doi = {10.1/bad}}\n";
        let draft = "//- /draft.md\nOne [@a] and [@a].\n";
        assert!(told(&Fixture::new(&format!("{refs}{draft}"))).is_empty());
        let own = refs.replace("year", "pubstate = {retracted}, year");
        assert_eq!(
            told(&Fixture::new(&format!("{own}{draft}"))),
            ["the work \"a\" is retracted: refs.bib says \"retracted\""]
        );
        let crossref = r#"//- /work.json
{"status": "ok", "message-type": "work", "message": {"DOI": "10.1/BAD", "type": "journal-article", "title": ["A work on hearts"], "author": [{"family": "Ek", "given": "A."}], "issued": {"date-parts": [[2010]]}, "indexed": {}, "reference-count": 1, "updated-by": [{"type": "retraction", "DOI": "10.1/n"}]}}
"#;
        assert_eq!(
            told(&Fixture::new(&format!("{refs}{crossref}{draft}"))),
            ["the work \"a\" is retracted: work.json says \"retraction\""]
        );
        let notice = crossref
            .replace("10.1/BAD", "10.1/n")
            .replace("A work on hearts", "Retraction: A work on hearts")
            .replace("updated-by", "update-to")
            .replace("\"DOI\": \"10.1/n\"}]", "\"DOI\": \"10.1/bad\"}]");
        let said = told(&Fixture::new(&format!("{refs}{notice}{draft}")));
        assert!(said.len() == 1 && said[0].starts_with("the work \"a\" is retracted by "), "{said:?}");
    }

    #[test]
    fn a_notice_is_cited_in_silence() {
        let text = "//- /refs.bib\n@article{n, author = {Ek, A.}, title = {Retraction: a work on hearts}, year = 2012, note = {Retracted}}\n//- /draft.md\nOne [@n].\n";
        assert!(told(&Fixture::new(text)).is_empty());
    }

    #[test]
    fn a_list_says_it_by_doi_number_or_key() {
        let text = "//- /refs.bib\n@article{a, author = {Ek, A.}, title = {A}, year = 2010, doi = {10.1/bad}}\n@article{b, author = {Ek, A.}, title = {B}, year = 2011, pmid = {123456}}\n@article{c, author = {Ek, A.}, title = {C}, year = 2012}\n@article{d, author = {Ek, A.}, title = {D}, year = 2012}\n//- /draft.md\nOne [@a; @b; @c; @d].\n";
        let mut fixture = Fixture::new(text);
        fixture.config.retractions =
            Retractions::of([("list.txt", "https://doi.org/10.1/BAD\n123456 # a number\n@c\n")].into_iter());
        let found = told(&fixture);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], "the work \"a\" is retracted: list.txt lists 10.1/bad");
    }
}
