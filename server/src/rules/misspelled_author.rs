//! misspelled-author: a name beside a citation that differs by a slip from a name of the cited record (near-miss.md,
//! tier A: evidence is a citation attached).

use super::lookup::find;
use super::{
    Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Related, Rule, Safety, Severity, record_of,
};
use crate::manuscript::words::{Word, names_before, words};
use siglum_corpus::Span;
use siglum_corpus::common::zipf;
use siglum_corpus::fold::{fold, nfc};
use siglum_corpus::index::RecordId;
use siglum_corpus::near::{Forms, Near};
use siglum_corpus::shard::NameView;
use std::collections::HashMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "misspelled-author",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A name beside a citation that differs by a slip from the cited record's",
            "Un nom près d'une citation qui diffère par une faute de frappe de celui de la notice",
        ],
        en: include_str!("../../../docs/rules/en/misspelled-author.md"),
        fr: include_str!("../../../docs/rules/fr/misspelled-author.md"),
    },
    messages: &[
        MessageText {
            id: "differs",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}",
            fr: "« {found} » diffère de « {expected} », un nom de {key}",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

/// Words this common are no slips of names (near-miss.md, tier A: z >= 4; three letters: z >= 2.5).
const COMMON: f32 = 4.0;
const COMMON_SHORT: f32 = 2.5;
/// A form that is written this often is meant.
const WRITTEN: usize = 8;
/// Capitals of fewer letters are acronyms.
const CAPITALS: usize = 5;
/// Endings that make an adjective or a school of a name (near-miss.md, section 5, "Derived"), longest first.
const ENDINGS: [&str; 24] = [
    "ienne", "esque", "isme", "iste", "sche", "ien", "ian", "ean", "ist", "ism", "ite", "ish", "sch", "ized", "an",
    "es", "ic", "er", "en", "in", "s", "y", "e", "a",
];

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    listed_names(context, out);
    let manuscript = context.manuscript;
    let mut counts = None;
    for &(anchor, cluster) in &manuscript.prose.anchors {
        let names = names_before(&manuscript.prose, anchor as usize);
        if names.is_empty() {
            continue;
        }
        let Some(cluster) = manuscript.clusters.get(cluster as usize) else { continue };
        let cited = manuscript.citations.get(cluster.first as usize..cluster.end as usize).unwrap_or_default();
        let mut records: Vec<RecordId> = cited.iter().filter_map(|citation| find(context, &citation.key)).collect();
        records.dedup();
        let targets = targets(context, &records);
        for word in names.into_iter().rev() {
            let Some(slip) = slip(context, &targets, word) else { continue };
            let counts = counts.get_or_insert_with(|| count_words(context));
            if counts.get(&slip.folded).copied().unwrap_or(0) < WRITTEN {
                out.push(diagnose(context, &slip));
            }
        }
    }
}

/// The names of typed references.
fn listed_names(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let prose = &context.manuscript.prose;
    for listed in super::titles::listed(context) {
        for name in super::reference_names::names(context, listed.record, listed.names) {
            let word = name.span.of(&prose.text).to_owned();
            let folded = fold(&word).into_owned();
            let span = prose.source(name.span);
            let mut found =
                diagnose(context, &Slip { span, word, folded, record: name.record, expected: name.expected });
            if name.accents {
                found.severity = Severity::Info;
            }
            out.push(found);
        }
    }
}

/// A name of a cited record.
struct Target {
    record: RecordId,
    forms: Forms,
}

fn targets(context: &Context<'_>, records: &[RecordId]) -> Vec<Target> {
    let names = |&record: &RecordId| context.corpus.entry(record).names().map(move |name| (record, name));
    let target = |(record, name)| Target { record, forms: Forms::of(&name) };
    records.iter().flat_map(names).map(target).collect()
}

/// A name and what it is a slip of.
struct Slip {
    span: Span,
    word: String,
    folded: String,
    record: RecordId,
    expected: String,
}

