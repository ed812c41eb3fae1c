//! Texts in languages out of one field, the same way for every reader: parts by language, declared against detected.
//!
//! Invariant: every [`LangText`] made here has the text and the provenance that `place` gave for its range.

use crate::lang::{self, Lang, Part, split_languages, word_count};
use crate::read::Depth;
use crate::record::{LangFrom, LangText, TextKind};
use crate::span::Text;
use std::ops::Range;

/// A detector this sure, on a text of [`ENOUGH`] words, overrules what the file declares.
const CONTRADICTS: f32 = 0.8;
/// Words that a text needs before its detected language may overrule a declared one.
const ENOUGH: usize = 12;
/// How sure a detector must be where nothing is declared.
const LIKELY: f32 = 0.45;

/// What is known of a field that holds an abstract or a title.
#[derive(Clone, Debug, Default)]
pub struct Claim<'a> {
    /// What the file says of the field's language, as written (`fre`, `Résumé anglais`); empty if nothing.
    pub written: &'a str,
    /// That language as understood.
    pub lang: Option<Lang>,
    /// Whether it is declared for the field or said by its label.
    pub from: LangFrom,
    /// The record's own language, the weakest hint.
    pub record: Option<Lang>,
    /// What the text is to the work.
    pub kind: TextKind,
    /// How much is wanted: languages are looked for in texts only where all is.
    pub depth: Depth,
}

/// The abstracts in a field: one per language as far as they can be told apart, headings split off; where no languages are
/// wanted, the whole field as one.
///
/// `text` is the field's text with its line breaks; `place` gives the decoded text (NFC) and the provenance of a range
/// of it. For `Plain` text that is the slice itself; for a decoded format it maps the range back to the file.
pub fn abstracts_of(text: &str, claim: &Claim<'_>, place: impl Fn(Range<usize>) -> Text) -> Vec<LangText> {
    if !claim.depth.detects() {
        let whole = undetected(place(0..text.len()), claim);
        return if whole.text.is_empty() { Vec::new() } else { vec![whole] };
    }
    let parts = split_languages(text);
    let several = parts.len() > 1;
    parts
        .into_iter()
        .map(|part| {
            let placed = place(part.range.clone());
            let same = text.get(part.range.clone()) == Some(placed.value.as_str());
            let claim = claim_of(text, &part, claim, several);
            let known = part.detected.clone().filter(|_| same);
            let mut made = made(known.or_else(|| lang::detect(&placed.value)), placed, &claim);
            made.trailer = trailer(&made.text);
            if part.mixed {
                made.kind = TextKind::Mixed;
                made.lang = None;
                made.lang_from = LangFrom::Unknown;
            }
            made
        })
        .filter(|made| !made.text.is_empty())
        .collect()
}

/// A heading says more of its part than the field's label does; of a field in two languages the label says nothing.
fn claim_of<'a>(text: &'a str, part: &Part, claim: &Claim<'a>, several: bool) -> Claim<'a> {
    let heading = part.heading.clone().and_then(|range| text.get(range));
    match heading {
        Some(written) if claim.lang.is_none() || several => {
            Claim { written, lang: part.heading_lang.clone(), from: LangFrom::Label, ..claim.clone() }
        }
        None if several => Claim { written: "", lang: None, ..claim.clone() },
        _ => claim.clone(),
    }
}

/// One text with its language: the claimed one unless detection clearly contradicts it, else the detected one, else the
/// record's. Both the claim and the detected language are kept.
#[must_use]
pub fn in_language(text: Text, claim: &Claim<'_>) -> LangText {
    if !claim.depth.detects() {
        return undetected(text, claim);
    }
    made(lang::detect(&text.value), text, claim)
}

fn made(detected: Option<(Lang, f32)>, text: Text, claim: &Claim<'_>) -> LangText {
    let (lang, lang_from) = choose(&text.value, claim, detected.as_ref());
    LangText {
        text: text.value,
        lang,
        lang_from,
        declared: (!claim.written.is_empty()).then(|| claim.written.to_string()),
        detected,
        kind: claim.kind,
        trailer: None,
        from: text.from,
    }
}

/// One text with the language that is claimed for it, or the record's: nothing is detected.
#[must_use]
pub fn undetected(text: Text, claim: &Claim<'_>) -> LangText {
    let (lang, lang_from) = choose(&text.value, claim, None);
    LangText {
        text: text.value,
        lang,
        lang_from,
        declared: (!claim.written.is_empty()).then(|| claim.written.to_string()),
        kind: claim.kind,
        from: text.from,
        ..LangText::default()
    }
}

