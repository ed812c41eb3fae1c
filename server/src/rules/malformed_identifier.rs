//! malformed-identifier: DOI, ISBN, ISSN, ORCID and arXiv's numbers that cannot be right: by their form, or by their check
//! digit.

mod digits;
mod forms;

use super::record::RecordContext;
use super::{Check, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};
use siglum_corpus::record::Record;
use siglum_corpus::span::{Span, Text};

/// The rule.
pub static RULE: Rule = Rule {
    name: "malformed-identifier",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A DOI, ISBN, ISSN, ORCID or arXiv number that cannot be right",
            "Un DOI, ISBN, ISSN, ORCID ou numéro d'arXiv qui ne peut être juste",
        ],
        en: include_str!("../../../docs/rules/en/malformed-identifier.md"),
        fr: include_str!("../../../docs/rules/fr/malformed-identifier.md"),
    },
    messages: &[
        MessageText {
            id: "prefix",
            en: "the {kind} is written with \"{prefix}\", which styles put before it",
            fr: "le {kind} est écrit avec « {prefix} », que les styles mettent eux-mêmes devant",
        },
        MessageText {
            id: "form",
            en: "no {kind} has the form \"{found}\"",
            fr: "aucun {kind} n'a la forme « {found} »",
        },
        MessageText {
            id: "check",
            en: "the check digit of the {kind} {found} does not hold: one of its digits is wrong",
            fr: "la clé de contrôle du {kind} {found} est fausse : un de ses chiffres est erroné",
        },
        MessageText { id: "fix", en: "Write \"{text}\"", fr: "Écrire « {text} »" },
        MessageText { id: "bare", en: "Write \"{text}\" alone", fr: "Écrire « {text} » seul" },
    ],
    check: Check::Record(check),
};

/// The longest value that is looked at, in bytes.
const LONG: usize = 1_000;

/// What is wrong with an identifier.
#[derive(Debug, PartialEq, Eq)]
enum Fault<'v> {
    /// It is right but for what stands before it: the bytes of that, and what remains.
    Prefix(&'v str, &'v str),
    /// It has not the form; what it may be, where that can be told.
    Form(&'v str, Option<String>),
    /// The check digit does not hold.
    Check(&'v str),
}

fn check(context: &RecordContext<'_>, out: &mut Vec<Diagnostic>) {
    if !context.is_kept() {
        return;
    }
    for variable in &context.record.variables {
        let faults = match variable.name {
            "DOI" => of("DOI", &variable.text, forms::doi),
            "ISBN" => of("ISBN", &variable.text, digits::isbn),
            "ISSN" => of("ISSN", &variable.text, digits::issn),
            _ => continue,
        };
        out.extend(faults.into_iter().map(|(kind, fault)| diagnose(context, kind, &variable.text, &fault)));
    }
    for (label, text) in &context.record.extra {
        let lower = label.value.to_ascii_lowercase();
        let faults = match lower.as_str() {
            "eprint" | "arxivid" if lower != "eprint" || is_of_arxiv(context.record) => {
                of("arXiv ID", text, forms::arxiv)
            }
            label if label.starts_with("orcid") || label.ends_with("orcid") => of("ORCID", text, digits::orcid),
            _ => continue,
        };
        out.extend(faults.into_iter().map(|(kind, fault)| diagnose(context, kind, text, &fault)));
    }
}

fn of<'v>(kind: &'static str, text: &'v Text, faults: fn(&'v str) -> Vec<Fault<'v>>) -> Vec<(&'static str, Fault<'v>)> {
    let value = text.value.trim();
    if value.is_empty() || value.len() > LONG {
        return Vec::new();
    }
    faults(value).into_iter().map(|fault| (kind, fault)).collect()
}

/// Whether the record says that its electronic print is arXiv's.
fn is_of_arxiv(record: &Record) -> bool {
    record.extra.iter().any(|(label, value)| {
        let names = ["archiveprefix", "eprinttype"].iter().any(|name| name.eq_ignore_ascii_case(&label.value));
        names && value.value.trim().eq_ignore_ascii_case("arxiv")
    })
}

