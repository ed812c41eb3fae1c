//! language-mismatch: a record declares a language that its text is not in.
//!
//! A title may be a translation, and an abstract often is one: only what cannot be meant so is told.

use super::record::RecordContext;
use super::{Check, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};
use siglum_corpus::lang::{Lang, detect, speaks, split_languages, word_count};
use siglum_corpus::record::{Declared, LangFrom, LangText, Record, TextKind};

/// The rule.
pub static RULE: Rule = Rule {
    name: "language-mismatch",
    severity: Severity::Info,
    docs: Docs {
        summary: [
            "A record declares a language that its text is not in",
            "Une notice déclare une langue qui n'est pas celle de son texte",
        ],
        en: include_str!("../../../docs/rules/en/language-mismatch.md"),
        fr: include_str!("../../../docs/rules/fr/language-mismatch.md"),
    },
    messages: &[
        MessageText {
            id: "title",
            en: "declared as \"{declared}\", but the title is in another language ({found})",
            fr: "déclarée « {declared} », mais le titre est dans une autre langue ({found})",
        },
        MessageText {
            id: "abstract",
            en: "this abstract is declared as \"{declared}\", but its language is another ({found})",
            fr: "ce résumé est déclaré « {declared} », mais sa langue est une autre ({found})",
        },
        MessageText { id: "fix", en: "Write \"{text}\"", fr: "Écrire « {text} »" },
    ],
    check: Check::Record(check),
};

/// The languages whose function words are known, so that a confident detection is right.
const KNOWN: [(&str, &str); 6] =
    [("fr", "french"), ("en", "english"), ("es", "spanish"), ("pt", "portuguese"), ("de", "german"), ("it", "italian")];
/// How sure the detector must be.
const SURE: f32 = 0.9;
/// How many words a title must have, and how many an abstract.
const WORDS: (usize, usize) = (8, 40);

fn check(context: &RecordContext<'_>, out: &mut Vec<Diagnostic>) {
    out.extend(context.record.abstracts.iter().filter_map(|text| of_abstract(context, text)));
    if context.is_kept() {
        out.extend(of_title(context));
    }
}

/// An abstract whose own declaration is wrong.
fn of_abstract(context: &RecordContext<'_>, text: &LangText) -> Option<Diagnostic> {
    let written = text.declared.as_deref()?;
    // A label says whose abstract it is in a list of several; only a declaration is a fact about this text.
    if text.lang_from == LangFrom::Label || text.kind != TextKind::Main {
        return None;
    }
    let declared = Lang::parse(written)?;
    if speaks(&text.text, &declared) {
        return None;
    }
    let found = sure_of(text, WORDS.1).filter(|found| is_known(&declared) && !found.matches(&declared))?;
    if split_languages(&text.text).len() > 1 {
        return None;
    }
    let message = Message::new("abstract").arg("declared", written).arg("found", found.as_str());
    let mut diagnostic = context.finding(&RULE, text.from.cover(), message);
    diagnostic.found = Some(written.to_owned());
    diagnostic.expected = Some(found.as_str().to_owned());
    Some(diagnostic)
}

/// A declaration of the record that its title contradicts.
fn of_title(context: &RecordContext<'_>) -> Option<Diagnostic> {
    let record = context.record;
    let [declared] = record.languages.as_slice() else { return None };
    let lang = declared.lang.as_ref().filter(|lang| is_known(lang))?;
    let title = record.titles.iter().find(|title| title.kind == TextKind::Main)?;
    if speaks(&title.text, lang) {
        return None;
    }
    let translated = |title: &LangText| !matches!(title.kind, TextKind::Main | TextKind::Subtitle | TextKind::Short);
    let found = sure_of(title, WORDS.0).filter(|found| !found.matches(lang))?;
    let bracketed = title.text.starts_with('[') || record.titles.iter().any(translated);
    let agrees = record.abstracts.iter().all(|text| sure_of_abstract(text).is_some_and(|lang| lang.matches(&found)));
    if bracketed || !agrees || !is_of_title(context, declared, lang) {
        return None;
    }
    let message = Message::new("title").arg("declared", &declared.written.value).arg("found", found.as_str());
    let span = declared.written.from.cover();
    let mut diagnostic = context.finding(&RULE, span, message);
    let text = spelt(&declared.written.value, &found);
    diagnostic.found = Some(declared.written.value.clone());
    diagnostic.expected = Some(text.clone());
    let plain = span.filter(|span| *span == diagnostic.span && context.written(*span) == declared.written.value);
    diagnostic.fixes.extend(plain.map(|span| Fix {
        title: Message::new("fix").arg("text", &text),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text }],
    }));
    Some(diagnostic)
}

