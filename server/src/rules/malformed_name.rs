//! malformed-name: a name that no style can print: "et al." as an author, names that commas part, digits and marks in a
//! name, names in capitals.

use super::record::RecordContext;
use super::{Check, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};
use siglum_corpus::record::Name;
use siglum_corpus::span::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "malformed-name",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A name that no style can print: \"et al.\", commas between names, digits, marks, capitals",
            "Un nom qu'aucun style ne peut imprimer : « et al. », virgules entre les noms, chiffres, balises, capitales",
        ],
        en: include_str!("../../../docs/rules/en/malformed-name.md"),
        fr: include_str!("../../../docs/rules/fr/malformed-name.md"),
    },
    messages: &[
        MessageText {
            id: "et-al",
            en: "\"{name}\" is nobody's name: write \"and others\"",
            fr: "« {name} » n'est le nom de personne : écrivez « and others »",
        },
        MessageText {
            id: "commas",
            en: "\"{name}\" has {count} commas: names are parted by \"and\", and an institution stands in braces",
            fr: "« {name} » a {count} virgules : on sépare les noms par « and », et une institution va entre accolades",
        },
        MessageText {
            id: "semicolons",
            en: "\"{name}\" has a semicolon: names are parted by \"and\"",
            fr: "« {name} » a un point-virgule : on sépare les noms par « and »",
        },
        MessageText {
            id: "suffix",
            en: "\"{name}\": the suffix stands between the family name and the given name",
            fr: "« {name} » : le suffixe se place entre le nom et le prénom",
        },
        MessageText { id: "digit", en: "\"{name}\" has a digit in it", fr: "« {name} » contient un chiffre" },
        MessageText { id: "mark", en: "\"{name}\" has marks in it", fr: "« {name} » contient des balises" },
        MessageText {
            id: "capitals",
            en: "\"{name}\" is written in capitals, and so it is printed",
            fr: "« {name} » est en capitales et sera imprimé ainsi",
        },
        MessageText { id: "fix", en: "Write \"{text}\"", fr: "Écrire « {text} »" },
    ],
    check: Check::Record(check),
};

/// What stands behind a family name and is no given name, in lower case and without its full stop.
const SUFFIXES: [&str; 16] = [
    "jr", "sr", "ii", "iii", "iv", "vi", "2nd", "3rd", "4th", "fils", "père", "neto", "filho", "júnior", "junior",
    "senior",
];
/// The longest name that is looked at, in bytes.
const LONG: usize = 2_000;

/// What is wrong with a name, and what to write in its place.
struct Fault {
    id: &'static str,
    text: Option<String>,
}

fn check(context: &RecordContext<'_>, out: &mut Vec<Diagnostic>) {
    if !context.is_kept() {
        return;
    }
    // What runs through a whole list is one fault: its first name is told, and all of them are mended.
    let mut lists: Vec<(&str, &str, usize)> = Vec::new();
    for name in context.record.names.iter().filter(|name| name.written.value.len() <= LONG) {
        let span = name.written.from.cover();
        let raw = span.map_or("", |span| context.written(span));
        let Some(fault) = fault(name, raw, context.format() == "bibtex") else { continue };
        let role = name.role_written.as_str();
        let told =
            lists.iter().find(|(id, of, _)| *id == fault.id && *of == role).and_then(|(.., at)| out.get_mut(*at));
        if let Some(told) = told {
            if let (Some(fix), Some(span), Some(text)) = (told.fixes.first_mut(), span, fault.text) {
                fix.edits.push(Edit { path: None, span, text });
            }
            continue;
        }
        if matches!(fault.id, "capitals" | "semicolons") {
            lists.push((fault.id, role, out.len()));
        }
        out.push(diagnose(context, name, span, fault));
    }
}

