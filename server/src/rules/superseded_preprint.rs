//! superseded-preprint: a cited preprint was published, and the corpus has the record of that.

use super::works::recite;
use super::{
    Check, Context, Diagnostic, Docs, Fix, Message, MessageText, Rule, Safety, Severity, file_name, record_of,
};
use crate::manuscript::Citation;
use siglum_corpus::index::RecordId;

/// The rule.
pub static RULE: Rule = Rule {
    name: "superseded-preprint",
    severity: Severity::Info,
    docs: Docs {
        summary: [
            "A cited preprint of which the corpus has what was published",
            "Une prépublication citée dont le corpus a la version publiée",
        ],
        en: include_str!("../../../docs/rules/en/superseded-preprint.md"),
        fr: include_str!("../../../docs/rules/fr/superseded-preprint.md"),
    },
    messages: &[
        MessageText {
            id: "published",
            en: "\"{key}\" is a preprint; {file} has what was published of it: \"{other}\" ({year})",
            fr: "« {key} » est une prépublication ; {file} a la version publiée : « {other} » ({year})",
        },
        MessageText { id: "fix", en: "Cite \"{other}\" instead", fr: "Citer « {other} » à la place" },
        MessageText { id: "record", en: "what was published", fr: "la version publiée" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for cited in context.cited() {
        let work = context.works().of(cited.id);
        let Some(published) = work.said(context, cited.id).published else { continue };
        let citation = &context.manuscript.citations[cited.first];
        if !stand_together(context, citation, published) {
            out.push(diagnose(context, citation, published));
        }
    }
}

/// Whether both are cited in one place: the author knows of both.
fn stand_together(context: &Context<'_>, citation: &Citation, published: RecordId) -> bool {
    let entry = context.corpus.entry(published);
    let Some(cluster) = context.manuscript.clusters.get(citation.cluster as usize) else { return false };
    context.manuscript.citations_in(cluster).iter().any(|other| other.key == entry.key())
}

fn diagnose(context: &Context<'_>, citation: &Citation, published: RecordId) -> Diagnostic {
    let entry = context.corpus.entry(published);
    let file = file_name(context.corpus.shard(published).path());
    let year = entry.year().map(|year| year.to_string()).unwrap_or_default();
    let message = Message::new("published").arg("key", &citation.key).arg("other", entry.key());
    let mut found = Diagnostic::new(&RULE, citation.key_span, message.arg("file", file).arg("year", year));
    found.key = Some(citation.key.clone());
    found.found = Some(citation.key.clone());
    found.expected = Some(entry.key().to_owned());
    found.related.push(record_of(context.corpus, published, Message::new("record")));
    // Of a file that does not serve the manuscript the record would have to be added first.
    if context.served.scope.holds(published.shard) && !entry.key().is_empty() {
        found.fixes.push(Fix {
            title: Message::new("fix").arg("other", entry.key()),
            safety: Safety::Unsafe,
            edits: recite(context, &citation.key, entry.key()),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    /// What is expected in the place of `p`, and how many edits that takes.
    fn told(preprint: &str, published: &str, draft: &str) -> Vec<(String, usize)> {
        let text = format!("//- /refs.bib\n{preprint}\n{published}\n//- /draft.md\n{draft}\n");
        let fixture = Fixture::new(&text);
        let found = fixture.findings(&fixture.manuscripts[0]).into_iter();
        let found = found.filter(|one| one.rule == "superseded-preprint");
        found
            .map(|one| (one.expected.unwrap_or_default(), one.fixes.first().map_or(0, |fix| fix.edits.len())))
            .collect()
    }

    const PUBLISHED: &str = "@inproceedings{v, author = {Vaswani, Ashish and Shazeer, Noam}, title = {Attention is all you need}, booktitle = {Advances in Neural Information Processing Systems}, year = 2018}";

    #[test]
    fn a_preprint_in_any_of_its_forms_is_found() {
        for fields in [
            "@article{p, journal = {arXiv preprint arXiv:1706.03762}",
            "@misc{p, eprint = {1706.03762}, archiveprefix = {arXiv}",
            "@misc{p, doi = {10.48550/arXiv.1706.03762}",
            "@online{p, url = {https://arxiv.org/abs/1706.03762}",
            "@article{p, journal = {CoRR}, volume = {abs/1706.03762}",
            "@unpublished{p, type = {Preprint}",
        ] {
            let preprint = format!(
                "{fields}, author = {{Vaswani, A. and others}}, title = {{Attention Is All You Need}}, year = 2017}}"
            );
            assert_eq!(told(&preprint, PUBLISHED, "One [@p], two @p."), [("v".to_owned(), 2)], "{fields}");
        }
    }

    #[test]
    fn what_was_published_or_is_another_work_is_silent() {
        let one = |fields: &str, title: &str, year: u16| {
            format!("{fields}, author = {{Vaswani, A.}}, title = {{{title}}}, year = {year}}}")
        };
        let arxiv = "@article{p, journal = {arXiv preprint arXiv:1706.03762}";
        for preprint in [
            one("@article{p, journal = {Nature}", "Attention is all you need", 2017),
            one(arxiv, "Attention is not all you need", 2017),
            one(arxiv, "Attention is all you need", 2009),
            one(arxiv, "Attention is all you need", 2017).replace("Vaswani", "Lee"),
            one("@misc{p, doi = {10.1101/gr.1234}", "Attention is all you need", 2017),
            one("@book{p, publisher = {Sage}", "Attention is all you need", 2017),
        ] {
            assert_eq!(told(&preprint, PUBLISHED, "One [@p]."), [], "{preprint}");
        }
        assert_eq!(told(&one(arxiv, "Attention is all you need", 2017), PUBLISHED, "Both [@p; @v]."), []);
    }
}