fn choose(text: &str, claim: &Claim<'_>, detected: Option<&(Lang, f32)>) -> (Option<Lang>, LangFrom) {
    let surely = detected.filter(|(_, sure)| *sure >= CONTRADICTS).map(|(lang, _)| lang);
    let against = |lang: &Lang| surely.filter(|sure| !sure.matches(lang)).filter(|_| word_count(text) >= ENOUGH);
    if let Some(lang) = &claim.lang {
        return match against(lang) {
            Some(other) => (Some(other.clone()), LangFrom::Detected),
            None => (Some(lang.clone()), claim.from),
        };
    }
    let likely = detected.filter(|(_, sure)| *sure >= LIKELY).map(|(lang, _)| lang);
    match (likely, &claim.record) {
        (Some(found), Some(record)) if found.matches(record) => (Some(record.clone()), LangFrom::Detected),
        (Some(found), _) => (Some(found.clone()), LangFrom::Detected),
        (None, Some(record)) => (Some(record.clone()), LangFrom::Record),
        (None, None) => (None, LangFrom::Unknown),
    }
}

/// The words that begin a note of where an abstract comes from.
const SOURCES: [&str; 6] = ["Source", "Sources", "Fuente", "Fonte", "Quelle", "DOI"];
/// The longest such note in bytes.
const LONGEST: usize = 160;

/// The closing note of an abstract (`Source : Éditeur (via Cairn.info)`), as a byte range of the text.
#[must_use]
pub fn trailer(text: &str) -> Option<Range<usize>> {
    let mut from = text.len().saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    SOURCES.iter().filter_map(|word| note_at(text, from + tail.rfind(word)?, word)).max().map(|at| at..text.len())
}

fn note_at(text: &str, at: usize, word: &str) -> Option<usize> {
    let after = text.get(at + word.len()..)?.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let said = after.strip_prefix(':')?.trim();
    let before = text.get(..at)?.trim_end();
    let bracket = before.ends_with(['(', '[']);
    let ends = before.is_empty() || bracket || before.ends_with(['.', '!', '?', '»', '”', '"', ')', ';', '|']);
    let one_sentence = !said.is_empty() && !said.contains(". ");
    (ends && one_sentence).then_some(if bracket { before.len() - 1 } else { at })
}

#[cfg(test)]
mod tests {
    use super::{Claim, abstracts_of, trailer};
    use crate::lang::Lang;
    use crate::record::LangFrom;
    use crate::span::{Decoding, Span, Text};

    const EN: &str = "This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated justice services.";
    const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre les bénévoles et les professionnels.";

    fn read(text: &str, claim: &Claim<'_>) -> Vec<(String, LangFrom, Option<String>)> {
        abstracts_of(text, claim, |range| Text::new(&text[range.clone()], Span::from(range), Decoding::Plain))
            .into_iter()
            .map(|made| (made.lang.map_or(String::new(), |lang| lang.as_str().into()), made.lang_from, made.declared))
            .collect()
    }

    fn declared(written: &str) -> Claim<'_> {
        Claim { written, lang: Lang::parse(written), from: LangFrom::Declared, ..Claim::default() }
    }

    #[test]
    fn a_declared_language_that_lies_is_kept_but_not_believed() {
        assert_eq!(read(EN, &declared("fr-FR")), [("en".into(), LangFrom::Detected, Some("fr-FR".into()))]);
        assert_eq!(read(FR, &declared("fr-CA")), [("fr-CA".into(), LangFrom::Declared, Some("fr-CA".into()))]);
        assert_eq!(read("Un texte court.", &declared("en")), [("en".into(), LangFrom::Declared, Some("en".into()))]);
    }

    #[test]
    fn headings_label_their_parts() {
        let text = format!("Résumé : {FR}\n\nAbstract: {EN}");
        assert_eq!(
            read(&text, &declared("fr")),
            [
                ("fr".into(), LangFrom::Label, Some("Résumé".into())),
                ("en".into(), LangFrom::Label, Some("Abstract".into()))
            ]
        );
    }

    #[test]
    fn a_trailer_is_a_note_at_the_end_only() {
        let cut = |text: &str| trailer(text).map(|range| text[range].to_string());
        assert_eq!(cut("Fin. Source : Éditeur (via Cairn.info)").as_deref(), Some("Source : Éditeur (via Cairn.info)"));
        assert_eq!(cut("Fin. (Source: publisher)").as_deref(), Some("(Source: publisher)"));
        assert_eq!(
            cut("Fin.\n\nDOI: http://dx.doi.org/10.1/x.001").as_deref(),
            Some("DOI: http://dx.doi.org/10.1/x.001")
        );
        assert_eq!(cut("The main Source: a river"), None);
        assert_eq!(cut("First. Source: a river. It flows."), None);
    }
}
