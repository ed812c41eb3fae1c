//! missing-author: a typed citation with two names and more that lacks a co-author of the record, or has one too many.

use super::near::kinds::Kinds;
use super::near::shifted;
use super::near::typed::{Typed, is_of, main_names};
use super::{Check, Confidence, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity, record_of};
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;
use siglum_corpus::shard::NameView;

/// Records of more authors are cited in many shortened ways.
const LISTED: usize = 5;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-author",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A typed citation that lacks a co-author of the record of its year",
            "Une citation saisie à laquelle manque un co-auteur de la notice de cette année",
        ],
        en: include_str!("../../../docs/rules/en/missing-author.md"),
        fr: include_str!("../../../docs/rules/fr/missing-author.md"),
    },
    messages: &[
        MessageText {
            id: "lacks",
            en: "{expected}, a co-author of {key}, is missing here",
            fr: "{expected}, co-auteur de {key}, manque ici",
        },
        MessageText {
            id: "extra",
            en: "{found} is no author of {key}, as those beside it are",
            fr: "{found} n'est pas un auteur de {key}, contrairement à ses voisins",
        },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (start, facts) in context.reading().paragraphs(Kinds::TYPED) {
        for typed in &facts.typed {
            out.extend(lacking(context, start, typed).or_else(|| too_many(context, start, typed)));
        }
    }
}

/// Two names and more, no "et al.", and every record of the year that has them has further authors.
fn lacking(context: &Context<'_>, start: u32, typed: &Typed) -> Option<Diagnostic> {
    let (first, last) = (typed.names.first()?, typed.names.last()?);
    if typed.others
        || typed.names.len() < 2
        || typed.exact.iter().any(|id| typed.fits(context.corpus.entry(*id).names()))
    {
        return None;
    }
    if goes_on(context, shifted(first.0, start)) {
        return None;
    }
    let id = *typed.exact.first()?;
    let authors = main_names(context.corpus.entry(id).names());
    if authors.len() > LISTED {
        return None;
    }
    let missing: Vec<_> = {
        let stands = |name: &NameView<'_>| {
            typed.names.iter().any(|(_, form)| is_of(name, form) || context.config.are_same(form, name.family))
        };
        authors.iter().filter(|name| !stands(name)).collect()
    };
    let expected = missing.iter().map(|name| name.family).collect::<Vec<_>>().join(", ");
    let span = Span { start: first.0.start, end: last.0.end };
    (!missing.is_empty()).then(|| diagnose(context, "lacks", shifted(span, start), (id, expected)))
}

/// Whether another capitalised word is joined to the group in front of it: a co-author whose name has a slip, then, is no
/// missing one.
fn goes_on(context: &Context<'_>, first: Span) -> bool {
    let before = context.manuscript.prose.text.get(..first.start as usize).unwrap_or_default().trim_end();
    let joined = ["and", "et", "und", "y", "e"].iter().find_map(|word| before.strip_suffix(word)?.strip_suffix(' '));
    let joined = joined.or_else(|| before.strip_suffix([',', '&', ';'])).map(str::trim_end);
    let word = joined.and_then(|before| before.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next());
    word.is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// Three names and more, of which all but one are the authors of one record of the year.
fn too_many(context: &Context<'_>, start: u32, typed: &Typed) -> Option<Diagnostic> {
    if typed.others || typed.names.len() < 3 || !typed.exact.is_empty() {
        return None;
    }
    let [id] = typed.partly.as_slice() else { return None };
    let authors = main_names(context.corpus.entry(*id).names());
    let is_author =
        |form: &str| authors.iter().any(|name| is_of(name, form) || context.config.are_same(form, name.family));
    let mut strangers = typed.names.iter().filter(|(_, form)| !is_author(form));
    let (Some((span, _)), None) = (strangers.next(), strangers.next()) else { return None };
    (authors.len() + 1 == typed.names.len())
        .then(|| diagnose(context, "extra", shifted(*span, start), (*id, String::new())))
}

fn diagnose(
    context: &Context<'_>,
    id: &'static str,
    place: Span,
    (record, expected): (RecordId, String),
) -> Diagnostic {
    let prose = &context.manuscript.prose;
    let key = context.corpus.entry(record).key().to_owned();
    let found = place.of(&prose.text);
    let message = Message::new(id).arg("found", found).arg("expected", &expected).arg("key", &key);
    let mut diagnostic = Diagnostic::new(&RULE, prose.source(place), message);
    diagnostic.confidence = Confidence::Medium;
    diagnostic.found = Some(found.to_owned());
    diagnostic.expected = Some(expected).filter(|expected| !expected.is_empty());
    diagnostic.related.push(record_of(context.corpus, record, Message::new("record")));
    diagnostic.key = Some(key);
    diagnostic
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    const REFS: &str = "//- /refs.bib
@book{t16, author = {Tuurnas, Sanna and Stenvall, Jari and Rannisto, Pasi-Heikki}, title = {T}, year = {2016}}
@book{s12, author = {Stenvall, Jari and Rannisto, Pasi-Heikki}, title = {U}, year = {2012}}
@book{l80, author = {Lipsky, Michael}, title = {V}, year = {1980}}
//- /draft.md
";

    #[test]
    fn a_co_author_that_is_missing_or_too_many_is_found() {
        check(&format!(
            "{REFS}Tuurnas et Stenvall (2016) disent.
^^^^^^^^^^^^^^^^^^^ warning[missing-author]: Rannisto, a co-author of t16, is missing here

(Stenvall, Rannisto & Lipsky, 2012)
                      ^^^^^^ warning[missing-author]: Lipsky is no author of s12, as those beside it are
"
        ));
    }

    #[test]
    fn a_co_author_with_a_slip_is_not_missing() {
        check(&format!(
            "{REFS}Tuurnas, Stenvell and Rannisto (2016) say so.
         ^^^^^^^^ warning[misspelled-author]
Turnaas, Stenvall et Rannisto (2016) disent.
^^^^^^^ warning[misspelled-author]
"
        ));
    }

    #[test]
    fn whole_and_shortened_groups_are_right() {
        check(&format!(
            "{REFS}Tuurnas et al. (2016), Tuurnas (2016), Tuurnas, Stenvall et Rannisto (2016), Stenvall & Rannisto (2012).

Stenvall & Lipsky (2012), Tuurnas & Stenvall (1999).
"
        ));
    }
}