/// Whether a declaration speaks of the title, and not of a work whose title was translated: `langid` does, and where
/// English is declared nobody translates the title from it.
fn is_of_title(context: &RecordContext<'_>, declared: &Declared, lang: &Lang) -> bool {
    let at = declared.written.from.cover().map(|span| span.start.saturating_sub(context.record.span.start));
    let field =
        context.fields().iter().find(|field| at.is_some_and(|at| field.value.start <= at && at <= field.value.end));
    let name = field.map_or("", |field| field.name.of(context.text));
    let by_name = ["langid", "hyphenation"].iter().any(|known| known.eq_ignore_ascii_case(name));
    by_name || (lang.primary() == "en" && !has_origin(context.record))
}

/// Whether a record speaks of the work that it translates.
fn has_origin(record: &Record) -> bool {
    let names = ["original-title", "original-date", "original-publisher"];
    names.iter().any(|name| record.variable(name).is_some())
        || record.extra.iter().any(|(label, _)| label.value.to_ascii_lowercase().starts_with("orig"))
        || record.names.iter().any(|name| name.role == siglum_corpus::record::Role::Translator)
}

/// The language of a text, where that is as good as certain.
fn sure_of(text: &LangText, words: usize) -> Option<Lang> {
    if word_count(&text.text) < words {
        return None;
    }
    let (lang, sure) = text.detected.clone().or_else(|| detect(&text.text))?;
    (sure >= SURE && is_known(&lang)).then_some(lang)
}

/// The language of an abstract, unless it is in several: a sweep does not part them.
fn sure_of_abstract(text: &LangText) -> Option<Lang> {
    sure_of(text, WORDS.1).filter(|_| split_languages(&text.text).len() < 2)
}

fn is_known(lang: &Lang) -> bool {
    KNOWN.iter().any(|(code, _)| *code == lang.primary())
}

/// A language written as another one was: by babel's name, or by its code.
fn spelt(like: &str, lang: &Lang) -> String {
    let by_code = like.len() <= 3 || like.as_bytes().get(2).is_some_and(|byte| matches!(byte, b'-' | b'_'));
    let name = KNOWN.iter().find(|(code, _)| *code == lang.primary()).map_or(lang.as_str(), |(_, name)| *name);
    if by_code { lang.primary().to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    /// The wrong declarations, as "declared > expected".
    fn found(fields: &str) -> Vec<String> {
        let fixture = Fixture::new(&format!("//- /refs.bib\n@book{{a, {fields}}}\n"));
        let found = fixture.findings(&fixture.bibliographies[0]).into_iter();
        let found = found.filter(|one| one.rule == "language-mismatch");
        found.map(|one| format!("{} > {}", one.found.unwrap_or_default(), one.expected.unwrap_or_default())).collect()
    }

    const FR: &str =
        "L'impact de la coproduction sur l'imputabilité dans les services publics de la Finlande et de la France";
    const EN: &str = "The impact of co-production on the accountability of public services in Finland and in other countries of the north";

    #[test]
    fn a_wrong_declaration_is_found() {
        assert_eq!(found(&format!("title = {{{FR}}}, langid = {{english}}")), ["english > french"]);
        assert_eq!(found(&format!("title = {{{EN}}}, langid = {{french}}")), ["french > english"]);
        assert_eq!(found(&format!("title = {{{FR}}}, language = {{en}}")), ["en > fr"]);
        let long = format!("{EN}. {EN}. {EN}.");
        assert_eq!(found(&format!("title = {{T}}, abstract_fr = {{{long}}}")), ["fr > en"]);
    }

    #[test]
    fn translations_and_doubt_are_silent() {
        let long = format!("{FR}. {FR}. {FR}.");
        for fields in [
            format!("title = {{{FR}}}, langid = {{french}}"),
            format!("title = {{{EN}}}, language = {{french}}"),
            format!("title = {{{EN}}}, language = {{russian}}"),
            format!("title = {{{EN}}}, langid = {{french}}, abstract = {{{long}}}"),
            format!("title = {{{EN}}}, origtitle = {{{FR}}}, langid = {{french}}"),
            format!("title = {{T}}, abstract_fr = {{Abstract: {EN}. {EN}. {EN}.\n\nRésumé : {FR}. {FR}.}}"),
            "title = {Street-level bureaucracy}, langid = {french}".to_owned(),
            format!("title = {{{EN}}}, language = {{english and french}}"),
            format!("title = {{{FR}}}, language = {{english}}, translator = {{Doe, Jane}}"),
        ] {
            assert!(found(&fields).is_empty(), "{fields}: {:?}", found(&fields));
        }
    }
}