/// The best target for a word among the cited records, unless something speaks for the word.
fn slip(context: &Context<'_>, targets: &[Target], word: Word) -> Option<Slip> {
    let (core, span) = core(context, word);
    let folded = fold(&core).into_owned();
    let letters = core.chars().count();
    let capitals = core.chars().all(|c| !c.is_lowercase());
    if letters < 3 || (capitals && letters < CAPITALS) || is_known(context, targets, &core, &folded) {
        return None;
    }
    let common = zipf(&folded);
    if common >= COMMON || inner_capital(&core) || is_derived(targets, &folded) {
        return None;
    }
    let (record, expected, near) = best(targets, &core)?;
    if near.length == 3 && common >= COMMON_SHORT {
        return None;
    }
    let known = &context.config;
    if known.known_authors.iter().chain(&known.known_words).any(|name| fold(name).contains(&*folded)) {
        return None;
    }
    let expected = if capitals { expected.to_uppercase() } else { expected };
    Some(Slip { span, word: core, folded, record, expected })
}

/// The nearest form of a name of the cited records: the fewest slips, then the most alike.
fn best(targets: &[Target], word: &str) -> Option<(RecordId, String, Near)> {
    let near = targets.iter().filter_map(|target| {
        let (form, near) = target.forms.nearest(word)?;
        Some((target.record, form.display.clone(), near))
    });
    near.min_by(|(_, _, a), (_, _, b)| a.distance.cmp(&b.distance).then(b.similarity.total_cmp(&a.similarity)))
}

/// Whether the word is a name of the cited records, or exactly a name of the corpus, given names included.
fn is_known(context: &Context<'_>, targets: &[Target], word: &str, folded: &str) -> bool {
    let known = |name: &str| context.corpus.knows_name(name);
    targets.iter().any(|target| target.forms.knows(word))
        || known(folded)
        || (folded.contains('-') && folded.split('-').all(|part| part.is_empty() || known(part)))
}

/// Whether the word is a cited name with an ending, taken off up to twice. One letter more is a slip as well as an
/// ending ("Kayh", "Chomskyy"): only longer endings count.
fn is_derived(targets: &[Target], folded: &str) -> bool {
    let is_name = |stem: &str| targets.iter().any(|target| target.forms.forms.iter().any(|form| form.folded == stem));
    let once: Vec<&str> = stems(folded).collect();
    let twice = once.iter().flat_map(|stem| stems(stem));
    once.iter().copied().chain(twice).any(|stem| folded.len() >= stem.len() + 2 && is_name(stem))
}

fn stems(word: &str) -> impl Iterator<Item = &str> {
    ENDINGS.iter().filter_map(|ending| word.strip_suffix(*ending)).filter(|stem| stem.chars().count() >= 3)
}

/// The word without a possessive and an elision, and its place in the manuscript.
fn core(context: &Context<'_>, word: Word) -> (String, Span) {
    let prose = &context.manuscript.prose;
    let text = word.text(prose);
    let apostrophe = |c: char| matches!(c, '\'' | '\u{2019}');
    let mut start = word.span.start;
    let mut end = word.span.end;
    if let Some(stem) = text.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(apostrophe)) {
        end = start + stem.len() as u32;
    }
    if let Some(at) = text.find(apostrophe) {
        let elided = text[..at].to_lowercase();
        if matches!(elided.as_str(), "d" | "l" | "qu" | "n" | "s" | "j" | "c" | "m" | "t") && start + (at as u32) < end
        {
            start += (at + text[at..].chars().next().map_or(1, char::len_utf8)) as u32;
        }
    }
    let span = Span { start, end };
    (nfc(span.of(&prose.text)).into_owned(), prose.source(span))
}

/// A capital inside the word: a product or an acronym ("LaTeX"), where no apostrophe, hyphen or "Mc" explains it.
fn inner_capital(word: &str) -> bool {
    let mut before = '-';
    let mut seen_lower = false;
    for c in word.chars() {
        if c.is_uppercase() && seen_lower && !matches!(before, '-' | '\'') {
            return !word.starts_with("Mc") && !word.starts_with("Mac") && !word.starts_with("De");
        }
        seen_lower |= c.is_lowercase();
        before = c;
    }
    false
}

