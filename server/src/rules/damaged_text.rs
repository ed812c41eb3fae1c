//! damaged-text: text that was damaged on its way here: letters taken for others, markup and entities of web pages, headings
//! and sentences run together.

mod mojibake;
mod scars;
mod tags;

use super::record::RecordContext;
use super::{Check, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};
use siglum_corpus::lang::{heading_at, split_languages};
use siglum_corpus::read::bibtex::written::Field;
use siglum_corpus::record::LangText;
use siglum_corpus::span::{Decoding, Provenance, Span};
use std::ops::Range;

/// The rule.
pub static RULE: Rule = Rule {
    name: "damaged-text",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "Text that was damaged on its way: wrong letters, markup, sentences run together",
            "Un texte abîmé en chemin : lettres fausses, balises, phrases collées",
        ],
        en: include_str!("../../../docs/rules/en/damaged-text.md"),
        fr: include_str!("../../../docs/rules/fr/damaged-text.md"),
    },
    messages: &[
        MessageText {
            id: "mojibake",
            en: "\"{found}\" is \"{expected}\" that was read in a wrong encoding",
            fr: "« {found} » est « {expected} » lu dans un mauvais encodage",
        },
        MessageText {
            id: "lost",
            en: "a character of \"{found}\" is lost (U+FFFD)",
            fr: "un caractère de « {found} » est perdu (U+FFFD)",
        },
        MessageText { id: "tag", en: "{found} is markup of a web page", fr: "{found} est une balise de page web" },
        MessageText {
            id: "entity",
            en: "{found} is how web pages write \"{expected}\"",
            fr: "{found} est la façon dont une page web écrit « {expected} »",
        },
        MessageText {
            id: "heading",
            en: "the abstract begins with its heading, \"{found}\"",
            fr: "le résumé commence par son titre, « {found} »",
        },
        MessageText {
            id: "glued",
            en: "\"{found}\": two sentences run together",
            fr: "« {found} » : deux phrases sont collées",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText { id: "fix-tags", en: "Write it in LaTeX", fr: "L'écrire en LaTeX" },
        MessageText { id: "fix-heading", en: "Take the heading away", fr: "Enlever le titre" },
    ],
    check: Check::Record(check),
};

/// The longest text that is looked at, in bytes; the rest of it is not.
const LONG: usize = 64 << 10;
/// How many replacements a fix makes in one text, at most.
const MOST: usize = 500;

/// A text of the record, and how much it matters.
struct Piece<'a> {
    /// Decoded.
    value: &'a str,
    /// As the file writes it; empty where that is not known.
    raw: &'a str,
    /// Where `raw` begins in the file.
    start: u32,
    whole: Option<Span>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It is printed in the reference.
    Printed,
    /// An abstract.
    Abstract,
    /// A note, keywords, whatever else.
    Other,
}

/// A damage: what is told of it, and what mends it.
struct Damage {
    id: &'static str,
    found: String,
    expected: Option<String>,
    /// Where the damage stands in `raw`.
    at: Option<Range<usize>>,
    title: &'static str,
    safety: Safety,
    edits: Vec<(Range<usize>, String)>,
}

fn check(context: &RecordContext<'_>, out: &mut Vec<Diagnostic>) {
    let bibtex = context.format() == "bibtex";
    for piece in pieces(context) {
        let letters = mojibake::of(piece.value, piece.raw).or_else(|| lost(&piece));
        let markup = || {
            // What is XML or comes from a service has its markup by right, and CSL knows some of HTML's.
            let found = if context.is_kept() { tags::of(piece.raw, bibtex) } else { None };
            found.or_else(|| tags::entity(piece.raw, bibtex).filter(|_| context.is_kept() && bibtex))
        };
        let scar = || if piece.kind == Kind::Abstract { scars::glued(piece.value, piece.raw) } else { None };
        let damages = [letters, markup(), scar()];
        out.extend(damages.into_iter().flatten().map(|damage| diagnose(context, &piece, damage)));
    }
    if bibtex {
        out.extend(heading(context));
    }
}

/// The texts of a record.
fn pieces<'a>(context: &RecordContext<'a>) -> Vec<Piece<'a>> {
    let record = context.record;
    let make = |value: &'a str, from: &Provenance, kind: Kind| {
        let whole = from.cover();
        let raw = whole.map_or("", |span| context.written(span));
        Piece { value: head(value), raw: head(raw), start: whole.map_or(0, |span| span.start), whole, kind }
    };
    let titles = record.titles.iter().chain(&record.containers);
    let mut pieces: Vec<_> = titles.map(|text| make(&text.text, &text.from, Kind::Printed)).collect();
    pieces.extend(record.names.iter().map(|name| make(&name.written.value, &name.written.from, Kind::Printed)));
    let from = |text: &'a LangText| abstract_field(context).unwrap_or_else(|| text.from.clone());
    pieces.extend(record.abstracts.iter().map(|text| make(&text.text, &from(text), Kind::Abstract)));
    let printed = |name: &str| !matches!(name, "note" | "annote" | "URL" | "DOI");
    let kind = |name: &str| if printed(name) { Kind::Printed } else { Kind::Other };
    let variables = record.variables.iter().filter(|variable| !matches!(variable.name, "URL" | "DOI"));
    pieces.extend(variables.map(|one| make(&one.text.value, &one.text.from, kind(one.name))));
    pieces.extend(record.keywords.iter().map(|keyword| make(&keyword.value, &keyword.from, Kind::Other)));
    pieces
}