fn diagnose(context: &RecordContext<'_>, name: &Name, span: Option<Span>, fault: Fault) -> Diagnostic {
    let shown = &name.written.value;
    let count = shown.matches(',').count().to_string();
    let mut message = Message::new(fault.id).arg("name", shown);
    if fault.id == "commas" {
        message = message.arg("count", count);
    }
    let mut diagnostic = context.finding(&RULE, span, message);
    diagnostic.found = Some(shown.clone());
    let inside = span.filter(|span| *span == diagnostic.span);
    diagnostic.fixes.extend(inside.zip(fault.text).map(|(span, text)| Fix {
        title: Message::new("fix").arg("text", &text),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text }],
    }));
    diagnostic
}

/// The first fault of a name; `raw` is how the file writes it.
fn fault(name: &Name, raw: &str, bibtex: bool) -> Option<Fault> {
    let shown = name.written.value.as_str();
    if let Some(rest) = before_et_al(shown) {
        let plain = raw == shown;
        let text = match rest.trim_end_matches([',', ' ']) {
            "" => bibtex.then(|| "others".to_owned()),
            first => (bibtex && plain).then(|| format!("{first} and others")),
        };
        return Some(Fault { id: "et-al", text });
    }
    if bibtex
        && name.literal.is_none()
        && let Some(fault) = parted(raw)
    {
        return Some(fault);
    }
    if has_marks(shown) || has_marks(raw) {
        return Some(Fault { id: "mark", text: None });
    }
    // An institution may have digits and capitals in its name.
    if name.literal.is_some() || name.given.is_empty() {
        return None;
    }
    if has_digit(&name.family) || has_digit(&name.given) {
        // DBLP tells persons of one name apart by a number.
        let bare = raw.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let text = (bibtex && raw.len() - bare.len() == 5).then(|| bare.to_owned());
        return Some(Fault { id: "digit", text });
    }
    let text = || (raw == shown).then(|| cased(shown));
    is_in_capitals(name, shown).then(|| Fault { id: "capitals", text: text() })
}

/// What stands before "et al." at the end of a name.
fn before_et_al(name: &str) -> Option<&str> {
    let bare = name.trim_end_matches(['.', ' ', '}', ']', ')']);
    for end in ["et al", "et. al", "et alii", "u. a", "et coll"] {
        let Some(at) = bare.len().checked_sub(end.len()) else { continue };
        let fits = bare.get(at..).is_some_and(|last| last.eq_ignore_ascii_case(end));
        let apart =
            fits && bare[..at].chars().next_back().is_none_or(|c| matches!(c, ' ' | ',' | '{' | '[' | '(' | '~'));
        // "U. A." may be somebody's initials.
        if apart && (end != "u. a" || at == 0) {
            return Some(bare[..at].trim_end_matches(['{', '[', '(', '~']));
        }
    }
    None
}

/// What is wrong where a name has more commas than BibTeX knows, or semicolons: it is several names, or an institution.
fn parted(raw: &str) -> Option<Fault> {
    // Almost all names are like this.
    if memchr::memchr_iter(b',', raw.as_bytes()).count() < 2 && !raw.contains(';') {
        return None;
    }
    let outside = outside_braces(raw);
    let pieces = |mark: char| -> Vec<&str> {
        let mut start = 0;
        let ends = outside.iter().filter(|(_, c)| *c == mark).map(|(at, _)| *at).chain([raw.len()]);
        ends.map(|end| raw.get(std::mem::replace(&mut start, end + 1)..end).unwrap_or_default().trim()).collect()
    };
    let semicolons = pieces(';');
    // A reference to a character has a semicolon, too; damaged-text tells of that.
    if semicolons.len() > 1 && !raw.contains('&') {
        let names: Vec<&str> = semicolons.into_iter().filter(|name| !name.is_empty()).collect();
        return Some(Fault { id: "semicolons", text: (!names.is_empty()).then(|| names.join(" and ")) });
    }
    // BibLaTeX's extended format has as many commas as parts.
    if raw.contains('=') {
        return None;
    }
    let parts = pieces(',');
    if let [family, middle, last] = parts.as_slice() {
        if is_suffix(middle) || middle.is_empty() || last.is_empty() {
            return None;
        }
        if is_suffix(last) {
            return Some(Fault { id: "suffix", text: Some(format!("{family}, {last}, {middle}")) });
        }
    }
    (parts.len() > 2).then(|| Fault { id: "commas", text: several(&parts) })
}