/// How often each folded word is written in the prose.
fn count_words(context: &Context<'_>) -> HashMap<String, usize> {
    let prose = &context.manuscript.prose;
    let mut counts = HashMap::new();
    for word in words(prose, Span::new(0, prose.text.len())) {
        if word.text(prose).starts_with(char::is_uppercase) {
            let (core, _) = core(context, word);
            *counts.entry(fold(&core).into_owned()).or_insert(0) += 1;
        }
    }
    counts
}

fn diagnose(context: &Context<'_>, slip: &Slip) -> Diagnostic {
    let key = context.corpus.entry(slip.record).key().to_owned();
    let message = Message::new("differs").arg("found", &slip.word).arg("expected", &slip.expected).arg("key", &key);
    let mut diagnostic = Diagnostic::new(&RULE, slip.span, message);
    diagnostic.found = Some(slip.word.clone());
    diagnostic.expected = Some(slip.expected.clone());
    diagnostic.key = Some(key);
    diagnostic.related.push(related(context, slip));
    diagnostic.fixes.push(Fix {
        title: Message::new("fix").arg("expected", &slip.expected),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span: slip.span, text: slip.expected.clone() }],
    });
    diagnostic
}

/// The name in the record, or the record's key where the record cannot be read any more.
fn related(context: &Context<'_>, slip: &Slip) -> Related {
    let mut related = record_of(context.corpus, slip.record, Message::new("record"));
    let shard = &context.corpus.shards()[slip.record.shard as usize];
    let Ok(record) = shard.record(slip.record.row) else { return related };
    let named = record.names.iter().find(|name| {
        let literal = name.literal.is_some();
        let family = name.literal.as_deref().unwrap_or(&name.family);
        Forms::of(&NameView { role: name.role, family, given: "", particle: "", literal }).knows(&slip.expected)
    });
    if let Some(span) = named.and_then(|name| name.written.from.cover()) {
        related.span = span;
    }
    related
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Fixture, check};

    /// The findings in `text` as "found>expected", with records "key: Family, Given; Family year | ...".
    fn found(path: &str, text: &str, records: &str) -> Vec<String> {
        let mut bib = String::new();
        for record in records.split(" | ") {
            let (key, rest) = record.split_once(": ").expect("a key");
            let (names, year) = rest.rsplit_once(' ').expect("a year");
            let names = names.replace("; ", " and ");
            bib.push_str(&format!("@book{{{key}, author = {{{names}}}, title = {{A title}}, year = {{{year}}}}}\n"));
        }
        let fixture = Fixture::new(&format!("//- /refs.bib\n{bib}//- /{path}\n{text}\n"));
        let found = fixture.findings(&fixture.manuscripts[0]);
        let shown = |one: crate::rules::Diagnostic| {
            format!("{}>{}", one.found.unwrap_or_default(), one.expected.unwrap_or_default())
        };
        found.into_iter().filter(|one| one.rule == "misspelled-author").map(shown).collect()
    }

    /// The rows of the specification's vectors whose evidence is a citation attached (task B), by their numbers there.
    #[test]
    fn vectors_of_names_beside_a_citation() {
        let tuurnas = "tuurnas2016: Tuurnas, S.; Stenvall, J.; Rannisto, P. 2016";
        for (row, path, text, records, expected) in [
            (1, "a.md", "Turnas et al. [@tuurnas2016] show", tuurnas, "Turnas>Tuurnas"),
            (2, "a.md", "Tuurnas et al. [@tuurnas2016] show", tuurnas, ""),
            (3, "a.md", "Tuurnas’s [@tuurnas2016] study", tuurnas, ""),
            (4, "a.md", "Stenvel et al. [-@tuurnas2016] used", tuurnas, "Stenvel>Stenvall"),
            (5, "a.md", "Ranistto [-@rannisto2016] writes", "rannisto2016: Rannisto, P. 2016", "Ranistto>Rannisto"),
            (6, "a.tex", "Stenval and Ranisto \\citep{tuurnas2016}", tuurnas, "Stenval>Stenvall Ranisto>Rannisto"),
            (7, "a.md", "Smith [@jones2010] argued", "jones2010: Jones, A. 2010", ""),
            (8, "a.md", "Hanson [@hansen2010]", "hansen2010: Hansen, A. 2010 | k2: Hanson, B. 1999", ""),
            (9, "a.md", "Hanson [@hansen2010]", "hansen2010: Hansen, A. 2010", "Hanson>Hansen"),
            (10, "a.md", "However [@hower2001]", "hower2001: Hower, A. 2001", ""),
            (11, "a.md", "German [@berman2003]", "berman2003: Berman, A. 2003", ""),
            (12, "a.tex", "Goldbergian approaches \\citep{g95}", "g95: Goldberg, A. 1995", ""),
            (13, "a.md", "Mu\u{308}ller [@m10]", "m10: Müller, A. 2010", ""),
            (14, "a.md", "Muller [@m10]", "m10: Müller, A. 2010", ""),
            (15, "a.md", "Mueller [@m10]", "m10: Müller, A. 2010", ""),
            (17, "a.md", "Bun et al. [@bunn1999]", "bunn1999: Bunn, A. 1999", ""),
            (18, "a.md", "Kayh [@kay2002]", "kay2002: Kay, A. 2002", "Kayh>Kay"),
            (19, "a.md", "Jay [@kay2002]", "kay2002: Kay, A. 2002", ""),
            (56, "a.tex", "M\\\"uler \\citep{m10}", "m10: Müller, A. 2010", "Müler>Müller"),
            (57, "a.md", "de la Torre [@t]", "t: de la Torre, A. 1999", ""),
            (58, "a.md", "García [@gm]", "gm: García Márquez, G. 1967", ""),
            (59, "a.md", "Marquez [@gm]", "gm: García Márquez, G. 1967", ""),
        ] {
            let text = if path.ends_with("tex") {
                format!("\\begin{{document}}\n{text}\n\\end{{document}}")
            } else {
                text.to_owned()
            };
            assert_eq!(found(path, &text, records).join(" "), expected, "row {row}: {text}");
        }
    }

    #[test]
    fn more_names_beside_a_citation() {
        let tuurnas = "t: Tuurnas, S.; Stenvall, J.; Rannisto, P. 2016";
        for (text, records, expected) in [
            ("selon Tuurnas, Stenvel & Ranisto [-@t]", tuurnas, "Stenvel>Stenvall Ranisto>Rannisto"),
            ("l'étude de Ranisto [@t]", tuurnas, "Ranisto>Rannisto"),
            ("(voir Ranisto’s [@t])", tuurnas, "Ranisto>Rannisto"),
            ("RANISTO [@t]", tuurnas, "RANISTO>RANNISTO"),
            ("the study of Ranisto @t", tuurnas, "Ranisto>Rannisto"),
            ("Ranisto said so. Later work [@t] agrees.", tuurnas, ""),
            ("Van Eijk [@e]", "e: van Eijk, Carola 2014", ""),
            ("Vitali–Rosati [@v]", "v: Vitali-Rosati, M. 2018", ""),
            ("Vitalli-Rosati [@v]", "v: Vitali-Rosati, M. 2018", "Vitalli-Rosati>Vitali-Rosati"),
            ("d’Alembert [@a]", "a: d'Alembert, J. 1743", ""),
            ("Elinor [@o]", "o: Ostrom, Elinor 1990 | x: Elinar, B. 1991", ""),
            ("Table [@t]", "t: Tables, A. 2016", ""),
        ] {
            assert_eq!(found("a.md", text, records).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_form_that_is_written_often_is_meant() {
        let text = "Stenvell [@s] and ".repeat(8);
        assert_eq!(found("a.md", &text, "s: Stenvall, J. 2016"), Vec::<String>::new());
    }

    #[test]
    fn the_message_quotes_both_sides() {
        check(
            "//- /refs.bib
@article{tuurnas2016, author = {Tuurnas, Sanna and Rannisto, Pasi-Heikki}, title = {T}, year = {2016}}
//- /draft.md
Selon Ranisto [-@tuurnas2016], oui.
      ^^^^^^^ warning[misspelled-author]: \"Ranisto\" differs from \"Rannisto\", a name of tuurnas2016
",
        );
    }
}