/// Where the only abstract of a BibTeX record stands with what was taken off it: a heading, tags around it.
fn abstract_field(context: &RecordContext<'_>) -> Option<Provenance> {
    let is_abstract = |field: &&Field| field.name.of(context.text).eq_ignore_ascii_case("abstract");
    let field = context.fields().iter().find(is_abstract).filter(|_| context.record.abstracts.len() == 1)?;
    let pieces = field.value.of(context.text).contains('#');
    let span = context.placed(field.value);
    (!pieces).then(|| Provenance::one(span, Decoding::LatexBlocks))
}

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONG)]
}

/// A character that stands for a lost one.
fn lost(piece: &Piece<'_>) -> Option<Damage> {
    let at = memchr::memmem::find(piece.value.as_bytes(), "\u{fffd}".as_bytes()).filter(|_| !piece.value.is_ascii())?;
    let place = piece.raw.find('\u{fffd}').map(|at| at..at + '\u{fffd}'.len_utf8());
    Some(Damage { at: place, ..Damage::new("lost", word_at(piece.value, at)) })
}

/// The word around a place, cut short.
fn word_at(text: &str, at: usize) -> String {
    const NEAR: usize = 40;
    let from = text[..at].rfind(|c: char| c.is_ascii_whitespace()).map_or(0, |blank| blank + 1);
    let from = text.ceil_char_boundary(from.max(at.saturating_sub(NEAR)));
    let to = text[at..].find(|c: char| c.is_ascii_whitespace()).map_or(text.len(), |blank| at + blank);
    let to = text.floor_char_boundary(to.min(at + NEAR)).max(at);
    text[from..to].trim_start().to_owned()
}

/// A heading before an abstract, where it does not tell several abstracts apart.
fn heading(context: &RecordContext<'_>) -> Option<Diagnostic> {
    let whole = abstract_field(context)?.cover()?;
    let value = context.written(whole);
    let begin = value.find(|c: char| !matches!(c, '{' | '"') && !c.is_whitespace())?;
    let found = heading_at(value, begin)?;
    let rest = value.get(found.body..)?;
    // An abstract that is nothing but a word is none.
    if rest.trim_matches(['}', '"', ' ']).len() < 40 {
        return None;
    }
    // In a field of several abstracts headings tell them apart.
    if context.record.abstracts.iter().any(|text| split_languages(&text.text).len() > 1) {
        return None;
    }
    let words = value.get(found.words.clone())?;
    let span = Span::new(found.words.start, found.words.end).shifted(whole.start);
    let heading = Span::new(begin, found.body).shifted(whole.start);
    let message = Message::new("heading").arg("found", words);
    let mut diagnostic = context.finding(&RULE, Some(span), message);
    diagnostic.severity = Severity::Info;
    diagnostic.found = Some(words.to_owned());
    let edits = vec![Edit { path: None, span: heading, text: String::new() }];
    diagnostic.fixes.push(Fix { title: Message::new("fix-heading"), safety: Safety::Unsafe, edits });
    Some(diagnostic)
}

impl Damage {
    fn new(id: &'static str, found: String) -> Self {
        Self { id, found, expected: None, at: None, title: "fix", safety: Safety::Unsafe, edits: Vec::new() }
    }
}

fn diagnose(context: &RecordContext<'_>, piece: &Piece<'_>, damage: Damage) -> Diagnostic {
    let Damage { id, found, expected, at, title, safety, edits } = damage;
    let place = |range: Range<usize>| Span::new(range.start, range.end).shifted(piece.start);
    let span = at.map(place).or(piece.whole);
    let mut message = Message::new(id).arg("found", &found);
    if let Some(expected) = expected.as_ref().filter(|_| matches!(id, "mojibake" | "entity")) {
        message = message.arg("expected", expected);
    }
    let mut diagnostic = context.finding(&RULE, span, message);
    if piece.kind != Kind::Printed {
        diagnostic.severity = Severity::Info;
    }
    if !edits.is_empty() && span == Some(diagnostic.span) {
        let mut words = Message::new(title);
        if let Some(expected) = expected.as_ref().filter(|_| title == "fix") {
            words = words.arg("expected", expected);
        }
        let edits = edits.into_iter().take(MOST);
        let edits = edits.map(|(range, text)| Edit { path: None, span: place(range), text }).collect();
        diagnostic.fixes.push(Fix { title: words, safety, edits });
    }
    diagnostic.found = Some(found);
    diagnostic.expected = expected;
    diagnostic
}