fn diagnose(context: &RecordContext<'_>, kind: &'static str, text: &Text, fault: &Fault<'_>) -> Diagnostic {
    let (id, found, expected) = match fault {
        Fault::Prefix(prefix, bare) => ("prefix", *prefix, Some((*bare).to_owned())),
        Fault::Form(found, expected) => ("form", *found, expected.clone()),
        Fault::Check(found) => ("check", *found, None),
    };
    let whole = text.from.cover();
    // The words that are meant, where the file writes them plainly.
    let place = |word: &str| {
        let whole = whole?;
        let at = context.written(whole).find(word)?;
        Some(Span::new(whole.start as usize + at, whole.start as usize + at + word.len()))
    };
    let span = place(found).or(whole);
    let message = Message::new(id).arg("kind", kind);
    let message = if id == "prefix" { message.arg("prefix", found) } else { message.arg("found", found) };
    let mut diagnostic = context.finding(&RULE, span, message);
    diagnostic.found = Some(if id == "prefix" { text.value.clone() } else { found.to_owned() });
    if let (Some(place), Some(expected)) = (place(found), &expected) {
        let (title, safety, text) = match fault {
            Fault::Prefix(..) => ("bare", Safety::Safe, String::new()),
            _ => ("fix", Safety::Unsafe, expected.clone()),
        };
        let title = Message::new(title).arg("text", expected);
        diagnostic.fixes.push(Fix { title, safety, edits: vec![Edit { path: None, span: place, text }] });
    }
    diagnostic.expected = expected;
    diagnostic
}

#[cfg(test)]
mod tests {
    use crate::rules::Safety;
    use crate::rules::testing::OfRecord;

    fn findings(fields: &str) -> OfRecord {
        OfRecord::new(super::RULE.name, "@book{a, title = {T}, ", fields)
    }

    fn found(fields: &str) -> Vec<String> {
        findings(fields).told()
    }

    fn fixed(fields: &str) -> Option<(String, Safety)> {
        findings(fields).fixed()
    }

    #[test]
    fn a_doi_is_written_bare() {
        for prefix in ["https://doi.org/", "http://dx.doi.org/", "doi:", "DOI: ", "doi.org/", "https://www.doi.org/"] {
            let fields = format!("doi = {{{prefix}10.1177/0020852315}}");
            assert_eq!(fixed(&fields), Some(("doi = {10.1177/0020852315}".to_owned(), Safety::Safe)), "{prefix}");
        }
        assert_eq!(found("doi = {10.1177}"), ["form: 10.1177"]);
        assert_eq!(found("doi = {n/a}"), ["form: n/a"]);
        assert_eq!(
            fixed("doi = {10.1177/0020852315.}"),
            Some(("doi = {10.1177/0020852315}".to_owned(), Safety::Unsafe))
        );
        let proxied = "doi = {https://doi-org.proxy.example.edu/10.1177/0020852315}";
        assert_eq!(fixed(proxied), Some(("doi = {10.1177/0020852315}".to_owned(), Safety::Unsafe)));
    }

    #[test]
    fn check_digits_are_counted() {
        assert_eq!(found("isbn = {978-3-16-148410-1}"), ["check: 978-3-16-148410-1"]);
        assert_eq!(found("isbn = {0-306-40615-3}"), ["check: 0-306-40615-3"]);
        assert_eq!(found("isbn = {978-3-16-148410}"), ["form: 978-3-16-148410"]);
        assert_eq!(found("issn = {0378-5956}"), ["check: 0378-5956"]);
        assert_eq!(fixed("issn = {378-5955}"), Some(("issn = {0378-5955}".to_owned(), Safety::Unsafe)));
        assert_eq!(found("orcid = {0000-0002-1825-0098}"), ["check: 0000-0002-1825-0098"]);
        assert_eq!(found("eprint = {1713.03762}, archiveprefix = {arXiv}"), ["form: 1713.03762"]);
        assert_eq!(
            fixed("eprint = {arXiv:1706.03762v2}, eprinttype = {arxiv}"),
            Some(("eprint = {1706.03762v2}, eprinttype = {arxiv}".to_owned(), Safety::Safe))
        );
    }

    #[test]
    fn what_is_right_is_silent() {
        for fields in [
            "doi = {10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O}",
            "doi = {10.1000.10/123\\_4}",
            "doi = {10/aabbe}",
            "isbn = {978-3-16-148410-0}",
            "isbn = {9783161484100 0306406152}",
            "isbn = {978 3 16 148410 0}",
            "isbn = {978-3-16-148410-0 (pbk.), 0-306-40615-2 (hardback)}",
            "isbn = {ISBN 0-8044-2957-X}",
            "issn = {0378-5955}",
            "issn = {03785955}",
            "issn = {0378-5955 (print), 2434-561X (online)}",
            "orcid = {https://orcid.org/0000-0002-1825-0097}",
            "eprint = {1706.03762}, archiveprefix = {arXiv}",
            "eprint = {math.GT/0309136v1}, archiveprefix = {arXiv}",
            "eprint = {2027/uc1.b3}, eprinttype = {hdl}",
            "doi = {}",
        ] {
            assert!(found(fields).is_empty(), "{fields}: {:?}", found(fields));
        }
    }
}