/// The names that commas part, as a list: whole names, or family and given names in turn.
fn several(parts: &[&str]) -> Option<String> {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    let is_name = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let capital = |word: &&str| word.starts_with(char::is_uppercase);
        (2..=4).contains(&words.len()) && words.first().is_some_and(capital) && words.last().is_some_and(capital)
    };
    let is_initials = |part: &str| {
        let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
        part.split(['.', ' ', '-']).all(|word| letters(word) <= 1) && part.contains(char::is_uppercase)
    };
    if let [family, given @ ..] = parts.as_slice()
        && given.iter().all(|part| is_initials(part))
        && !is_initials(family)
    {
        return Some(format!("{family}, {}", given.join(" ")));
    }
    if parts.iter().all(|part| is_name(part)) {
        return Some(parts.join(" and "));
    }
    let pairs = parts.chunks(2);
    let in_turn = parts.len().is_multiple_of(2) && pairs.clone().all(|pair| pair.len() == 2 && is_initials(pair[1]));
    in_turn.then(|| pairs.map(|pair| pair.join(", ")).collect::<Vec<_>>().join(" and "))
}

/// The characters of a name that stand outside braces.
fn outside_braces(raw: &str) -> Vec<(usize, char)> {
    let mut depth = 0usize;
    let mut found = Vec::new();
    for (at, c) in raw.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => found.push((at, c)),
            _ => {}
        }
    }
    found
}

fn is_suffix(part: &str) -> bool {
    let bare = part.trim_matches(['{', '}', '.', ' ']).to_lowercase();
    SUFFIXES.contains(&bare.as_str())
}

fn has_digit(part: &str) -> bool {
    part.contains(|c: char| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³' | '⁴'..='⁹'))
        && !is_suffix(last_word(part))
}

fn last_word(part: &str) -> &str {
    part.rsplit(' ').next().unwrap_or_default()
}

/// Whether a name has a tag, a mark of a footnote or mathematics in it.
fn has_marks(name: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b',' | b'.' | b'-' | b'\'' | b'{' | b'}');
    if name.bytes().all(plain) {
        return false;
    }
    let tag = name.find('<').is_some_and(|at| name[at..].contains('>'));
    let note = name.trim_end().ends_with(['*', '†', '‡', '§', '¶']) && name.trim_end().chars().count() > 2;
    tag || note || name.contains("$^") || name.contains("\\textsuperscript")
}

/// Whether a person's name is written in capitals: its family name before a comma, or the whole of it.
fn is_in_capitals(name: &Name, shown: &str) -> bool {
    if name.family.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    let loud = |part: &str, least: usize| {
        let letters: Vec<char> = part.chars().filter(|c| c.is_alphabetic()).collect();
        letters.len() >= least
            && letters.iter().all(|c| c.is_uppercase())
            && letters.iter().any(|c| "AEIOUYÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÓÔÖÕØŒÚÛÜ".contains(*c))
    };
    let comma = shown.contains(',');
    let given_words = name.given.split_whitespace().count();
    let family_words = name.family.split_whitespace().count();
    if !loud(&name.family, 4) || given_words > 3 || family_words > 3 {
        return false;
    }
    comma || name.given.split_whitespace().any(|word| loud(word, 3))
}

