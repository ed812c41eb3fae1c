//! ambiguous-citation: names and a year that fit two works, where no letter tells them apart.

use super::near::kinds::Kinds;
use super::{Check, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity, record_of};
use siglum_corpus::fold::fold;
use siglum_corpus::index::RecordId;
use siglum_corpus::near::{main_title, title_words};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ambiguous-citation",
    severity: Severity::Info,
    docs: Docs {
        summary: [
            "Names and a year that fit two works, and no letter tells them apart",
            "Des noms et une année qui conviennent à deux travaux, sans lettre qui les distingue",
        ],
        en: include_str!("../../../docs/rules/en/ambiguous-citation.md"),
        fr: include_str!("../../../docs/rules/fr/ambiguous-citation.md"),
    },
    messages: &[
        MessageText {
            id: "two",
            en: "{found} fits {key} and {other}: a letter behind the year would tell them apart",
            fr: "{found} convient à {key} et à {other} : une lettre après l'année les distinguerait",
        },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (start, facts) in context.reading().paragraphs(Kinds::TYPED) {
        for typed in facts.typed.iter().filter(|typed| typed.year.letter.is_none() && typed.anchor.is_none()) {
            let fits =
                |id: &&RecordId| context.served.scope.holds(id.shard) && typed.fits(context.corpus.entry(**id).names());
            let records: Vec<RecordId> = typed.exact.iter().filter(fits).copied().collect();
            let Some((first, second)) = two_works(context, &records) else { continue };
            let prose = &context.manuscript.prose;
            let place = typed.place(&prose.text, start);
            let key = |id: RecordId| context.corpus.entry(id).key().to_owned();
            let words = place.of(&prose.text).split_whitespace().collect::<Vec<_>>().join(" ");
            let message = Message::new("two").arg("found", &words).arg("key", key(first)).arg("other", key(second));
            let mut found = Diagnostic::new(&RULE, prose.source(place), message);
            found.found = Some(words);
            found.key = Some(key(first));
            let related = |id| record_of(context.corpus, id, Message::new("record"));
            found.related.extend([first, second].map(related));
            out.push(found);
        }
    }
}

/// The first two records that are different works by the same first author.
fn two_works(context: &Context<'_>, records: &[RecordId]) -> Option<(RecordId, RecordId)> {
    let first = *records.first()?;
    let title = |id: RecordId| title_words(main_title(context.corpus.entry(id).title()));
    let author = |id: RecordId| context.corpus.entry(id).names().next().map(|name| fold(name.family).into_owned());
    let (named, by) = (title(first), author(first));
    let other = |id: &&RecordId| title(**id) != named && author(**id) == by;
    records.iter().skip(1).find(other).map(|second| (first, *second))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    const REFS: &str = "//- /refs.bib
@book{chao2014a, author = {Chao, Anne}, title = {One thing}, year = {2014}}
@book{chao2014b, author = {Chao, Anne}, title = {Another thing}, year = {2014}}
@book{chao2014c, author = {Chao, Anne and Jost, Lou}, title = {A third thing}, year = {2014}}
@book{lipsky1980, author = {Lipsky, Michael}, title = {Four}, year = {1980}}
//- /draft.md
";

    #[test]
    fn two_works_of_one_year_are_found() {
        check(&format!(
            "{REFS}Chao (2014) says.
^^^^^^^^^^^ info[ambiguous-citation]: Chao (2014) fits chao2014a and chao2014b: a letter behind the year would tell them apart
"
        ));
    }

    #[test]
    fn what_is_told_apart_is_silent() {
        check(&format!("{REFS}Chao (2014a), Chao & Jost (2014), Lipsky (1980).\n"));
    }
}
