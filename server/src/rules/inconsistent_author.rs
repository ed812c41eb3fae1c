//! inconsistent-author: one person whose name is spelt in two ways that differ by a slip, in records of one file or of two.
//!
//! Two people may bear names that are alike. They are taken for one only where their given names are the same and spelt
//! out, and they share a co-author.

use super::near::finding::span_of;
use super::{Check, Confidence, Diagnostic, Docs, FileContext, Message, MessageText, Rule, Severity, record_of};
use siglum_corpus::fold::{fold, nfc, translit};
use siglum_corpus::index::{Bearer, RecordId, Scope};
use siglum_corpus::near::{main_title, same_start, title_words};
use siglum_corpus::shard::NameView;

/// The rule.
pub static RULE: Rule = Rule {
    name: "inconsistent-author",
    severity: Severity::Info,
    docs: Docs {
        summary: [
            "One person whose name differs by a slip from record to record",
            "Une personne dont le nom diffère par une faute d'une notice à l'autre",
        ],
        en: include_str!("../../../docs/rules/en/inconsistent-author.md"),
        fr: include_str!("../../../docs/rules/fr/inconsistent-author.md"),
    },
    messages: &[
        MessageText {
            id: "differs",
            en: "\"{found}\" is \"{expected}\" in {key}: {given} and a co-author are the same",
            fr: "« {found} » est « {expected} » dans {key} : {given} et un co-auteur sont les mêmes",
        },
        MessageText { id: "record", en: "the other record", fr: "l'autre notice" },
    ],
    check: Check::Bibliography(check),
};

/// Shorter names are alike by chance.
const LETTERS: usize = 5;
/// From how many letters on two slips are believed.
const LONG: usize = 8;
/// So many names of a record are looked at: long lists are machines' work.
const NAMES: usize = 40;
/// So many people of one name are compared.
const PEOPLE: usize = 64;
/// Beyond so many records a file is a library, and asking for every name takes long: nothing is said.
const RECORDS: u32 = 2_000;

fn check(context: &FileContext<'_>, out: &mut Vec<Diagnostic>) {
    if context.shard.len() > RECORDS {
        return;
    }
    for row in 0..context.shard.len() {
        let id = RecordId { shard: context.place, row };
        for (nth, name) in (0u32..).zip(context.shard.entry(row).names().take(NAMES)) {
            if let Some(other) = is_whole(&name).then(|| other_spelling(context, id, &name)).flatten() {
                out.extend(diagnose(context, Bearer { id, nth }, other));
            }
        }
    }
}

/// A person of whom enough is known: a family name that is long enough, and a given name that is spelt out.
fn is_whole(name: &NameView<'_>) -> bool {
    let spelt_out = |part: &str| part.chars().count() > 2 && !part.contains('.');
    !name.literal && name.family.chars().count() >= LETTERS && name.given.split([' ', '-']).any(spelt_out)
}

/// The spelling of the same person that more records have, or as many and the first of them in the alphabet.
fn other_spelling(context: &FileContext<'_>, id: RecordId, name: &NameView<'_>) -> Option<Bearer> {
    let folded = fold(name.family);
    let slips = if folded.chars().count() >= LONG { 2 } else { 1 };
    let near = context.corpus.names_near(&folded, &Scope::All, slips);
    near.iter().filter(|form| same_start(&form.folded, &folded)).find_map(|form| {
        let alike = translit(name.family) == form.folded.as_str();
        let (own, theirs) = (count(context, &folded), count(context, &form.folded));
        let rarer = own < theirs || own == theirs && form.folded.as_str() < &*folded;
        if alike || !rarer {
            return None;
        }
        let mut found = None;
        let mut left = PEOPLE;
        context.corpus.bearers(&form.folded, &Scope::All, |bearer| {
            found = is_same_person(context, id, name, bearer).then_some(bearer);
            left -= 1;
            found.is_none() && left > 0
        });
        found
    })
}

fn count(context: &FileContext<'_>, folded: &str) -> usize {
    let mut count = 0;
    context.corpus.bearers(folded, &Scope::All, |_| {
        count += 1;
        count < PEOPLE
    });
    count
}

/// Whether a name of another record is the same person's: the same given name, and a co-author in common.
fn is_same_person(context: &FileContext<'_>, id: RecordId, name: &NameView<'_>, bearer: Bearer) -> bool {
    let Some(other) = context.corpus.name(bearer) else { return false };
    if bearer.id == id || other.literal || fold(other.given) != fold(name.given) {
        return false;
    }
    // Two records of one work are record-differs' matter.
    let title = |id: RecordId| title_words(main_title(context.corpus.entry(id).title()));
    if title(id) == title(bearer.id) {
        return false;
    }
    let others = |id: RecordId, but: &str| -> Vec<String> {
        let names = context.corpus.entry(id).names().take(NAMES).filter(|name| name.family != but);
        names.map(|name| format!("{}, {}", nfc(name.family), nfc(name.given))).collect()
    };
    let theirs = others(bearer.id, other.family);
    others(id, name.family).iter().any(|name| theirs.contains(name))
}

fn diagnose(context: &FileContext<'_>, own: Bearer, other: Bearer) -> Option<Diagnostic> {
    let (name, right) = (context.corpus.name(own)?, context.corpus.name(other)?);
    if context.config.are_same(name.family, right.family) {
        return None;
    }
    let span = span_of(context.corpus, own);
    let key = context.corpus.entry(other.id).key().to_owned();
    let message = Message::new("differs").arg("found", name.family).arg("expected", right.family);
    let message = message.arg("key", &key).arg("given", name.given);
    let mut found = Diagnostic::new(&RULE, span, message);
    found.confidence = Confidence::Medium;
    found.found = Some(name.family.to_owned());
    found.expected = Some(right.family.to_owned());
    found.key = Some(context.corpus.entry(own.id).key().to_owned());
    found.related.push(record_of(context.corpus, other.id, Message::new("record")));
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn one_person_in_two_spellings_is_found() {
        check(
            "//- /refs.bib
@book{a, author = {Stenvall, Jari and Tuurnas, Sanna}, title = {One}, year = {2012}}
@book{b, author = {Stenvall, Jari}, title = {Two}, year = {2013}}
@book{c, author = {Stenval, Jari and Tuurnas, Sanna}, title = {Three}, year = {2014}}
                   ^^^^^^^ info[inconsistent-author]: \"Stenval\" is \"Stenvall\" in a: Jari and a co-author are the same
",
        );
    }

    #[test]
    fn people_who_are_alike_are_two() {
        check(
            "//- /refs.bib
@book{a, author = {Hansen, Peter and Berg, Anna}, title = {One}, year = {2012}}
@book{b, author = {Hanson, Peter and Lund, Bo}, title = {Two}, year = {2013}}
@book{c, author = {Hanson, Petra and Berg, Anna}, title = {Three}, year = {2014}}
@book{d, author = {Johansson, K. and Berg, Anna}, title = {Four}, year = {2014}}
@book{e, author = {Johanson, K. and Berg, Anna}, title = {Five}, year = {2014}}
@book{f, author = {Müller, Anna and Berg, Anna}, title = {Six}, year = {2014}}
@book{g, author = {Mueller, Anna and Berg, Anna}, title = {Seven}, year = {2014}}
",
        );
    }
}