/// A name with a capital at the beginning of each word only; initials stay.
fn cased(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split_inclusive(|c: char| !c.is_alphabetic()) {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let loud = letters > 2 && word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let mut chars = word.chars();
        match chars.next().filter(|_| loud) {
            Some(first) => {
                out.push(first);
                chars.for_each(|c| out.extend(c.to_lowercase()));
            }
            None => out.push_str(word),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    /// The faults of the names in a list of authors, as "sentence: name > what to write".
    fn found(authors: &str) -> Vec<String> {
        let fixture = Fixture::new(&format!("//- /refs.bib\n@book{{a, author = {{{authors}}}, title = {{T}}}}\n"));
        let file = &fixture.bibliographies[0];
        let found = fixture.findings(file).into_iter().filter(|one| one.rule == "malformed-name");
        let written = |one: crate::rules::Diagnostic| {
            let fix = one.fixes.first().map(|fix| fix.edits.iter().map(|edit| edit.text.clone()).collect::<Vec<_>>());
            let fix = fix.map_or(String::new(), |texts| format!(" > {}", texts.join(" + ")));
            format!("{}: {}{fix}", one.message.id, one.span.of(&file.text))
        };
        found.map(written).collect()
    }

    #[test]
    fn et_al_is_no_author() {
        assert_eq!(found("Smith, John and et al."), ["et-al: et al. > others"]);
        assert_eq!(found("Smith, John et al."), ["et-al: Smith, John et al. > Smith, John and others"]);
        assert_eq!(found("Smith, J., et al"), ["et-al: Smith, J., et al > Smith, J. and others"]);
        assert_eq!(found("Smith, J. and {et al.}"), ["et-al: {et al.} > others"]);
        for sound in ["Smith, J. and others", "Etal, Jean", "Metal, Et", "Smith, U. A."] {
            assert!(found(sound).is_empty(), "{sound}: {:?}", found(sound));
        }
    }

    #[test]
    fn names_are_parted_by_and() {
        assert_eq!(found("Smith, J., Doe, A.")[0], "commas: Smith, J., Doe, A. > Smith, J. and Doe, A.");
        assert_eq!(
            found("John Smith, Jane Doe, Ann B. Roe"),
            ["commas: John Smith, Jane Doe, Ann B. Roe > John Smith and Jane Doe and Ann B. Roe"]
        );
        assert_eq!(
            found("Department of State, Office, Washington"),
            ["commas: Department of State, Office, Washington"]
        );
        assert_eq!(found("Merle, J., C."), ["commas: Merle, J., C. > Merle, J. C."]);
        assert_eq!(found("Smith, J.; and Doe, A.;"), ["semicolons: Smith, J.; > Smith, J. + Doe, A."]);
        assert_eq!(found("Jörg Hoffmann 0001"), ["digit: Jörg Hoffmann 0001 > Jörg Hoffmann"]);
        assert_eq!(found("Smith, J.; Doe, A."), ["semicolons: Smith, J.; Doe, A. > Smith, J. and Doe, A."]);
        assert_eq!(found("King, Martin Luther, Jr."), ["suffix: King, Martin Luther, Jr. > King, Jr., Martin Luther"]);
        for sound in [
            "Smith, John and Doe, Jane",
            "King, Jr., Martin Luther",
            "{Department of State, Office, Washington}",
            "family=Simon, given={Pierre, M.}, prefix=de, useprefix=true",
            "M{\\\"u}ller, J{\\\"o}rg",
        ] {
            assert!(found(sound).is_empty(), "{sound}: {:?}", found(sound));
        }
    }

    #[test]
    fn digits_and_marks_are_no_letters() {
        assert_eq!(found("Smith1, John and Doe, Jane2"), ["digit: Smith1, John", "digit: Doe, Jane2"]);
        assert_eq!(found("Smith, John*"), ["mark: Smith, John*"]);
        assert_eq!(found("Smith$^1$, John"), ["mark: Smith$^1$, John"]);
        for sound in ["{3M}", "{ISO/IEC JTC 1}", "user123", "Smith, 3rd, John"] {
            assert!(found(sound).is_empty(), "{sound}: {:?}", found(sound));
        }
    }

    #[test]
    fn capitals_are_told_once_a_list() {
        assert_eq!(
            found("SMITH, JOHN and DOE-ROE, J. and de la FONTAINE, Jean"),
            ["capitals: SMITH, JOHN > Smith, John + Doe-Roe, J. + de la Fontaine, Jean"]
        );
        assert_eq!(found("JOHN SMITH"), ["capitals: JOHN SMITH > John Smith"]);
        for sound in ["UNESCO", "{UNESCO}", "OECD", "Smith, JD", "Xu, LI", "Grupo ICOMOS", "DC, Washington"] {
            assert!(found(sound).is_empty(), "{sound}: {:?}", found(sound));
        }
    }
}