#[cfg(test)]
mod tests {
    use crate::rules::Safety;
    use crate::rules::testing::OfRecord;

    fn findings(fields: &str) -> OfRecord {
        OfRecord::new(super::RULE.name, "@book{a, ", fields)
    }

    fn found(fields: &str) -> Vec<String> {
        findings(fields).told()
    }

    fn fixed(fields: &str) -> Option<(String, Safety)> {
        findings(fields).fixed()
    }

    #[test]
    fn letters_of_a_wrong_encoding_are_found_and_mended() {
        for (damaged, sound) in [
            ("imputabilitÃ©", "imputabilité"),
            ("citizensâ€™ role", "citizens’ role"),
            ("cÅ“ur et Å’uvre", "cœur et Œuvre"),
            ("lâ€™Ã©tÃ© Ã\u{a0} Paris", "l’été à Paris"),
            ("ÃƒÂ©tude", "étude"),
            ("citizens\u{e2}\u{80}\u{99} role", "citizens’ role"),
        ] {
            let fields = format!("title = {{{damaged}}}");
            assert_eq!(fixed(&fields), Some((format!("title = {{{sound}}}"), Safety::Safe)), "{damaged}");
        }
        assert_eq!(found("title = {imputabilit\u{fffd}}"), ["lost: \u{fffd}"]);
        assert_eq!(found("title = {imputabilitï¿½ publique}"), ["mojibake: ï¿½"]);
    }

    #[test]
    fn letters_that_belong_there_are_silent() {
        for text in [
            "« à « la » CAFÉ » et „MENÜ“, „Spaß“",
            "SÃO PAULO, AMANHÃ” e Â",
            "Où est-il allé ? Là-bas, à l’œuvre…",
            "HÄMÄLÄ” ja „Ä“",
            "Đặng Ngọc, Åström, Ørsted",
            "50\u{a0}€ à 60\u{a0}£",
        ] {
            assert!(
                found(&format!("title = {{{text}}}")).is_empty(),
                "{text}: {:?}",
                found(&format!("title = {{{text}}}"))
            );
        }
    }

    #[test]
    fn markup_is_found_and_written_as_latex() {
        assert_eq!(
            fixed("title = {The <i>in vitro</i> CO<sub>2</sub>}"),
            Some(("title = {The \\textit{in vitro} CO\\textsubscript{2}}".to_owned(), Safety::Unsafe))
        );
        assert_eq!(found("abstract = {<jats:p>The text.</jats:p>}"), ["tag: <jats:p>"]);
        assert_eq!(
            found("title = {{\\textless}i{\\textgreater}A{\\textless}/i{\\textgreater}}"),
            ["tag: {\\textless}i{\\textgreater}"]
        );
        assert_eq!(
            fixed("title = {Law \\&amp; Policy}"),
            Some(("title = {Law \\& Policy}".to_owned(), Safety::Unsafe))
        );
        assert_eq!(fixed("title = {L'&eacute;tat}"), Some(("title = {L'état}".to_owned(), Safety::Unsafe)));
        for text in ["$a<b$ and $c>d$", "If p<0.05, then", "AT\\&T; a case", "<untitled>", "A \\& B"] {
            assert!(found(&format!("title = {{{text}}}")).is_empty(), "{text}");
        }
        assert!(found("url = {https://example.org/?a=1&amp;b=2}").is_empty());
    }

    #[test]
    fn abstracts_have_no_headings_and_no_glued_sentences() {
        let body = "This article examines how co-production shapes accountability in Finland";
        assert_eq!(
            fixed(&format!("abstract = {{Abstract: {body}.}}")),
            Some((format!("abstract = {{{body}.}}"), Safety::Unsafe))
        );
        let glued = format!("abstract = {{{body} and elsewhere.Drawing on interviews, we show it.}}");
        assert_eq!(found(&glued), ["glued: elsewhere.Drawing"]);
        let two = "Résumé : Cet article étudie la coproduction des services publics dans les pays du nord, et il montre qu'elle change leur imputabilité et la manière dont les citoyens y participent. Abstract: This article studies the co-production of public services in the countries of the north, and it shows that it changes their accountability and the way in which citizens take part.";
        assert!(found(&format!("abstract = {{{two}}}")).is_empty());
        for sound in [
            "We use scikit-learn and example.Com. See www.example.Org for St.Petersburg and the U.S.Army, node.js.",
            "Abstract algebra is what this article is about, and it is about nothing else at all.",
        ] {
            assert!(found(&format!("abstract = {{{sound}}}")).is_empty(), "{sound}");
        }
    }
}
